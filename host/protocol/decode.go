// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
)

// ErrMalformed says that octets are not the JSON that was due. The texts of
// its kind tell where, and never quote what stood there.
var ErrMalformed = errors.New("protocol: malformed")

// Unmarshal decodes exactly one JSON value into what v points to, as section 2
// of PROTOCOL.md reads it, which is stricter than encoding/json: a struct's
// members are named octet by octet, come once, and must be present unless
// tagged omitempty or omitzero; null is a value for a pointer that must be present, and
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
		raw, err := d.raw()
		v.SetBytes(raw)
		return err
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
	return name, options == "omitempty" || options == "omitzero"
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
