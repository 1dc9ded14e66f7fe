// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// A server signs answers: an OCSP responder or a time-stamping authority.
type server struct {
	key         crypto.Signer
	certificate *x509.Certificate
	hash        *pki.Hash
}

// Purposes of servers: RFC 5280, 4.2.1.12.
var (
	oidTimeStamping = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 8}
	oidOCSPSigning  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 9}
)

// Responder is the certificate of the OCSP responder of the authority that
// issued a certificate. The responder is certified by that authority itself and
// does without id-pkix-ocsp-nocheck, as the real ones do.
func (p *PKI) Responder(of *x509.Certificate) *x509.Certificate {
	if a := p.officeOf(of); a != nil {
		return p.responder(a).certificate
	}
	return nil
}

// officeOf is the authority whose name a certificate gives as its issuer's, or
// nil.
func (p *PKI) officeOf(cert *x509.Certificate) *authority {
	for _, a := range p.offices {
		if pki.EqualNames(a.certificate.RawSubject, cert.RawIssuer) {
			return a
		}
	}
	return nil
}

// TimeStamper is the certificate of the national time-stamping authority or of
// the European one. Both are certified by the root itself.
func (p *PKI) TimeStamper(nationally bool) *x509.Certificate {
	if nationally {
		return p.timeStamper(national).certificate
	}
	return p.timeStamper(european).certificate
}

func (p *PKI) responder(a *authority) *server {
	return p.server(a, a.name+" OCSP", certificate{
		usage: x509.KeyUsageDigitalSignature, purpose: oidOCSPSigning,
	}, 1)
}

func (p *PKI) timeStamper(domain string) *server {
	for _, a := range p.offices {
		if a.name == domain+"-root" {
			return p.server(a, domain+" TSP", certificate{
				usage:   x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
				purpose: oidTimeStamping, criticalPurpose: true,
			}, 2)
		}
	}
	panic("testpki: internal error: no domain " + domain)
}

// ordinary is a server whose certificate is for nothing in particular.
func (p *PKI) ordinary(a *authority) *server {
	return p.server(a, a.name+" ordinary", certificate{usage: x509.KeyUsageDigitalSignature}, 3)
}

// server makes a server once, with a certificate for the purposes of c.
func (p *PKI) server(by *authority, name string, c certificate, counter uint32) *server {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.servers[name]; ok {
		return s
	}
	kind := keyP256
	if by.national {
		kind = keyM257
	}
	s := &server{key: newKey(kind, name)}
	s.hash = pki.DefaultHash(s.key.Public())
	c.serial = serial(by.keyID(), kindServer, counter)
	c.issuer = by.certificate.RawSubject
	c.subject = distinguishedName{
		{pki.OIDOrganization, "Pidpys test"}, {pki.OIDCommonName, name}, {pki.OIDCountry, "UA"},
	}
	c.notBefore, c.notAfter = p.now.Add(-years(1)), p.now.Add(years(4)-time.Second)
	c.publicKey = marshalKey(s.key.Public(), spelledOut)
	c.keyID, c.authorityID = pki.KeyIDs(s.key.Public())[0], by.keyID()
	c.national = by.national
	c.services = p.servicesOf(by).forServers()
	s.certificate = c.sign(by.key, pki.DefaultHash(by.key.Public()))
	p.servers[name] = s
	return s
}
