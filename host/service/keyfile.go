// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"crypto/x509"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
)

// keyFile is a key file that is open, with the certificates known for its keys.
type keyFile struct {
	store        key.Store
	keys         []key.Key
	certificates []*x509.Certificate // beside those that the keys bring
	// chained reports whether the chain of a certificate, with the help of
	// others, reached a pinned root while it was valid.
	chained func(certificate *x509.Certificate, others []*x509.Certificate) bool
	purpose *purpose
}

// close wipes the keys.
func (f *keyFile) close() { _ = f.store.Close() }

// candidates pairs the keys with their certificates.
func (f *keyFile) candidates() []key.Candidate { return f.choose(f.certificates) }

func (f *keyFile) choose(certificates []*x509.Certificate) []key.Candidate {
	return key.Choose(f.keys, certificates, func(c *x509.Certificate) bool { return f.proven(c, certificates) })
}

// proven reports whether a certificate is more than what anybody could have
// made for one of the keys.
func (f *keyFile) proven(certificate *x509.Certificate, others []*x509.Certificate) bool {
	for _, k := range f.keys {
		others = slices.Concat(others, k.Certificates())
	}
	return f.chained(certificate, others)
}

// add takes certificates, and those of the chains that came with them, if one
// belongs to a key that fits the purpose.
func (f *keyFile) add(certificates []*x509.Certificate) bool {
	all := slices.Concat(f.certificates, certificates)
	for _, c := range f.choose(all) {
		belongs := func(x *x509.Certificate) bool { return pki.SamePublicKey(x, c.Key.Public()) }
		if f.purpose.fits(c) && slices.ContainsFunc(certificates, belongs) {
			f.certificates = all
			return true
		}
	}
	return false
}

// lacking lists the keys without a proven certificate that still serves: those
// that fit the purpose, and the others beside them. If all that fit have one,
// nothing is lacking.
func (f *keyFile) lacking(now time.Time) []lookup.Key {
	var fitting, others []lookup.Key
	for _, c := range f.candidates() {
		switch wanted := lookup.ByPublicKey(c.Key.Public()); {
		case c.Certificate != nil && (f.purpose.late || !now.After(c.Certificate.NotAfter)) && f.proven(c.Certificate, f.certificates):
		case f.purpose.fits(c):
			fitting = append(fitting, wanted)
		default:
			others = append(others, wanted.Beside())
		}
	}
	if len(fitting) == 0 {
		return nil
	}
	return append(fitting, others...)
}
