// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"
	"crypto/x509"
	"sync"

	"github.com/pidpys/pidpys/host/pki/internal/subtree"
)

// An issuer is a name with a key that may have signed a certificate, and the
// certificate that says so, read as far as anybody asked.
type issuer struct {
	certificate *x509.Certificate // nil for an anchor that is only name and key
	subject, by nameKey
	keyID       []byte
	publicKey   func() (crypto.PublicKey, error)
	names       func() ([]subtree.Name, error)
	constraints func() (*subtree.Constraints, error) // nil without the extension
}

func issuerOf(cert *x509.Certificate) *issuer {
	return &issuer{
		certificate: cert, subject: keyOf(cert.RawSubject), by: keyOf(cert.RawIssuer), keyID: cert.SubjectKeyId,
		publicKey:   sync.OnceValues(func() (crypto.PublicKey, error) { return PublicKey(cert) }),
		names:       sync.OnceValues(func() ([]subtree.Name, error) { return namesOf(cert) }),
		constraints: sync.OnceValues(func() (*subtree.Constraints, error) { return constraintsOf(cert) }),
	}
}

// selfIssued reports whether the certificate names one entity twice, RFC 5280
// section 6.1.
func (i *issuer) selfIssued() bool { return i.subject == i.by }

// namesOf lists the names that name constraints speak of, RFC 5280 section
// 4.2.1.10: the subject and its alternatives, and only without alternatives
// the mailboxes in the subject.
func namesOf(cert *x509.Certificate) ([]subtree.Name, error) {
	var names []subtree.Name
	subject, err := ParseName(cert.RawSubject)
	if err != nil || len(subject) > 0 {
		names = append(names, subtree.Directory(cert.RawSubject, rdnKeys))
	}
	if value, ok := extension(cert, OIDSubjectAltName); ok {
		alternatives, err := subtree.ParseNames(value, rdnKeys)
		return append(names, alternatives...), err
	}
	for _, rdn := range subject {
		for _, a := range rdn {
			if a.Type.Equal(OIDEmailAddress) {
				names = append(names, subtree.Email(a.Value))
			}
		}
	}
	return names, nil
}

func constraintsOf(cert *x509.Certificate) (*subtree.Constraints, error) {
	value, ok := extension(cert, OIDNameConstraints)
	if !ok {
		return nil, nil
	}
	return subtree.Parse(value, rdnKeys)
}
