// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import "github.com/ebitengine/purego"

// SCARD_READERSTATE of macOS is packed: two pointers, three uint32_t, the ATR.
const (
	stateWord    = 4
	stateCurrent = 16
	stateEvent   = 20
	stateLength  = 24
	stateATR     = 28
	stateSize    = stateATR + maxATR
)

// ansi ends the names of functions that take texts.
const ansi = ""

func openPCSC() (find func(string) (uintptr, error), err error) {
	library, err := purego.Dlopen("/System/Library/Frameworks/PCSC.framework/PCSC", purego.RTLD_NOW|purego.RTLD_LOCAL)
	return func(name string) (uintptr, error) { return purego.Dlsym(library, name) }, err
}
