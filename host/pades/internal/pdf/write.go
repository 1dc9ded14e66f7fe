// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

import (
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// A Hole is an object whose octets are filled in once its place is known. It
// is only written.
type Hole struct {
	Width int   // octets, filled with spaces
	At    int64 // where it stands in the file, once written
}

// NewStream is a stream to be written, as it is, without a filter.
type NewStream struct {
	Dict Dict // without Length
	Data []byte
}

// writer knows where it is.
type writer struct {
	octets []byte
	start  int64 // of the octets, in the file
}

func (w *writer) at() int64 { return w.start + int64(len(w.octets)) }

func (w *writer) text(format string, args ...any) {
	w.octets = fmt.Appendf(w.octets, format, args...)
}

// object writes what [Object] may be, a *[Hole], or a *[NewStream].
func (w *writer) object(o Object) {
	switch o := o.(type) {
	case nil:
		w.text("null")
	case bool:
		w.octets = strconv.AppendBool(w.octets, o)
	case int64:
		w.octets = strconv.AppendInt(w.octets, o, 10)
	case Real:
		w.text("%s", string(o))
	case Name:
		w.name(o)
	case String:
		w.text("<%s>", hex.EncodeToString(o.Octets))
	case Reference:
		w.text("%d %d R", o.Number, o.Generation)
	case Array:
		w.text("[")
		for i, element := range o {
			if i > 0 {
				w.text(" ")
			}
			w.object(element)
		}
		w.text("]")
	case Dict:
		w.text("<<")
		for _, key := range slices.Sorted(maps.Keys(o)) {
			w.name(key)
			w.text(" ")
			w.object(o[key])
		}
		w.text(">>")
	case *Hole:
		o.At = w.at()
		w.text("%*s", o.Width, "")
	case *NewStream:
		dict := maps.Clone(o.Dict)
		if dict == nil {
			dict = Dict{}
		}
		dict["Length"] = int64(len(o.Data))
		w.object(dict)
		w.text("\nstream\n%s\nendstream", o.Data)
	default:
		panic(fmt.Sprintf("pdf: internal error: an object of type %T", o))
	}
}

func (w *writer) name(n Name) {
	w.text("/")
	for _, c := range []byte(n) {
		if c > '!' && c < 0x7f && isRegular(c) && c != '#' || c == '!' {
			w.octets = append(w.octets, c)
		} else {
			w.text("#%02X", c)
		}
	}
}
