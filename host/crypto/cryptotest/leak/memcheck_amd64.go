// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak && linux

package leak

import (
	"runtime"
	"unsafe"
)

// Requests of valgrind (valgrind.h) and of memcheck (memcheck.h).
const (
	runningOnValgrind = 0x1001
	makeMemUndefined  = 'M'<<24 | 'C'<<16 | 1
	makeMemDefined    = 'M'<<24 | 'C'<<16 | 2
	getVBits          = 'M'<<24 | 'C'<<16 | 8
)

//go:noescape
func request(words *[6]uintptr) (answer uintptr)

// Watched reports whether the program runs under valgrind.
func Watched() bool { return request(&[6]uintptr{runningOnValgrind}) > 0 }

// Poison marks octets as secret: memcheck tells of each branch and address that
// depends on them, or on what is computed of them.
func Poison(secret []byte) { mark(makeMemUndefined, secret) }

// Reveal takes the mark off octets that are public.
func Reveal(public []byte) { mark(makeMemDefined, public) }

// Poisoned reports whether any of the octets is secret, or was computed of a secret.
func Poisoned(octets []byte) bool {
	shadow := make([]byte, len(octets))
	at, to := uintptr(unsafe.Pointer(unsafe.SliceData(octets))), uintptr(unsafe.Pointer(unsafe.SliceData(shadow)))
	request(&[6]uintptr{getVBits, at, to, uintptr(len(octets))})
	runtime.KeepAlive(shadow)
	for _, undefined := range shadow {
		if undefined != 0 {
			return true
		}
	}
	return false
}

func mark(how uintptr, octets []byte) {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(octets)))
	request(&[6]uintptr{how, at, uintptr(len(octets))})
}
