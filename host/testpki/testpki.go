// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package testpki is a Ukraine of certificates for tests and the demo: two
// roots, their providers, and subscribers of every kind, written as real key
// files on demand. Profiles follow what real certificates of both
// infrastructures look like.
//
// Keys, names and serial numbers come from a fixed seed and are the same in
// every process; dates come from the clock that [New] is given. Nobody must
// trust the anchors outside tests and the demo: their private keys are public.
//
// The codes of people and organisations begin with zeros and belong to nobody.
package testpki

import (
	"crypto/x509"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// A PKI is the authorities and what they have issued. It may be used from
// several goroutines.
type PKI struct {
	clock func() time.Time
	now   time.Time // the day of issue
	base  string    // where the services are, for certificates; empty: they name none

	roots     []*authority // those of Anchors
	providers map[string]*authority
	offices   []*authority // roots and providers of all domains

	mu      sync.Mutex
	issued  map[string]*Subscriber
	servers map[string]*server
	revoked []revocation
	renewed []*Subscriber // as their new certificates and chains alone

	exchanging sync.Mutex
	exchanges  map[string]*exchange // by their transaction's identifier

	filesOnce sync.Once
	files     map[string][]byte
}

// New makes the authorities, with certificates that are valid at now, by a
// clock that their services go by as well. The certificates name no services.
func New(now func() time.Time) *PKI { return NewAt(now, "") }

// NewAt is [New] with certificates that name the services under a URL, such as
// "http://127.0.0.1:8080", where [PKI.Services] must answer.
func NewAt(now func() time.Time, base string) *PKI {
	p := &PKI{
		clock:     now,
		now:       now().UTC().Truncate(24 * time.Hour),
		base:      base,
		providers: map[string]*authority{},
		issued:    map[string]*Subscriber{},
		servers:   map[string]*server{},
		exchanges: map[string]*exchange{},
	}
	for _, d := range domains {
		root := p.newRoot(d.name+"-root", d.root)
		p.providers[d.name] = p.newProvider(d.name, d.provider, root)
		p.offices = append(p.offices, root, p.providers[d.name])
		if d.trusted {
			p.roots = append(p.roots, root)
		}
	}
	return p
}

// Anchors returns both roots as name and key, without certificates: they are
// the same whatever the clock says.
func (p *PKI) Anchors() []pki.Anchor {
	anchors := make([]pki.Anchor, len(p.roots))
	for i, root := range p.roots {
		anchors[i] = pki.Anchor{
			Subject:   root.certificate.RawSubject,
			PublicKey: root.key.Public(),
			KeyID:     root.certificate.SubjectKeyId,
		}
	}
	return anchors
}

// Certificates returns those of the trusted roots and their providers.
func (p *PKI) Certificates() []*x509.Certificate {
	var all []*x509.Certificate
	for _, d := range domains {
		if d.trusted {
			all = append(all, p.providers[d.name].chain...)
		}
	}
	return all
}

// Trust is the two methods above in one.
func (p *PKI) Trust() *pki.Trust { return pki.NewTrust(p.Anchors(), p.Certificates()) }

// Subscriber returns the person or organisation with one of the names of this
// package, and panics for any other.
func (p *PKI) Subscriber(name string) *Subscriber {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.issued[name]; ok {
		return s
	}
	i := slices.IndexFunc(people, func(h holder) bool { return h.name == name })
	if i < 0 {
		panic(fmt.Sprintf("testpki: no subscriber %q", name))
	}
	s := p.issue(i)
	p.issued[name] = s
	return s
}

// Subscribers returns the names that [PKI.Subscriber] knows.
func Subscribers() []string {
	names := make([]string, len(people))
	for i, h := range people {
		names[i] = h.name
	}
	return names
}
