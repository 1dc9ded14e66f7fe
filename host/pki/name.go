// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/text/unicode/norm"
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
// string type, nor case, nor spaces at the ends or repeated, nor how a letter
// with a mark is composed. Providers write one name as PrintableString here and
// as UTF8String there.
func (n Name) Equal(o Name) bool { return slices.Equal(n.keys(), o.keys()) }

// keys are the RDNs, each in a form that is equal for equal ones.
func (n Name) keys() []string {
	keys := make([]string, len(n))
	for i, rdn := range n {
		parts := make([]string, len(rdn))
		for j, a := range rdn {
			parts[j] = a.Type.String() + "=" + foldText(a.Value) + "\x00"
		}
		slices.Sort(parts)
		keys[i] = strings.Join(parts, "")
	}
	return keys
}

// rdnKeys decodes a DER name for comparison.
func rdnKeys(der []byte) ([]string, error) {
	name, err := ParseName(der)
	if err != nil {
		return nil, err
	}
	return name.keys(), nil
}

// A nameKey is equal for equal DER names; one that cannot be decoded equals
// only itself. It is short however long the name is.
type nameKey [sha256.Size]byte

func keyOf(der []byte) nameKey {
	keys, err := rdnKeys(der)
	if err != nil {
		return sha256.Sum256(append([]byte("\x02"), der...))
	}
	return sha256.Sum256([]byte(strings.Join(keys, "\x01")))
}

// EqualNames compares two DER names as [Name.Equal] does.
func EqualNames(a, b []byte) bool { return bytes.Equal(a, b) || keyOf(a) == keyOf(b) }

// foldText prepares a text for comparison, RFC 4518 section 2: letters to one
// case, what cannot be seen out, compatibility forms to plain ones, runs of
// spaces to one. No control character is left, so keys may use them.
func foldText(s string) string {
	s = norm.NFKC.String(strings.Map(foldRune, s))
	return strings.Join(strings.Fields(strings.Map(foldRune, s)), " ")
}

func foldRune(r rune) rune {
	switch {
	case unicode.IsLetter(r): // first, for that is what names are made of
	case r >= '\t' && r <= '\r', r == '\u0085', unicode.Is(unicode.Z, r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector), r == '\u034f', r == '\ufffc':
		return -1
	}
	return unicode.ToLower(unicode.ToUpper(r))
}
