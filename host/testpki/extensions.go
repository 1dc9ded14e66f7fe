// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto/x509"
	"encoding/asn1"
	"math/bits"

	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Object identifiers that only an issuer needs.
var (
	oidPolicyNational = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 2, 2}
	oidPolicyEuropean = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 2, 4}

	// ETSI EN 319 412-5, 4.2 and 4.3; EN 319 412-1, 5.
	oidQCType          = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 6}
	oidQCTypeSign      = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 6, 1}
	oidQCTypeSeal      = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 6, 2}
	oidQCLegislation   = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 7}
	oidQCSemantics     = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 11, 2}
	oidSemanticsPerson = asn1.ObjectIdentifier{0, 4, 0, 194121, 1, 1}
	oidSemanticsLegal  = asn1.ObjectIdentifier{0, 4, 0, 194121, 1, 2}
)

const critical = true

func (c certificate) addExtensions(b *cryptobyte.Builder) {
	addExtension(b, pki.OIDSubjectKeyIdentifier, !critical, func(b *cryptobyte.Builder) { b.AddASN1OctetString(c.keyID) })
	addAuthorityKeyID(b, c.authorityID)
	addExtension(b, pki.OIDKeyUsage, critical, func(b *cryptobyte.Builder) { addKeyUsage(b, c.usage) })
	if c.stamp {
		addExtension(b, pki.OIDExtKeyUsage, !critical, addIdentifiers(pki.OIDStamp))
	}
	if c.purpose != nil {
		addExtension(b, pki.OIDExtKeyUsage, c.criticalPurpose, addIdentifiers(c.purpose))
	}
	addExtension(b, pki.OIDCertificatePolicies, !critical, c.addPolicies)
	addExtension(b, pki.OIDBasicConstraints, c.ca, c.addBasicConstraints)
	if c.qualified != pki.NotQualified {
		addExtension(b, pki.OIDQCStatements, c.aged, c.addStatements)
	}
	if c.email != "" {
		addExtension(b, pki.OIDSubjectAltName, !critical, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { addText(b, casn1.Tag(1).ContextSpecific(), c.email) })
		})
	}
	if len(c.codes) > 0 {
		addExtension(b, pki.OIDSubjectDirectoryAttributes, !critical, c.addCodes)
	}
	c.services.addExtensions(b)
}

func addExtension(b *cryptobyte.Builder, oid asn1.ObjectIdentifier, critical bool, value cryptobyte.BuilderContinuation) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		if critical {
			b.AddASN1Boolean(true)
		}
		b.AddASN1(casn1.OCTET_STRING, value)
	})
}

func addAuthorityKeyID(b *cryptobyte.Builder, id []byte) {
	addExtension(b, pki.OIDAuthorityKeyIdentifier, !critical, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.Tag(0).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(id) })
		})
	})
}

// addKeyUsage: RFC 5280, 4.2.1.3. Bit 0 is the first of the octet, and bits
// that are zero at the end are left out.
func addKeyUsage(b *cryptobyte.Builder, usage x509.KeyUsage) {
	octet := bits.Reverse8(uint8(usage))
	b.AddASN1(casn1.BIT_STRING, func(b *cryptobyte.Builder) {
		b.AddUint8(uint8(bits.TrailingZeros8(octet)))
		b.AddUint8(octet)
	})
}

func (c certificate) addPolicies(b *cryptobyte.Builder) {
	oid := oidPolicyEuropean
	if c.national {
		oid = oidPolicyNational
	}
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oid) })
	})
}

func (c certificate) addBasicConstraints(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		if c.ca {
			b.AddASN1Boolean(true)
			b.AddASN1Int64(int64(c.pathLength))
		}
	})
}

// addStatements: RFC 3739, 3.2.6. QcSSCD makes the difference between КЕП and
// УЕП.
func (c certificate) addStatements(b *cryptobyte.Builder) {
	kind, semantics := oidQCTypeSign, oidSemanticsPerson
	if c.stamp {
		kind = oidQCTypeSeal
	}
	if c.legal {
		semantics = oidSemanticsLegal
	}
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		addStatement(b, pki.OIDQCCompliance, nil)
		if c.qualified == pki.QES {
			addStatement(b, pki.OIDQCSSCD, nil)
		}
		addStatement(b, oidQCType, addIdentifiers(kind))
		addStatement(b, oidQCLegislation, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { addText(b, casn1.PrintableString, "UA") })
		})
		addStatement(b, oidQCSemantics, addIdentifiers(semantics))
		if c.national {
			addStatement(b, pki.OIDQCUkraine, nil)
		}
	})
}

func addStatement(b *cryptobyte.Builder, oid asn1.ObjectIdentifier, info cryptobyte.BuilderContinuation) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		if info != nil {
			info(b)
		}
	})
}

func addIdentifiers(oid asn1.ObjectIdentifier) cryptobyte.BuilderContinuation {
	return func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oid) })
	}
}

// addCodes: RFC 5280, 4.2.1.8, with the codes of the national profile.
func (c certificate) addCodes(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, code := range c.codes {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(code.oid)
				b.AddASN1(casn1.SET, func(b *cryptobyte.Builder) { addText(b, casn1.PrintableString, code.value) })
			})
		}
	})
}
