// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"crypto/x509"
	"slices"

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

// maxOwn is how many certificates of one key are looked at; a key that is
// renewed every year has a few.
const maxOwn = 32

// Choose pairs keys with certificates, those beside each key and those given,
// and answers one candidate for each key, in the order of keys.
//
// A certificate belongs to a key if it holds the same public key. Identifiers
// are not looked at: three rules to make them are in use (GOST 34.311 or
// Kupyna of the key, GOST 34.311 of the whole SubjectPublicKeyInfo). Nor does
// order matter: the agreement certificate stands first in many containers. Of
// several certificates for one key, one that is proven wins, for anybody can
// make a certificate for a key they have seen; then one that allows signing, then
// the one that ends last.
//
// proven says whether a certificate's chain reaches a root that is trusted, and
// is asked only where there is a choice. With nil none is. Choose looks at no
// clock.
func Choose(keys []Key, certificates []*x509.Certificate, proven func(*x509.Certificate) bool) []Candidate {
	candidates := make([]Candidate, len(keys))
	signing := []int{}
	for i, k := range keys {
		candidates[i] = candidate(k, certificates, proven)
		if candidates[i].Certificate != nil && candidates[i].Usage&Sign != 0 {
			signing = append(signing, i)
		}
	}
	if len(signing) == 1 {
		candidates[signing[0]].Selected = true
	}
	return candidates
}

func candidate(k Key, certificates []*x509.Certificate, proven func(*x509.Certificate) bool) Candidate {
	own := own(k, certificates)
	if len(own) > 1 && proven != nil {
		doubtful := func(c *x509.Certificate) bool { return !proven(c) }
		if some := slices.DeleteFunc(slices.Clone(own), doubtful); len(some) > 0 {
			own = some
		}
	}
	best := Candidate{Key: k}
	for _, c := range own {
		if best.Certificate == nil || better(c, best.Certificate) {
			best.Certificate, best.Usage = c, usageOf(c)
		}
	}
	if hint, ok := k.(Intended); ok && best.Certificate == nil {
		best.Usage = hint.Usage()
	}
	return best
}

// own are the certificates of a key among those beside it and those given.
func own(k Key, certificates []*x509.Certificate) []*x509.Certificate {
	var own []*x509.Certificate
	for _, c := range slices.Concat(k.Certificates(), certificates) {
		if len(own) < maxOwn && pki.SamePublicKey(c, k.Public()) && !slices.ContainsFunc(own, c.Equal) {
			own = append(own, c)
		}
	}
	return own
}

func better(a, b *x509.Certificate) bool {
	if x, y := usageOf(a)&Sign, usageOf(b)&Sign; x != y {
		return x > y
	}
	return a.NotAfter.After(b.NotAfter)
}
