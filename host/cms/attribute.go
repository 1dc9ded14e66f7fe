// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// An Attribute says something about a signature.
//
//	Attribute ::= SEQUENCE {                         -- RFC 5652 section 5.3
//	  attrType OBJECT IDENTIFIER,
//	  attrValues SET OF AttributeValue }
type Attribute struct {
	Type   x509.OID
	Values [][]byte // DER elements
}

// Attributes is a set of attributes in the order it was received in.
type Attributes []Attribute

// NewAttribute makes an attribute of one value, a DER element. The type must
// be a valid identifier.
func NewAttribute(attrType asn1.ObjectIdentifier, value []byte) Attribute {
	return Attribute{Type: toOID(attrType), Values: [][]byte{value}}
}

// Values are all values of a type. More than one means either an attribute of
// several values or, what RFC 5652 section 5.3 forbids for signed attributes,
// an attribute that occurs twice.
func (a Attributes) Values(attrType asn1.ObjectIdentifier) [][]byte {
	var values [][]byte
	for _, attribute := range a {
		if attribute.Type.EqualASN1OID(attrType) {
			values = append(values, attribute.Values...)
		}
	}
	return values
}

// MessageDigest is the value of the signed attribute messageDigest, if that is
// there once: RFC 5652 section 11.2.
func (a Attributes) MessageDigest() ([]byte, bool) {
	values := a.Values(OIDMessageDigest)
	if len(values) != 1 {
		return nil, false
	}
	in := cryptobyte.String(values[0])
	var digest cryptobyte.String
	ok := in.ReadASN1(&digest, casn1.OCTET_STRING) && in.Empty()
	return digest, ok
}

// With is the set with one attribute more: in its place if the set is in the
// order of DER, else at the end, for where others kept no order it may be what
// some time-stamp is over.
func (a Attributes) With(attribute Attribute) Attributes {
	more := append(slices.Clone(a), attribute)
	if slices.EqualFunc(a, a.sorted(), func(x, y Attribute) bool { return bytes.Equal(x.Marshal(), y.Marshal()) }) {
		return more.sorted()
	}
	return more
}

// sorted is the set in the order of DER: X.690 section 11.6.
func (a Attributes) sorted() Attributes {
	type encoded struct {
		attribute Attribute
		der       []byte
	}
	all := make([]encoded, len(a))
	for i, attribute := range a {
		all[i] = encoded{attribute, attribute.Marshal()}
	}
	slices.SortFunc(all, func(x, y encoded) int { return bytes.Compare(x.der, y.der) })
	sorted := make(Attributes, len(a))
	for i, e := range all {
		sorted[i] = e.attribute
	}
	return sorted
}

func (a Attributes) marshal() []byte {
	var out []byte
	for _, attribute := range a {
		out = append(out, attribute.Marshal()...)
	}
	return out
}

// Marshal writes an attribute in DER, its values in the order they are in.
func (a Attribute) Marshal() []byte {
	return element(tagSequence, MarshalOID(a.Type), element(tagSet, a.Values...))
}

func parseAttributes(s cryptobyte.String) (Attributes, error) {
	var attributes Attributes
	for !s.Empty() {
		var seq, oid, values cryptobyte.String
		if !s.ReadASN1(&seq, casn1.SEQUENCE) || !seq.ReadASN1Element(&oid, casn1.OBJECT_IDENTIFIER) ||
			!seq.ReadASN1(&values, casn1.SET) || !seq.Empty() {
			return nil, malformed("attribute")
		}
		attrType, err := parseOID(oid)
		if err != nil {
			return nil, err
		}
		attribute := Attribute{Type: attrType}
		if attribute.Values, err = parseElements(values, maxAttributes, "attribute values"); err != nil {
			return nil, err
		}
		if attributes = append(attributes, attribute); len(attributes) > maxAttributes {
			return nil, tooLarge("attributes")
		}
	}
	return attributes, nil
}
