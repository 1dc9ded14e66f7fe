// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrMalformed says that octets are not the JSON that was due. The texts of
// its kind tell where, and never quote what stood there.
var ErrMalformed = errors.New("protocol: malformed")

// Unmarshal decodes exactly one JSON value into what v points to, as section 2
// of PROTOCOL.md reads it, which is stricter than encoding/json: a struct's
// members are named octet by octet, come once, and must be present unless
// tagged omitempty; null is a value for a pointer that must be present, and
// for nothing else; numbers are integers.
//
// Structs, slices, strings, bools, signed integers, pointers, [Secret],
// [Base64] and [Raw] can be decoded. It makes no copy of a [Secret] except
// the one it hands over.
func Unmarshal(data []byte, v any) error {
	d := decoder{data: data}
	if err := d.value(reflect.ValueOf(v).Elem()); err != nil {
		return err
	}
	d.space()
	if d.pos != len(data) {
		return d.fail("more than one value")
	}
	return nil
}

// Raw is a JSON value as it stands in its frame, checked for form, depth and
// repeated members only. It is a part of the frame, not a copy.
type Raw []byte

// MarshalJSON writes the value as it is.
func (r Raw) MarshalJSON() ([]byte, error) { return r, nil }

type literal interface{ decode(literal []byte) error }

type decoder struct {
	data  []byte
	pos   int
	depth int
}

func (d *decoder) fail(what string) error {
	return fmt.Errorf("%w: %s at octet %d", ErrMalformed, what, d.pos)
}

func (d *decoder) space() {
	for d.pos < len(d.data) && strings.IndexByte(" \t\r\n", d.data[d.pos]) >= 0 {
		d.pos++
	}
}

func (d *decoder) peek() byte {
	d.space()
	if d.pos == len(d.data) {
		return 0
	}
	return d.data[d.pos]
}

func (d *decoder) take(c byte) bool {
	if d.peek() != c {
		return false
	}
	d.pos++
	return true
}

func (d *decoder) word(word string) bool {
	d.space()
	if !bytes.HasPrefix(d.data[d.pos:], []byte(word)) {
		return false
	}
	d.pos += len(word)
	return true
}

func (d *decoder) value(v reflect.Value) error {
	if into, ok := v.Addr().Interface().(literal); ok {
		text, err := d.string()
		if err != nil {
			return err
		}
		if err := into.decode(text); err != nil {
			return d.fail(err.Error())
		}
		return nil
	}
	if v.Type() == reflect.TypeFor[Raw]() {
		d.space()
		start := d.pos
		if err := d.skip(); err != nil {
			return err
		}
		v.SetBytes(d.data[start:d.pos])
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if d.word("null") {
			v.SetZero()
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(v.Elem())
	case reflect.Struct:
		return d.object(v)
	case reflect.Slice:
		return d.array(v)
	case reflect.String:
		text, err := d.string()
		if err != nil {
			return err
		}
		plain, err := unquote(text, true)
		v.SetString(string(plain))
		return err
	case reflect.Bool:
		switch {
		case d.word("true"):
			v.SetBool(true)
		case d.word("false"):
			v.SetBool(false)
		default:
			return d.fail("no boolean")
		}
		return nil
	default:
		return d.integer(v)
	}
}

func (d *decoder) object(v reflect.Value) error {
	seen := make([]bool, v.NumField())
	err := d.members(func(name []byte) error {
		for i := range seen {
			known, optional := tag(v.Type().Field(i))
			if known != string(name) {
				continue
			}
			if seen[i] {
				return d.fail("member twice")
			}
			seen[i] = true
			if optional && d.peek() == 'n' {
				return d.fail("null")
			}
			return d.value(v.Field(i))
		}
		return d.fail("unknown member")
	})
	if err != nil {
		return err
	}
	for i := range seen {
		if _, optional := tag(v.Type().Field(i)); !optional && !seen[i] {
			return d.fail("member missing")
		}
	}
	return nil
}

func tag(f reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, options == "omitempty"
}

func (d *decoder) array(v reflect.Value) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	return d.elements(func() error {
		element := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(element); err != nil {
			return err
		}
		v.Set(reflect.Append(v, element))
		return nil
	})
}

func (d *decoder) integer(v reflect.Value) error {
	text, err := d.number()
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(string(text), 10, v.Type().Bits())
	if err != nil {
		return d.fail("no integer")
	}
	v.SetInt(n)
	return nil
}

// skip passes over a value of any kind.
func (d *decoder) skip() error {
	switch c := d.peek(); {
	case c == '{':
		seen := make(map[string]bool)
		return d.members(func(name []byte) error {
			if seen[string(name)] {
				return d.fail("member twice")
			}
			seen[string(name)] = true
			return d.skip()
		})
	case c == '[':
		return d.elements(d.skip)
	case c == '"':
		_, err := d.string()
		return err
	case c == '-' || '0' <= c && c <= '9':
		_, err := d.number()
		return err
	case d.word("true"), d.word("false"), d.word("null"):
		return nil
	default:
		return d.fail("no value")
	}
}

// members calls each with the name of every member in turn, standing before
// the member's value. Names are compared as written: none of ours needs an
// escape, so a name with one is unknown, and two spellings of one name are
// never mistaken for each other.
func (d *decoder) members(each func(name []byte) error) error {
	if !d.take('{') {
		return d.fail("no object")
	}
	return d.list('}', func() error {
		name, err := d.string()
		if err != nil {
			return err
		}
		if bytes.IndexByte(name, '\\') >= 0 {
			return d.fail("escape in a member's name")
		}
		if !d.take(':') {
			return d.fail("no colon")
		}
		return each(name)
	})
}

func (d *decoder) elements(each func() error) error {
	if !d.take('[') {
		return d.fail("no array")
	}
	return d.list(']', each)
}

func (d *decoder) list(end byte, each func() error) error {
	if d.depth++; d.depth > MaxDepth {
		return d.fail("too deep")
	}
	defer func() { d.depth-- }()
	if d.take(end) {
		return nil
	}
	for {
		if err := each(); err != nil {
			return err
		}
		if d.take(end) {
			return nil
		}
		if !d.take(',') {
			return d.fail("no comma")
		}
	}
}

// string returns what stands between the quotes, escapes untouched but
// checked; the octets are UTF-8.
func (d *decoder) string() ([]byte, error) {
	if !d.take('"') {
		return nil, d.fail("no string")
	}
	start := d.pos
	for d.pos < len(d.data) {
		switch c := d.data[d.pos]; {
		case c == '"':
			text := d.data[start:d.pos]
			if !utf8.Valid(text) {
				return nil, d.fail("not UTF-8")
			}
			d.pos++
			return text, nil
		case c == '\\':
			n := escapeLen(d.data[d.pos:])
			if n == 0 {
				return nil, d.fail("bad escape")
			}
			d.pos += n
		case c < ' ':
			return nil, d.fail("control character")
		default:
			d.pos++
		}
	}
	return nil, d.fail("no closing quote")
}

// number returns the text of a JSON number; a fraction or an exponent is
// refused.
func (d *decoder) number() ([]byte, error) {
	d.space()
	start := d.pos
	if d.pos < len(d.data) && d.data[d.pos] == '-' {
		d.pos++
	}
	first := d.pos
	for d.pos < len(d.data) && '0' <= d.data[d.pos] && d.data[d.pos] <= '9' {
		d.pos++
	}
	if d.pos == first || d.data[first] == '0' && d.pos > first+1 {
		return nil, d.fail("no integer")
	}
	if d.pos < len(d.data) && strings.IndexByte(".eE", d.data[d.pos]) >= 0 {
		return nil, d.fail("no integer")
	}
	return d.data[start:d.pos], nil
}
