// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package uuid makes random identifiers of the form that RFC 9562 gives them.
package uuid

import (
	"crypto/rand"
	"fmt"
)

// New is a UUID of version 4, RFC 9562 section 5.4, in small letters: 122 random
// bits, so that nobody guesses it.
func New() string {
	var b [16]byte
	rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40 // the version
	b[8] = b[8]&0x3f | 0x80 // the variant
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
