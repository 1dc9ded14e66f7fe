// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

import (
	"bytes"
	"maps"
	"slices"
)

// An Object is one of: nil, which is null; bool; int64; [Real]; [String];
// [Name]; [Array]; [Dict]; *[Stream]; [Reference]. ISO 32000-1 section 7.3.
type Object any

// A Real is a number with a fraction, as it is written, so that copying it
// changes nothing.
type Real string

// A Name is a name without its solidus, escapes resolved.
type Name string

// A String is text or data.
type String struct {
	Octets []byte
	// At and End are where it stands in the file, delimiters included; both
	// zero within an object stream.
	At, End int64
	// Hex says that it is written in hexadecimal digits.
	Hex bool
}

// An Array is a sequence of objects.
type Array []Object

// A Dict is a dictionary. A key whose value is null is absent: section 7.3.7.
type Dict map[Name]Object

// A Stream is a dictionary with data, which stand in the file from At on.
type Stream struct {
	Dict Dict
	At   int64
}

// A Reference names an indirect object.
type Reference struct{ Number, Generation int }

// Equal reports whether two objects say the same, wherever and however they are
// written. References are equal when they name the same object.
func Equal(a, b Object) bool {
	switch a := a.(type) {
	case String:
		b, ok := b.(String)
		return ok && bytes.Equal(a.Octets, b.Octets)
	case Array:
		b, ok := b.(Array)
		return ok && slices.EqualFunc(a, b, Equal)
	case Dict:
		b, ok := b.(Dict)
		return ok && maps.EqualFunc(a, b, Equal)
	case *Stream:
		b, ok := b.(*Stream)
		return ok && a.At == b.At && Equal(a.Dict, b.Dict)
	}
	switch b.(type) {
	case String, Array, Dict, *Stream:
		return false
	}
	return a == b
}
