// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/base64"
	"fmt"
	"time"
)

// Results of methods are nil, bool, int, string, slices of those, and the types
// of this file.

// octets are base64 in a string (RFC 4648, section 4): signatures, hashes,
// enveloped data, and fields whose type is "byteArray".
type octets []byte

// MarshalText is "" for none, never null.
func (o octets) MarshalText() ([]byte, error) { return base64.StdEncoding.AppendEncode(nil, o), nil }

// An object is a value of one of the classes of identifiers.go. Fields is a
// struct whose tags are the names of the fields; objects in it are objects.
type object struct {
	Class   string `json:"className"`
	Version int    `json:"classVersion"`
	Fields  any    `json:"classFields"`
}

func newObject(class string, fields any) object { return object{class, classVersion(class), fields} }

// byteArray is data, certificates and keys as results.
func byteArray(b []byte) object {
	return newObject(classByteArray, struct {
		Data octets `json:"data"`
	}{b})
}

// handleObject is what a page names a context by.
func handleObject(class, handle string) object {
	return newObject(class, struct {
		Handle string `json:"handle"`
	}{handle})
}

// moment is a field of type "time": d.M.yyyy H:m:s by the clock of this
// computer, without leading zeros; they are read with them too. The zero value is
// null.
type moment time.Time

// MarshalJSON implements [json.Marshaler].
func (m moment) MarshalJSON() ([]byte, error) {
	if time.Time(m).IsZero() {
		return []byte("null"), nil
	}
	t := time.Time(m).Local()
	return fmt.Appendf(nil, `"%d.%d.%04d %d:%d:%d"`, t.Day(), t.Month(), t.Year(), t.Hour(), t.Minute(), t.Second()), nil
}

func parseMoment(text string) (time.Time, error) {
	return time.ParseInLocation("2.1.2006 15:4:5", text, time.Local)
}
