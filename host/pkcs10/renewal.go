// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pkcs10

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// Renewal is the request for what a certificate says already, of a new key: its
// name letter by letter, its key usage, and that it is a stamp's, if it is. The
// codes of the owner are left to the provider, who has them from the old
// certificate.
//
// claim is the qualification to ask for, and none goes where the old
// certificate has none. [pki.AES] asks for a qualified certificate.
//
// [pki.QES] BESIDES CLAIMS THAT THE KEY LIVES IN A QUALIFIED DEVICE (QcSSCD).
// Only one who knows that says so: no TPM is one, nor is a file, wherever its
// password is kept.
func Renewal(old *x509.Certificate, public crypto.PublicKey, claim pki.Qualification) *Request {
	r := &Request{Subject: old.RawSubject, Public: public}
	if ids := pki.KeyIDs(public); len(ids) > 0 {
		r.add(pki.OIDSubjectKeyIdentifier, func(b *cryptobyte.Builder) { b.AddASN1OctetString(ids[0]) })
	}
	for _, e := range old.Extensions {
		if e.Id.Equal(pki.OIDKeyUsage) {
			r.Extensions = append(r.Extensions, e)
		}
	}
	if pki.IsStamp(old) {
		r.add(pki.OIDExtKeyUsage, sequence(addIdentifier(pki.OIDStamp)))
	}
	if statements := claims(old, claim); len(statements) > 0 {
		r.add(pki.OIDQCStatements, sequence(statements...))
	}
	return r
}

// claims are the statements, ETSI EN 319 412-5 section 4.2.
func claims(old *x509.Certificate, claim pki.Qualification) []cryptobyte.BuilderContinuation {
	if claim == pki.NotQualified || pki.Qualified(old) == pki.NotQualified {
		return nil
	}
	statements := []cryptobyte.BuilderContinuation{sequence(addIdentifier(pki.OIDQCCompliance))}
	if claim == pki.QES {
		statements = append(statements, sequence(addIdentifier(pki.OIDQCSSCD)))
	}
	return statements
}

func (r *Request) add(oid asn1.ObjectIdentifier, value cryptobyte.BuilderContinuation) {
	var b cryptobyte.Builder
	value(&b)
	r.Extensions = append(r.Extensions, pkix.Extension{Id: oid, Value: b.BytesOrPanic()})
}

func addIdentifier(oid asn1.ObjectIdentifier) cryptobyte.BuilderContinuation {
	return func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oid) }
}

func sequence(members ...cryptobyte.BuilderContinuation) cryptobyte.BuilderContinuation {
	return func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for _, add := range members {
				add(b)
			}
		})
	}
}
