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

// keyring is the keys of a file or a token, with the certificates known for them.
type keyring struct {
	keys         []key.Key
	certificates []*x509.Certificate // beside those that the keys bring
	// chained reports whether the chain of a certificate, with the help of
	// others, reached a pinned root while it was valid.
	chained func(certificate *x509.Certificate, others []*x509.Certificate) bool
	purpose *purpose
}

func (o *operation) newKeyring(keys []key.Key) *keyring {
	return &keyring{keys: keys, chained: o.chained, purpose: o.purpose}
}

// candidates pairs the keys with their certificates.
func (r *keyring) candidates() []key.Candidate { return r.choose(r.certificates) }

func (r *keyring) choose(certificates []*x509.Certificate) []key.Candidate {
	return key.Choose(r.keys, certificates, func(c *x509.Certificate) bool { return r.proven(c, certificates) })
}

// proven reports whether a certificate is more than what anybody could have
// made for one of the keys.
func (r *keyring) proven(certificate *x509.Certificate, others []*x509.Certificate) bool {
	for _, k := range r.keys {
		others = slices.Concat(others, k.Certificates())
	}
	return r.chained(certificate, others)
}

// add takes certificates, and those of the chains that came with them, if one
// belongs to a key that fits the purpose.
func (r *keyring) add(certificates []*x509.Certificate) bool {
	all := slices.Concat(r.certificates, certificates)
	for _, c := range r.choose(all) {
		belongs := func(x *x509.Certificate) bool { return pki.SamePublicKey(x, c.Key.Public()) }
		if r.purpose.fits(c) && slices.ContainsFunc(certificates, belongs) {
			r.certificates = all
			return true
		}
	}
	return false
}

// served reports whether a key has a proven certificate that still serves.
func (r *keyring) served(c key.Candidate, now time.Time) bool {
	return c.Certificate != nil && (r.purpose.late || !now.After(c.Certificate.NotAfter)) && r.proven(c.Certificate, r.certificates)
}

// lacking lists the keys that are not served: those that fit the purpose, and the
// others beside them. If all that fit are, nothing is lacking.
func (r *keyring) lacking(now time.Time) []lookup.Key {
	var fitting, others []lookup.Key
	for _, c := range r.candidates() {
		switch wanted := lookup.ByPublicKey(c.Key.Public()); {
		case r.served(c, now):
		case r.purpose.fits(c):
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
