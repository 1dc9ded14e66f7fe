// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto"
	"crypto/x509"
	"math/big"
	"time"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// A Subscriber is the keys and certificates of one person or organisation.
type Subscriber struct {
	SignKey  crypto.Signer
	SignCert *x509.Certificate

	// The twin for key agreement; both nil for ECDSA and RSA.
	AgreeKey  crypto.Signer
	AgreeCert *x509.Certificate

	// Chain is what stands above both certificates, the root last. It is
	// empty for a certificate that its owner made.
	Chain []*x509.Certificate

	name string
}

func (p *PKI) issue(i int) *Subscriber {
	h := people[i]
	provider := p.providers[h.domain]
	s := &Subscriber{name: h.name, SignKey: newKey(h.key, h.name+" sign")}
	if h.selfMade {
		provider = &authority{key: s.SignKey, national: true}
	} else {
		s.Chain = provider.chain
	}
	usage := h.usage
	if usage == 0 {
		usage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	}
	from := p.now.AddDate(0, 0, h.start)
	number := func(n int) *big.Int { return serial(provider.keyID(), kindSubscriber, uint32(2*i+n)) }
	s.SignCert = p.certify(h, provider, s.SignKey.Public(), usage, number(1), from)
	if _, ok := s.SignKey.(*dstu4145.PrivateKey); ok && !h.selfMade {
		s.AgreeKey = newKey(keyM431, h.name+" agree")
		s.AgreeCert = p.certify(h, provider, s.AgreeKey.Public(), x509.KeyUsageKeyAgreement, number(2), from)
	}
	return s
}

// certify has an authority sign what it knows of a holder with a key, good for
// two years.
func (p *PKI) certify(
	h holder, by *authority, public crypto.PublicKey, usage x509.KeyUsage, number *big.Int, from time.Time,
) *x509.Certificate {
	c := certificate{
		serial:      number,
		subject:     h.subject,
		issuer:      h.subject.marshal(),
		notBefore:   from,
		notAfter:    from.Add(years(2) - time.Second),
		publicKey:   marshalKey(public, h.curve),
		keyID:       pki.KeyIDs(public)[0],
		authorityID: by.keyID(),
		usage:       usage,
		national:    by.national,
		stamp:       h.stamp,
		legal:       h.legal,
		qualified:   h.qualified,
		aged:        h.aged,
		codes:       h.codes,
		email:       h.email,
	}
	if !h.selfMade {
		c.services = p.servicesOf(by)
	}
	if by.certificate != nil {
		c.issuer = by.certificate.RawSubject
	}
	hash := pki.DefaultHash(by.key.Public())
	if h.kupyna {
		hash, c.keyID = pki.Kupyna256, pki.KeyIDs(public)[1]
	}
	return c.sign(by.key, hash)
}

// Certificates returns the subscriber's own, the signing one last: whoever
// picks by order picks wrong.
func (s *Subscriber) Certificates() []*x509.Certificate {
	if s.AgreeCert == nil {
		return []*x509.Certificate{s.SignCert}
	}
	return []*x509.Certificate{s.AgreeCert, s.SignCert}
}
