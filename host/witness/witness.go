// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package witness knows who is asked over the network so that a signature
// lasts: who says whether its certificates were revoked, who stamps the time,
// and where the certificates of those who do are found.
//
// Services are asked at hosts of the registry, which holds the administrator's,
// at those that a certificate names whose chain leads to a pinned root, and at
// the one that a person names. No other certificate sends this program anywhere.
package witness

import (
	"crypto/x509"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/status"
)

// ErrOffline says that nobody may be asked.
var ErrOffline = errors.New("witness: offline")

// A Witness asks services. It may be used from many goroutines; its members do
// not change then.
type Witness struct {
	Directory *registry.Directory
	// Courier speaks to the hosts of Directory and of BundleURL. Nil is
	// offline: only what is kept is looked at.
	Courier *outbound.Courier
	Trust   func() *pki.Trust
	// Shipped are certificates that the program has by itself, of authorities
	// and of those who stamp the time; nil: it has none. Nobody trusts them for
	// that.
	Shipped func() []*x509.Certificate
	// BundleURL is where certificates of all providers lie, as
	// [registry.BundleURL]; empty: nowhere.
	BundleURL string
	// Folder is where answers are kept, for this user alone; empty: nothing is.
	// They are verified again when read.
	Folder string
	Now    func() time.Time
}

// Offline is the witness that asks nobody.
func (w *Witness) Offline() *Witness {
	offline := *w
	offline.Courier = nil
	return &offline
}

// Status answers whether certificates are revoked.
func (w *Witness) Status() *status.Source {
	s := &status.Source{
		Folder: w.folder("status"), Now: w.Now,
		Responses: status.UsualResponses, Lists: status.UsualLists,
	}
	if w.Courier != nil {
		s.Network, s.Vouch = w.Courier, w.vouch
	}
	return s
}

func (w *Witness) folder(name string) string {
	if w.Folder == "" {
		return ""
	}
	return filepath.Join(w.Folder, name)
}

// Augmenter brings the signatures of a certificate's owner to higher levels,
// stamped as [Witness.Stamper] says.
func (w *Witness) Augmenter(cert *x509.Certificate, chain ...*x509.Certificate) *cades.Augmenter {
	return w.augmenter(w.Stamper(cert, chain...), chain)
}

// AugmenterAt does it with the time-stamps of a service that a person names.
func (w *Witness) AugmenterAt(url string, chain ...*x509.Certificate) *cades.Augmenter {
	return w.augmenter(w.StamperAt(url), chain)
}

// augmenter has evidence that is as young as the signature, so that nothing kept
// from before will do.
func (w *Witness) augmenter(s *Stamper, chain []*x509.Certificate) *cades.Augmenter {
	current := w.Status()
	if w.Courier != nil {
		current.Folder = ""
	}
	return &cades.Augmenter{
		TSA: s, Status: current, Trust: w.Trust(), Certificates: slices.Concat(chain, w.Known()), Now: w.Now,
	}
}

// vouch opens the way to the services that a certificate names.
func (w *Witness) vouch(q status.Question) {
	if w.proven(q.Certificate, q.Issuer) {
		w.Courier.Vouch(slices.Concat(q.Certificate.OCSPServer, q.Certificate.CRLDistributionPoints, crl.DeltaURLs(q.Certificate)))
	}
}

// proven reports whether a chain leads from a certificate to a pinned root, now
// or when it was issued.
func (w *Witness) proven(cert *x509.Certificate, above ...*x509.Certificate) bool {
	_, err := w.Trust().ChainInTime(cert, above, w.Now())
	return err == nil
}
