// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package uuid gives names identifiers that are the same each time, by RFC 9562.
package uuid

import (
	"crypto/sha1"
	"fmt"
)

// UUID is an identifier, and a space of names.
type UUID [16]byte

// URL is the space of URLs (RFC 9562, section 6.6).
var URL = UUID{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

// Named is the identifier of a name within the space: version 5 (RFC 9562,
// section 5.5).
func (u UUID) Named(name string) UUID {
	sum := sha1.Sum(append(u[:], name...))
	var n UUID
	copy(n[:], sum[:])
	n[6] = n[6]&0x0f | 5<<4
	n[8] = n[8]&0x3f | 2<<6
	return n
}

// String is the identifier in small letters (RFC 9562, section 4).
func (u UUID) String() string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
