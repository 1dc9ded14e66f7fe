// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !darwin

package main

import (
	"unsafe"

	"github.com/ebitengine/purego"
)

// SCARD_READERSTATE of pcsc-lite: two pointers, three unsigned long, the ATR.
const (
	stateWord    = int(unsafe.Sizeof(uintptr(0)))
	stateCurrent = 2 * stateWord
	stateEvent   = 3 * stateWord
	stateLength  = 4 * stateWord
	stateATR     = 5 * stateWord
	stateSize    = (stateATR + maxATR + stateWord - 1) / stateWord * stateWord
)

// ansi ends the names of functions that take texts.
const ansi = ""

func openPCSC() (find func(string) (uintptr, error), err error) {
	library, err := purego.Dlopen("libpcsclite.so.1", purego.RTLD_NOW|purego.RTLD_LOCAL)
	return func(name string) (uintptr, error) { return purego.Dlsym(library, name) }, err
}
