// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// Scheme is that of references to tokens: RFC 7512.
const Scheme = "pkcs11"

// maxReference bounds a reference, in octets. A token's own words take 96, three
// times that when every octet is written by its number.
const maxReference = 2048

// A reference is a URI of RFC 7512 that names a token by what it says of itself,
// and maybe those of its keys that have one identifier:
//
//	pkcs11:manufacturer=…;model=…;serial=…;token=…[;id=…]
//
// What is absent may be anything. Other attributes are refused, and queries are:
// they could name a library to load (module-path, module-name) or a file or
// program that gives the PIN (pin-source, pin-value).
type reference struct {
	identity map[string]string // by attribute
	id       []byte            // CKA_ID; nil: all keys
}

// parse reads a reference; the error is [key.ErrReference].
func parse(ref key.Ref) (reference, error) {
	r := reference{identity: map[string]string{}}
	refuse := func(why string) (reference, error) {
		return reference{}, fmt.Errorf("%w: %s", key.ErrReference, why)
	}
	if ref.Scheme() != Scheme || len(ref) > maxReference {
		return refuse("not of " + Scheme + ", or too long")
	}
	for part := range strings.SplitSeq(ref.Name(), ";") {
		name, text, ok := strings.Cut(part, "=")
		if !ok {
			return refuse("an attribute without a value")
		}
		value, ok := unescape(text)
		if !ok {
			return refuse("a malformed value")
		}
		_, again := r.identity[name]
		switch name {
		case "manufacturer", "model", "serial", "token":
			if again || !utf8.Valid(value) {
				return refuse("an attribute twice, or not in UTF-8")
			}
			r.identity[name] = string(value)
		case "id":
			if r.id != nil {
				return refuse("two identifiers")
			}
			r.id = value
		default:
			return refuse("an attribute that is not for references here")
		}
	}
	return r, nil
}

// identify is what a token's reference says of it.
func identify(t wire.Token) map[string]string {
	return map[string]string{"manufacturer": t.Manufacturer, "model": t.Model, "serial": t.Serial, "token": t.Label}
}

// names reports whether the reference may mean the token.
func (r reference) names(t wire.Token) bool {
	said := identify(t)
	for name, value := range r.identity {
		if said[name] != value {
			return false
		}
	}
	return true
}

// ref writes the reference.
func (r reference) ref() key.Ref {
	var parts []string
	for _, name := range []string{"manufacturer", "model", "serial", "token"} {
		if value, ok := r.identity[name]; ok {
			parts = append(parts, name+"="+escape([]byte(value), unreserved))
		}
	}
	if r.id != nil {
		parts = append(parts, "id="+escape(r.id, ""))
	}
	return key.NewRef(Scheme, strings.Join(parts, ";"))
}

// RFC 3986, 2.3, and what RFC 7512, 2.3, lets stand in a path beside it.
const (
	unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	available  = unreserved + ":[]@!$'()*+,=&"
)

func escape(value []byte, plain string) string {
	var b strings.Builder
	for _, c := range value {
		if strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// unescape is never nil when ok.
func unescape(text string) (value []byte, ok bool) {
	value = []byte{}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '%' {
			if len(text) < i+3 {
				return nil, false
			}
			high, low := digit(text[i+1]), digit(text[i+2])
			if high < 0 || low < 0 {
				return nil, false
			}
			c = byte(high<<4 | low)
			i += 2
		} else if strings.IndexByte(available, c) < 0 {
			return nil, false
		}
		value = append(value, c)
	}
	return value, true
}

// digit is the value of a hexadecimal digit, or -1.
func digit(c byte) int {
	const digits = "0123456789abcdef"
	if 'A' <= c && c <= 'F' {
		c += 'a' - 'A'
	}
	return strings.IndexByte(digits, c)
}
