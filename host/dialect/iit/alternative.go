// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// What certificates say that package pki has no use for: other names, access to
// servers, a limit on what may be signed for. What cannot be read is left empty.

// Other names that providers put in subjectAltName, RFC 5280 section 4.2.1.6.
// The first is a number in the arc of a vendor of certificates' software, the
// second Microsoft's user principal name, met as the number of a user.
var (
	oidOtherPhone = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 19398, 1, 1, 4, 1}
	oidOtherUPN   = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 311, 20, 2, 3}
)

type alternatives struct{ phone, upn string }

// alternative reads the other names of the owner:
//
//	OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY }
func alternative(c *x509.Certificate) (a alternatives) {
	var names cryptobyte.String
	in := extensionOf(c, pki.OIDSubjectAltName)
	if !in.ReadASN1(&names, casn1.SEQUENCE) {
		return a
	}
	other := casn1.Tag(0).ContextSpecific().Constructed()
	for !names.Empty() {
		var name, value, text cryptobyte.String
		var tag casn1.Tag
		var oid asn1.ObjectIdentifier
		if !names.ReadAnyASN1(&name, &tag) {
			return a
		}
		if tag != other || !name.ReadASN1ObjectIdentifier(&oid) || !name.ReadASN1(&value, other) ||
			!value.ReadAnyASN1(&text, &tag) || !utf8.Valid(text) {
			continue
		}
		switch {
		case oid.Equal(oidOtherPhone):
			a.phone = string(text)
		case oid.Equal(oidOtherUPN):
			a.upn = string(text)
		}
	}
	return a
}

// Access to time stamps: RFC 5280 section 4.2.2.2, and id-ad-timeStamping of RFC
// 3161, appendix A.
var (
	oidSubjectInfoAccess = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 11}
	oidTimeStamping      = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 3}
)

// stampAccess is where a certificate says that time stamps are to be had.
func stampAccess(c *x509.Certificate) string {
	var descriptions cryptobyte.String
	in := extensionOf(c, oidSubjectInfoAccess)
	if !in.ReadASN1(&descriptions, casn1.SEQUENCE) {
		return ""
	}
	for !descriptions.Empty() {
		var description, url cryptobyte.String
		var oid asn1.ObjectIdentifier
		if !descriptions.ReadASN1(&description, casn1.SEQUENCE) || !description.ReadASN1ObjectIdentifier(&oid) {
			return ""
		}
		if oid.Equal(oidTimeStamping) && description.ReadASN1(&url, casn1.Tag(6).ContextSpecific()) && utf8.Valid(url) {
			return string(url)
		}
	}
	return ""
}

// freshest is where a certificate says that the changes of its revocation list are,
// which the library of the standard passes over: RFC 5280 section 4.2.1.15.
func freshest(c *x509.Certificate) string {
	var points, point, name, full, url cryptobyte.String
	zero := casn1.Tag(0).ContextSpecific().Constructed()
	in := extensionOf(c, pki.OIDFreshestCRL)
	if !in.ReadASN1(&points, casn1.SEQUENCE) || !points.ReadASN1(&point, casn1.SEQUENCE) || !point.ReadASN1(&name, zero) ||
		!name.ReadASN1(&full, zero) || !full.ReadASN1(&url, casn1.Tag(6).ContextSpecific()) || !utf8.Valid(url) {
		return ""
	}
	return string(url)
}

// keyPeriod is when the private key may be used: RFC 3280 section 4.2.1.4. Both
// ends must be there.
func keyPeriod(c *x509.Certificate) (from, to time.Time, ok bool) {
	var period, octets cryptobyte.String
	in := extensionOf(c, pki.OIDPrivateKeyUsagePeriod)
	if !in.ReadASN1(&period, casn1.SEQUENCE) {
		return from, to, false
	}
	var times [2]time.Time
	for i := range times {
		if !period.ReadASN1(&octets, casn1.Tag(i).ContextSpecific()) {
			return from, to, false
		}
		t, err := time.Parse("20060102150405Z", string(octets)) // RFC 5280 section 4.1.2.5.2
		if err != nil {
			return from, to, false
		}
		times[i] = t
	}
	return times[0], times[1], true
}

// oidLimit is QcLimitValue, ETSI EN 319 412-5 section 4.3.2.
var oidLimit = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 2}

// maxExponent keeps a limit within what fields hold.
const maxExponent = 9

// limit is the largest sum that may be signed for.
//
//	MonetaryValue ::= SEQUENCE { currency Iso4217CurrencyCode, amount INTEGER, exponent INTEGER }
func limit(c *x509.Certificate) (value int64, currency string, ok bool) {
	var statements cryptobyte.String
	in := extensionOf(c, pki.OIDQCStatements)
	if !in.ReadASN1(&statements, casn1.SEQUENCE) {
		return 0, "", false
	}
	for !statements.Empty() {
		var statement, money, letters cryptobyte.String
		var oid asn1.ObjectIdentifier
		var tag casn1.Tag
		var exponent int
		if !statements.ReadASN1(&statement, casn1.SEQUENCE) || !statement.ReadASN1ObjectIdentifier(&oid) {
			return 0, "", false
		}
		if !oid.Equal(oidLimit) {
			continue
		}
		if !statement.ReadASN1(&money, casn1.SEQUENCE) || !money.ReadAnyASN1(&letters, &tag) ||
			!money.ReadASN1Integer(&value) || !money.ReadASN1Integer(&exponent) ||
			value < 0 || exponent < 0 || exponent > maxExponent {
			return 0, "", false
		}
		for range exponent {
			if value > maxLimit/10 {
				return 0, "", false
			}
			value *= 10
		}
		return value, string(letters), value <= maxLimit && tag == casn1.PrintableString
	}
	return 0, "", false
}

// maxLimit is the largest number of a field of type "long", an unsigned one of 32
// bits in the vendor's structures.
const maxLimit = 1<<32 - 1

// extensionOf is the value of one; empty where there is none.
func extensionOf(c *x509.Certificate, oid asn1.ObjectIdentifier) cryptobyte.String {
	i := slices.IndexFunc(c.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(oid) })
	if i < 0 {
		return nil
	}
	return c.Extensions[i].Value
}
