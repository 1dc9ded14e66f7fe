// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/base64"
	"time"

	"github.com/pidpys/pidpys/host/protocol"
)

// Limits of arguments. Octets are bounded by the whole request.
const (
	maxText = 64 << 10 // octets of a string that is not base64
	maxList = 1024     // members of an array
)

// arguments are those of one call. Each method of it reads one, by its index;
// the first that has not the type asked for is remembered, and from then on all
// read as zero: whoever has read what it needs looks at err.
//
// An argument that is absent reads as null. Those that nobody reads, passwords
// above all, are never decoded.
type arguments struct {
	raw   []protocol.Raw
	fault error
}

// err is that of bad parameter where an argument was not as it was read.
func (a *arguments) err() error { return a.fault }

func (a *arguments) spoil() { a.fault = fail(codeBadParameter) }

func (a *arguments) at(i int) protocol.Raw {
	if i < len(a.raw) {
		return a.raw[i]
	}
	return protocol.Raw("null")
}

// null reports whether an argument is null or absent.
func (a *arguments) null(i int) bool { return string(a.at(i)) == "null" }

func (a *arguments) text(i int) string   { return a.textOf(a.at(i)) }
func (a *arguments) number(i int) int    { return int(valueOf[int32](a, a.at(i))) }
func (a *arguments) flag(i int) bool     { return valueOf[bool](a, a.at(i)) }
func (a *arguments) base64(i int) []byte { return a.octetsOf(a.at(i)) }

// bytes reads a [classByteArray].
func (a *arguments) bytes(i int) []byte { return a.bytesOf(a.at(i)) }

// handle reads the handle of an object of a class, and nothing else of it.
func (a *arguments) handle(i int, class string) string { return a.fields(i, class).text("handle") }

// time reads a string in the form of [moment].
func (a *arguments) time(i int) time.Time {
	t, err := parseMoment(a.text(i))
	if err != nil {
		a.spoil()
	}
	return t
}

func (a *arguments) texts(i int) []string {
	all := []string{}
	a.each(i, func(value protocol.Raw) { all = append(all, a.textOf(value)) })
	return all
}

// bytesList reads an array of [classByteArray].
func (a *arguments) bytesList(i int) [][]byte {
	all := [][]byte{}
	a.each(i, func(value protocol.Raw) { all = append(all, a.bytesOf(value)) })
	return all
}

// What may be null or absent, and then is the zero value.

func (a *arguments) optionalText(i int) string    { return optional(a, i, a.text) }
func (a *arguments) optionalFlag(i int) bool      { return optional(a, i, a.flag) }
func (a *arguments) optionalBytes(i int) []byte   { return optional(a, i, a.bytes) }
func (a *arguments) optionalTime(i int) time.Time { return optional(a, i, a.time) }
func (a *arguments) optionalNumber(i int) (n int, ok bool) {
	return optional(a, i, a.number), !a.null(i)
}

func optional[T any](a *arguments, i int, read func(int) T) (none T) {
	if a.null(i) {
		return none
	}
	return read(i)
}

func (a *arguments) each(i int, read func(protocol.Raw)) {
	n := 0
	err := a.at(i).Elements(func(value protocol.Raw) error {
		if n++; n > maxList {
			return errLimit
		}
		read(value)
		return a.fault
	})
	if err != nil {
		a.spoil()
	}
}

func (a *arguments) textOf(value protocol.Raw) string {
	s, err := limited(value, maxText)
	if err != nil {
		a.spoil()
	}
	return s
}

func (a *arguments) bytesOf(value protocol.Raw) []byte {
	return a.octetsOf(a.fieldsOf(value, classByteArray).member("data"))
}

// octetsOf reads base64. What comes from elsewhere by way of the page may have
// line breaks.
func (a *arguments) octetsOf(value protocol.Raw) []byte {
	var strict protocol.Base64
	if protocol.Unmarshal(value, &strict) == nil {
		return strict
	}
	lenient, err := base64.StdEncoding.DecodeString(valueOf[string](a, value))
	if err != nil {
		a.spoil()
	}
	return lenient
}

func valueOf[T any](a *arguments, value protocol.Raw) (v T) {
	if err := protocol.Unmarshal(value, &v); err != nil {
		a.spoil()
	}
	return v
}

// fields are those of an object, to be read as arguments are, by their names.
// Each must be there; others, and those that nobody reads, are passed over.
type fields struct {
	a  *arguments
	of map[string]protocol.Raw
}

// fields reads an object of exactly this class. Its version may be any up to that
// which pages know, for some send 0.
func (a *arguments) fields(i int, class string) fields { return a.fieldsOf(a.at(i), class) }

func (a *arguments) fieldsOf(value protocol.Raw, class string) fields {
	whole := fields{a, a.members(value)}
	if v := whole.number("classVersion"); whole.text("className") != class || v < 0 || v > classVersion(class) {
		a.spoil()
	}
	return fields{a, a.members(whole.member("classFields"))}
}

func (a *arguments) members(value protocol.Raw) map[string]protocol.Raw {
	all := map[string]protocol.Raw{}
	err := value.Members(func(name string, v protocol.Raw) error {
		if _, twice := all[name]; twice || len(all) == maxList {
			return errLimit
		}
		all[name] = v
		return nil
	})
	if err != nil {
		a.spoil()
	}
	return all
}

// member is null where there is none, which nothing reads without a fault.
func (f fields) member(name string) protocol.Raw {
	if v, ok := f.of[name]; ok {
		return v
	}
	return protocol.Raw("null")
}

func (f fields) text(name string) string { return f.a.textOf(f.member(name)) }
func (f fields) number(name string) int  { return int(valueOf[int32](f.a, f.member(name))) }
func (f fields) flag(name string) bool   { return valueOf[bool](f.a, f.member(name)) }
