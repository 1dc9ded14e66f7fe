// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto/x509"
	"math/big"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
)

// A revocation is one in force, or one that was lifted.
type revocation struct {
	issuer []byte // DER Name
	serial *big.Int
	at     time.Time
	lifted time.Time // zero while in force
	reason crl.Reason
}

// Revoke says, from now on, that a certificate of these authorities is revoked
// since a time.
func (p *PKI) Revoke(cert *x509.Certificate, at time.Time, reason crl.Reason) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.revoked = append(p.revoked, revocation{
		issuer: cert.RawIssuer, serial: cert.SerialNumber, at: at.UTC().Truncate(time.Second), reason: reason,
	})
}

// Release lifts all that was said against a certificate, since a time.
func (p *PKI) Release(cert *x509.Certificate, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.revoked {
		if r := &p.revoked[i]; r.names(cert.RawIssuer, cert.SerialNumber) {
			r.lifted = at.UTC().Truncate(time.Second)
		}
	}
}

func (r *revocation) names(issuer []byte, serial *big.Int) bool {
	return r.serial.Cmp(serial) == 0 && pki.EqualNames(r.issuer, issuer)
}

// inForce reports whether the revocation holds at a time.
func (r *revocation) inForce(at time.Time) bool {
	return !r.at.After(at) && (r.lifted.IsZero() || r.lifted.After(at))
}

// revocationsOf are those of the certificates that an authority issued: what
// [PKI.Revoke] said, the subscribers who always are, and one of nobody, so that
// no list is ever empty, which some software refuses.
func (p *PKI) revocationsOf(a *authority) []revocation {
	all := []revocation{{
		issuer: a.certificate.RawSubject, serial: serial(a.keyID(), kindSubscriber, 1<<20),
		at: p.now.AddDate(0, 0, -14), reason: crl.CessationOfOperation,
	}}
	for _, h := range people {
		if h.revoked == crl.Unspecified || p.providers[h.domain] != a {
			continue
		}
		for _, cert := range p.Subscriber(h.name).Certificates() {
			all = append(all, revocation{
				issuer: cert.RawIssuer, serial: cert.SerialNumber, at: p.now.AddDate(0, 0, -7), reason: h.revoked,
			})
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return append(all, slices.DeleteFunc(slices.Clone(p.revoked), func(r revocation) bool {
		return !pki.EqualNames(r.issuer, a.certificate.RawSubject)
	})...)
}
