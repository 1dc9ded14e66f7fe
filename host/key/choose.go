// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"crypto/x509"

	"github.com/pidpys/pidpys/host/pki"
)

// A Candidate is one key, the certificate chosen for it, and what the pair is
// good for.
type Candidate struct {
	Key         Key
	Certificate *x509.Certificate // nil if none matches
	// Usage is the certificate's key usage. Without a certificate it is what
	// the container says of the key, which may be nothing.
	Usage Usage
	// Selected marks the one candidate to sign with. With several that could
	// none is marked: whose signature it is, the user must say.
	Selected bool
}

// Choose pairs keys with certificates, those beside each key and those given,
// and answers one candidate for each key, in the order of keys.
//
// A certificate belongs to a key if it holds the same public key. Identifiers
// are not looked at: three rules to make them are in use (GOST 34.311 or
// Kupyna of the key, GOST 34.311 of the whole SubjectPublicKeyInfo). Nor does
// order matter: the agreement certificate stands first in many containers. Of
// several certificates for one key, one that allows signing wins, then the one
// that ends last.
//
// Choose looks at no clock and at no chain.
func Choose(keys []Key, certificates []*x509.Certificate) []Candidate {
	candidates := make([]Candidate, len(keys))
	signing := []int{}
	for i, k := range keys {
		candidates[i] = candidate(k, certificates)
		if candidates[i].Certificate != nil && candidates[i].Usage&Sign != 0 {
			signing = append(signing, i)
		}
	}
	if len(signing) == 1 {
		candidates[signing[0]].Selected = true
	}
	return candidates
}

func candidate(k Key, certificates []*x509.Certificate) Candidate {
	best := Candidate{Key: k}
	for _, list := range [][]*x509.Certificate{k.Certificates(), certificates} {
		for _, c := range list {
			if !pki.SamePublicKey(c, k.Public()) {
				continue
			}
			if best.Certificate == nil || better(c, best.Certificate) {
				best.Certificate, best.Usage = c, usageOf(c)
			}
		}
	}
	if hint, ok := k.(Intended); ok && best.Certificate == nil {
		best.Usage = hint.Usage()
	}
	return best
}

func better(a, b *x509.Certificate) bool {
	if x, y := usageOf(a)&Sign, usageOf(b)&Sign; x != y {
		return x > y
	}
	return a.NotAfter.After(b.NotAfter)
}
