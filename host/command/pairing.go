// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
)

// A pairing finds the certificates of a key file's keys without asking anybody:
// first those given by --cert, then those inside, then those that lie beside
// the file, then those remembered.
type pairing struct {
	*call
	file  string
	given []*x509.Certificate

	looked bool // beside the file
	lying  []*x509.Certificate
	pool   []*x509.Certificate // all that were looked at, to build chains from
}

// pair answers one candidate for each key.
func (p *pairing) pair(keys []key.Key) []key.Candidate {
	p.pool = slices.Clone(p.given)
	candidates := make([]key.Candidate, len(keys))
	for i, k := range keys {
		p.pool = append(p.pool, k.Certificates()...)
		candidates[i] = p.candidate(k)
	}
	return candidates
}

// candidate pairs a key with the certificate of the first source that has one
// for it. One inside or beside that has expired gives way to one that has not;
// one that was given does not.
func (p *pairing) candidate(k key.Key) key.Candidate {
	if given := p.among(k, p.given); given.Certificate != nil {
		return given
	}
	chosen := key.Choose([]key.Key{k}, nil, p.proven)[0]
	for _, source := range []func(key.Key) []*x509.Certificate{p.beside, p.remembered} {
		if chosen.Certificate != nil && !p.Now().After(chosen.Certificate.NotAfter) {
			break
		}
		other := p.among(k, source(k))
		if other.Certificate != nil && (chosen.Certificate == nil || !p.Now().After(other.Certificate.NotAfter)) {
			chosen = other
		}
	}
	return chosen
}

// among pairs a key with one of these certificates and with no other.
func (p *pairing) among(k key.Key, certificates []*x509.Certificate) key.Candidate {
	candidate := key.Choose([]key.Key{alone{k}}, certificates, p.proven)[0]
	candidate.Key = k
	return candidate
}

// proven reports whether an authority issued a certificate, which anybody could
// have made for a key they saw.
func (p *pairing) proven(certificate *x509.Certificate) bool { return p.chains().verify(certificate) }

// alone is a key without what lies with it.
type alone struct{ key.Key }

func (alone) Certificates() []*x509.Certificate { return nil }

// beside returns the certificates that lie in the file's folder, for whatever
// key.
func (p *pairing) beside(key.Key) []*x509.Certificate {
	if !p.looked {
		p.looked, p.lying = true, certificatesBeside(p.file)
		p.pool = append(p.pool, p.lying...)
	}
	return p.lying
}

// remembered returns those that were found earlier for a key, with their
// chains.
func (p *pairing) remembered(k key.Key) []*x509.Certificate {
	if p.Finder == nil {
		return nil
	}
	found := p.Finder.Remembered(lookup.ByPublicKey(k.Public()))
	p.pool = append(p.pool, found...)
	return found
}

// misgiven reports whether certificates were given of which none belongs to a
// key here.
func (p *pairing) misgiven(candidates []key.Candidate) bool {
	return len(p.given) > 0 && !slices.ContainsFunc(candidates, func(candidate key.Candidate) bool {
		return slices.ContainsFunc(p.given, func(c *x509.Certificate) bool {
			return pki.SamePublicKey(c, candidate.Key.Public())
		})
	})
}
