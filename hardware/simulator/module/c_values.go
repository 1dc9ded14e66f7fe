// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package main

// #include "cryptoki.h"
import "C"

import (
	"strings"
	"unsafe"

	"github.com/pidpys/pidpys/hardware/cryptoki"
)

// unavailable is CK_UNAVAILABLE_INFORMATION.
const unavailable = ^C.CK_ULONG(0)

// octets are those at p, not copied.
func octets(p *C.CK_BYTE, length C.CK_ULONG) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(p)), int(length))
}

// pad fills a field of fixed length with UTF-8 text, cut where a character ends,
// and blanks.
func pad(field []C.CK_BYTE, text string) {
	for len(text) > len(field) || !strings.HasSuffix(strings.ToValidUTF8(text, ""), text) {
		text = text[:len(text)-1]
	}
	for i := range field {
		field[i] = ' '
		if i < len(text) {
			field[i] = C.CK_BYTE(text[i])
		}
	}
}

// template reads a list of attributes.
func template(list *C.CK_ATTRIBUTE, count C.CK_ULONG) attributes {
	read := attributes{}
	for _, a := range unsafe.Slice(list, int(count)) {
		read[uint(a.kind)] = C.GoBytes(a.value, C.int(a.length))
	}
	return read
}

// give answers octets in the way of section 5.2: the length alone when there is
// no buffer, and an error when it is too small.
func give(value []byte, buffer *C.CK_BYTE, length *C.CK_ULONG) cryptoki.RV {
	room := *length
	*length = C.CK_ULONG(len(value))
	if buffer == nil {
		return cryptoki.OK
	}
	if room < *length {
		return bufferTooSmall
	}
	copy(octets(buffer, room), value)
	return cryptoki.OK
}

// giveNumbers is give for a list of numbers, whose length is their count.
func giveNumbers(values []uint, buffer *C.CK_ULONG, count *C.CK_ULONG) cryptoki.RV {
	room := *count
	*count = C.CK_ULONG(len(values))
	if buffer == nil {
		return cryptoki.OK
	}
	if room < *count {
		return bufferTooSmall
	}
	for i, out := range values {
		unsafe.Slice(buffer, int(room))[i] = C.CK_ULONG(out)
	}
	return cryptoki.OK
}
