// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// SCARD_READERSTATEA of Windows: two pointers, three DWORD, the ATR in 36
// octets.
const (
	stateWord    = 4
	stateCurrent = 2 * int(unsafe.Sizeof(uintptr(0)))
	stateEvent   = stateCurrent + 4
	stateLength  = stateCurrent + 8
	stateATR     = stateCurrent + 12
	stateSize    = stateATR + 36
)

// ansi ends the names of functions that take texts.
const ansi = "A"

func openPCSC() (find func(string) (uintptr, error), err error) {
	library := windows.NewLazySystemDLL("winscard.dll")
	return func(name string) (uintptr, error) {
		function := library.NewProc(name)
		if err := function.Find(); err != nil {
			return 0, err
		}
		return function.Addr(), nil
	}, library.Load()
}
