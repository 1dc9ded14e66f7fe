// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"bytes"
	"encoding/asn1"
	"errors"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

var derNull = []byte{5, 0}

// An AlgorithmIdentifier is the type of RFC 5280 section 4.1.1.2.
type AlgorithmIdentifier struct {
	OID        asn1.ObjectIdentifier
	Parameters []byte // one DER element, nil when absent
}

// ReadAlgorithmIdentifier takes an AlgorithmIdentifier off the front of s.
func ReadAlgorithmIdentifier(s *cryptobyte.String) (AlgorithmIdentifier, error) {
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, casn1.SEQUENCE) {
		return AlgorithmIdentifier{}, errors.New("pki: malformed algorithm identifier")
	}
	return readAlgorithmFields(seq)
}

// ParseAlgorithmIdentifier reads an AlgorithmIdentifier that der holds and
// nothing beside it.
func ParseAlgorithmIdentifier(der []byte) (AlgorithmIdentifier, error) {
	s := cryptobyte.String(der)
	a, err := ReadAlgorithmIdentifier(&s)
	if err == nil && !s.Empty() {
		err = errors.New("pki: octets after an algorithm identifier")
	}
	if err != nil {
		return AlgorithmIdentifier{}, err
	}
	return a, nil
}

func readAlgorithmFields(seq cryptobyte.String) (a AlgorithmIdentifier, err error) {
	if !seq.ReadASN1ObjectIdentifier(&a.OID) {
		return AlgorithmIdentifier{}, errors.New("pki: malformed algorithm identifier")
	}
	if !seq.Empty() {
		var parameters cryptobyte.String
		var tag casn1.Tag
		if !seq.ReadAnyASN1Element(&parameters, &tag) || !seq.Empty() {
			return AlgorithmIdentifier{}, errors.New("pki: malformed algorithm parameters")
		}
		a.Parameters = parameters
	}
	return a, nil
}

// AddTo writes the DER of a to b; a method value a.AddTo is a
// [cryptobyte.BuilderContinuation].
func (a AlgorithmIdentifier) AddTo(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(a.OID)
		b.AddBytes(a.Parameters)
	})
}

// Marshal is the DER of a. The OID must be a valid one.
func (a AlgorithmIdentifier) Marshal() []byte {
	var b cryptobyte.Builder
	a.AddTo(&b)
	return b.BytesOrPanic()
}

// Bare reports whether the parameters are absent or NULL. Which of the two an
// algorithm wants differs among writers, so readers accept both.
func (a AlgorithmIdentifier) Bare() bool {
	return a.Parameters == nil || bytes.Equal(a.Parameters, derNull)
}

// Hash is the hash that a names, with absent or NULL parameters.
func (a AlgorithmIdentifier) Hash() (*Hash, error) {
	if !a.Bare() {
		return nil, errors.New("pki: a hash algorithm with parameters")
	}
	return HashByOID(a.OID)
}
