// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
)

// poolMethods take certificates and lists of revoked ones. Pages hand over a
// thousand each time they load, before anybody needs one.
var poolMethods = []method{
	{name: "SaveCertificate", params: 1, do: (*Dialect).saveCertificates},
	{name: "SaveCertificates", params: 1, do: (*Dialect).saveCertificates},
	{name: "SaveCertificatesEx", params: 2, optional: 1, do: (*Dialect).saveCertificatesEx},
	{name: "SaveCRL", params: 2, do: (*Dialect).saveCRL},
}

// Limits of the pool.
const (
	maxBundles = 256
	maxPool    = 32 << 20 // octets of all
)

// A pool is certificates that the page handed over, in memory. They help to
// build chains and to find whose a signature is; nobody trusts them. They are
// parsed when first looked at: most pages' never are.
type pool struct {
	bundles [][]byte                   // not parsed yet
	given   map[[sha256.Size]byte]bool // the digests of all bundles, parsed ones too
	size    int                        // of those
	parsed  []*x509.Certificate
}

// add takes one certificate or a bundle of them, DER or PEM. What is none is told
// by nobody: it is not looked at yet. A bundle that a page hands over anew, as some do
// with every key, takes no more room.
func (p *pool) add(data []byte) error {
	digest := sha256.Sum256(data)
	switch {
	case p.given[digest]:
		return nil
	case len(p.given) == maxBundles || p.size+len(data) > maxPool:
		return fail(codeMemory)
	case p.given == nil:
		p.given = map[[sha256.Size]byte]bool{}
	}
	p.given[digest] = true
	p.size += len(data)
	p.bundles = append(p.bundles, data)
	return nil
}

// certificates are all that can be read, each once.
func (p *pool) certificates() []*x509.Certificate {
	if len(p.bundles) == 0 {
		return p.parsed
	}
	seen := map[string]bool{}
	for _, c := range p.parsed {
		seen[string(c.Raw)] = true
	}
	for _, bundle := range p.bundles {
		more, err := pki.ParseCertificates(bundle)
		if err != nil {
			continue
		}
		for _, c := range more {
			if !seen[string(c.Raw)] {
				seen[string(c.Raw)] = true
				p.parsed = append(p.parsed, c)
			}
		}
	}
	p.bundles, p.parsed = nil, slices.Clip(p.parsed)
	return p.parsed
}

func (d *Dialect) saveCertificates(_ context.Context, a *arguments) (any, error) {
	data := a.bytes(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	return nil, d.pool.add(data)
}

// saveCertificatesEx has a second bundle, of those that the page would have
// trusted. They are as good as the others.
func (d *Dialect) saveCertificatesEx(_ context.Context, a *arguments) (any, error) {
	data, trusted := a.bytes(0), a.optionalBytes(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	if err := d.pool.add(data); err != nil || trusted == nil {
		return nil, err
	}
	return nil, d.pool.add(trusted)
}

// saveCRL takes a list and drops it: who is revoked, the authorities of our
// registry tell.
func (d *Dialect) saveCRL(_ context.Context, a *arguments) (any, error) {
	a.flag(0)
	a.bytes(1)
	return nil, a.err()
}
