// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto"
	"crypto/x509"
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
	s.SignCert = p.certify(h, provider, s.SignKey, usage, uint32(2*i+1))
	if _, ok := s.SignKey.(*dstu4145.PrivateKey); ok && !h.selfMade {
		s.AgreeKey = newKey(keyM431, h.name+" agree")
		s.AgreeCert = p.certify(h, provider, s.AgreeKey, x509.KeyUsageKeyAgreement, uint32(2*i+2))
	}
	return s
}

func (p *PKI) certify(h holder, by *authority, k crypto.Signer, usage x509.KeyUsage, counter uint32) *x509.Certificate {
	from := p.now.AddDate(0, 0, h.start)
	c := certificate{
		serial:      serial(by.keyID(), kindSubscriber, counter),
		subject:     h.subject,
		issuer:      h.subject.marshal(),
		notBefore:   from,
		notAfter:    from.Add(years(2) - time.Second),
		publicKey:   marshalKey(k.Public(), h.curve),
		keyID:       pki.KeyIDs(k.Public())[0],
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
		hash, c.keyID = pki.Kupyna256, pki.KeyIDs(k.Public())[1]
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
