// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"bytes"
	"crypto/x509"
	"errors"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// errNotOurs says why a certificate is of no server of an issuer.
var errNotOurs = errors.New("cmp: certified by another issuer")

// ServerOf is a [Client.Trust] that accepts the issuer of the old certificate
// itself, and whom that very issuer certified for [pki.ForManagement], as long
// as a path leads to a pinned root now (RFC 9810 section 4.5). A root that many
// providers share does not let the server of one speak for another. Whether the
// server's certificate was revoked is not looked at.
func ServerOf(issuer *x509.Certificate, trust *pki.Trust, now func() time.Time) func(server *x509.Certificate, others []*x509.Certificate) error {
	return func(server *x509.Certificate, others []*x509.Certificate) error {
		purpose := pki.AnyPurpose
		if !sameAuthority(server, issuer) {
			if !certifiedBy(server, issuer) {
				return errNotOurs
			}
			purpose = pki.ForManagement
		}
		extra := slices.Concat([]*x509.Certificate{issuer}, others)
		_, err := trust.Validate(server, extra, now(), pki.Demands{Purpose: purpose})
		return err
	}
}

// sameAuthority compares name and key: an authority may have several
// certificates for both.
func sameAuthority(a, b *x509.Certificate) bool {
	return bytes.Equal(a.RawSubjectPublicKeyInfo, b.RawSubjectPublicKeyInfo) && pki.EqualNames(a.RawSubject, b.RawSubject)
}

func certifiedBy(cert, issuer *x509.Certificate) bool {
	public, err := pki.PublicKey(issuer)
	return err == nil && pki.EqualNames(cert.RawIssuer, issuer.RawSubject) && pki.CheckCertificate(cert, public) == nil
}
