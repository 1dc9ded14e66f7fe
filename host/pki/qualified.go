// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A Qualification says what kind of signature a certificate claims to make.
// The claim is the issuer's: it is worth what the chain is.
type Qualification string

// Qualifications.
const (
	NotQualified Qualification = ""
	// QES is КЕП: a qualified certificate whose key is in a qualified device.
	QES Qualification = "qes"
	// AES is УЕП: a qualified certificate whose key may be anywhere.
	AES Qualification = "aes"
)

// Qualified reads the claim from qcStatements, ETSI EN 319 412-5: QcCompliance
// with QcSSCD is QES, QcCompliance alone AES. Malformed statements claim
// nothing.
func Qualified(cert *x509.Certificate) Qualification {
	value, ok := extension(cert, OIDQCStatements)
	if !ok {
		return NotQualified
	}
	statements, err := parseQCStatements(value)
	if err != nil || !slices.ContainsFunc(statements, OIDQCCompliance.Equal) {
		return NotQualified
	}
	if slices.ContainsFunc(statements, OIDQCSSCD.Equal) {
		return QES
	}
	return AES
}

// parseQCStatements lists the identifiers of the statements, RFC 3739 section
// 3.2.6. What else a statement says is not looked into.
func parseQCStatements(der []byte) ([]asn1.ObjectIdentifier, error) {
	malformed := errors.New("pki: malformed qcStatements")
	s := cryptobyte.String(der)
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, casn1.SEQUENCE) || !s.Empty() {
		return nil, malformed
	}
	var ids []asn1.ObjectIdentifier
	for !seq.Empty() {
		var statement cryptobyte.String
		var id asn1.ObjectIdentifier
		if !seq.ReadASN1(&statement, casn1.SEQUENCE) || !statement.ReadASN1ObjectIdentifier(&id) {
			return nil, malformed
		}
		ids = append(ids, id)
	}
	return ids, nil
}
