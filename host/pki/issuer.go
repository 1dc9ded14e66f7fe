// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"
	"crypto/x509"
	"sync"
	"sync/atomic"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
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

	anchor   bool
	anchors  sync.Map // which anchors, as *issuer, signed the certificate: true or false once asked
	verified atomic.Int64
}

func issuerOf(cert *x509.Certificate) *issuer {
	return &issuer{
		certificate: cert, subject: keyOf(cert.RawSubject), by: keyOf(cert.RawIssuer), keyID: cert.SubjectKeyId,
		publicKey:   sync.OnceValues(func() (crypto.PublicKey, error) { return PublicKey(cert) }),
		names:       sync.OnceValues(func() ([]subtree.Name, error) { return namesOf(cert) }),
		constraints: sync.OnceValues(func() (*subtree.Constraints, error) { return constraintsOf(cert) }),
	}
}

// signedBy reports whether another's key signed the certificate. What anchors
// signed is remembered: a server asks it of the same few authorities at every
// login, and roots have the longest keys.
func (i *issuer) signedBy(by *issuer) bool {
	if answer, known := i.anchors.Load(by); known {
		return answer.(bool)
	}
	pub, err := by.publicKey()
	if key, ok := pub.(*dstu4145.PublicKey); ok && by.verified.Add(1) == dstu4145.PrecomputeFrom {
		key.Precompute()
	}
	answer := err == nil && CheckCertificate(i.certificate, pub) == nil
	if by.anchor {
		i.anchors.Store(by, answer)
	}
	return answer
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
