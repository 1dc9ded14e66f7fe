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
// belongs to a key for signing.
func (f *keyFile) add(certificates []*x509.Certificate) bool {
	all := slices.Concat(f.certificates, certificates)
	for _, c := range f.choose(all) {
		belongs := func(x *x509.Certificate) bool { return pki.SamePublicKey(x, c.Key.Public()) }
		if maySign(c) && slices.ContainsFunc(certificates, belongs) {
			f.certificates = all
			return true
		}
	}
	return false
}

// lacking lists the keys without a proven certificate that lasts until now or
// longer: those for signing, and the others beside them. If all of these for
// signing have one, nothing is lacking.
func (f *keyFile) lacking(now time.Time) []lookup.Key {
	var signing, others []lookup.Key
	for _, c := range f.candidates() {
		switch wanted := lookup.ByPublicKey(c.Key.Public()); {
		case c.Certificate != nil && !now.After(c.Certificate.NotAfter) && f.proven(c.Certificate, f.certificates):
		case maySign(c):
			signing = append(signing, wanted)
		default:
			others = append(others, wanted.Beside())
		}
	}
	if len(signing) == 0 {
		return nil
	}
	return append(signing, others...)
}

// maySign reports whether a key is one for signing, or may turn out to be: of a
// key without a certificate its container may say nothing.
func maySign(c key.Candidate) bool {
	return c.Usage&key.Sign != 0 || c.Usage == 0 && c.Certificate == nil
}
