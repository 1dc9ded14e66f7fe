// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"encoding/asn1"
	"errors"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// An Attribute is one part of a [Name], with its value decoded. The text is
// whatever the certificate's maker wrote: [DisplayText] makes it fit to show.
type Attribute struct {
	Type  asn1.ObjectIdentifier
	Value string
}

// A Name is a distinguished name: RDNs, each a set of attributes, in the order
// of the certificate.
type Name [][]Attribute

var errName = errors.New("pki: malformed name")

// maxName bounds the octets of a name; real ones have hundreds. Decoded, a name
// of the shortest attributes takes thirty times its octets.
const maxName = 16 << 10

// ParseName decodes a DER Name, RFC 5280 section 4.1.2.4. Attributes whose
// values are not character strings are refused, and names of more than 16 KiB.
func ParseName(der []byte) (Name, error) {
	if len(der) > maxName {
		return nil, errName
	}
	s := cryptobyte.String(der)
	var rdns cryptobyte.String
	if !s.ReadASN1(&rdns, casn1.SEQUENCE) || !s.Empty() {
		return nil, errName
	}
	var name Name
	for !rdns.Empty() {
		var set cryptobyte.String
		if !rdns.ReadASN1(&set, casn1.SET) || set.Empty() {
			return nil, errName
		}
		var rdn []Attribute
		for !set.Empty() {
			var attribute cryptobyte.String
			var a Attribute
			var ok bool
			if !set.ReadASN1(&attribute, casn1.SEQUENCE) || !attribute.ReadASN1ObjectIdentifier(&a.Type) {
				return nil, errName
			}
			if a.Value, ok = readText(&attribute); !ok || !attribute.Empty() {
				return nil, errName
			}
			rdn = append(rdn, a)
		}
		name = append(name, rdn)
	}
	return name, nil
}

// Value is the first value of an attribute, or empty.
func (n Name) Value(oid asn1.ObjectIdentifier) string {
	for _, rdn := range n {
		for _, a := range rdn {
			if a.Type.Equal(oid) {
				return a.Value
			}
		}
	}
	return ""
}

// Equal compares names as RFC 5280 section 7.1 does: the text counts, not its
// string type, nor case, nor spaces at the ends or repeated. Providers write
// one name as PrintableString here and as UTF8String there.
func (n Name) Equal(o Name) bool { return n.key() == o.key() }

// key is equal for equal names.
func (n Name) key() string {
	var key strings.Builder
	for _, rdn := range n {
		parts := make([]string, len(rdn))
		for i, a := range rdn {
			parts[i] = a.Type.String() + "=" + foldText(a.Value) + "\x00"
		}
		slices.Sort(parts)
		key.WriteString(strings.Join(parts, ""))
		key.WriteByte('\x01')
	}
	return key.String()
}

// nameKey is the key of a DER name; one that cannot be decoded equals only
// itself.
func nameKey(der []byte) string {
	name, err := ParseName(der)
	if err != nil {
		return "\x02" + string(der)
	}
	return name.key()
}

// foldText brings a text to one case and its runs of spaces to one space.
func foldText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' ' // also keeps the separators of key out of values
		}
		return unicode.ToLower(unicode.ToUpper(r))
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// EqualNames compares two DER names as [Name.Equal] does.
func EqualNames(a, b []byte) bool { return nameKey(a) == nameKey(b) }
