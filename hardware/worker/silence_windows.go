// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"unsafe"

	"github.com/ebitengine/purego"
	"golang.org/x/sys/windows"
)

// runtimes are the C libraries of Windows. Each has its own three standard files,
// which it takes when it is loaded.
var runtimes = []string{"msvcrt.dll", "ucrtbase.dll"}

// silence puts NUL in the place of the files 0, 1 and 2 of the C libraries that are
// loaded already. What loads one later gives it the standard handles of then.
func silence() error {
	for _, name := range runtimes {
		if err := silenceRuntime(name); err != nil {
			return fmt.Errorf("%s keeps its standard files: %w", name, err)
		}
	}
	return nil
}

func silenceRuntime(name string) error {
	wide, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return err
	}
	var library windows.Handle
	if windows.GetModuleHandleEx(0, wide, &library) != nil {
		return nil // not loaded
	}
	function := func(name string) (address uintptr) {
		if err == nil {
			address, err = windows.GetProcAddress(library, name)
		}
		return address
	}
	open, duplicate, closes := function("_open"), function("_dup2"), function("_close")
	if err != nil {
		return err
	}
	const readWriteBinary = 0x8002 // _O_RDWR | _O_BINARY
	null, _, _ := purego.SyscallN(open, uintptr(unsafe.Pointer(&[]byte("NUL\x00")[0])), readWriteBinary)
	if int32(null) < 0 {
		return windows.ERROR_OPEN_FAILED
	}
	for file := range uintptr(3) {
		if failed, _, _ := purego.SyscallN(duplicate, null, file); int32(failed) != 0 {
			return windows.ERROR_INVALID_HANDLE
		}
	}
	if null > 2 {
		purego.SyscallN(closes, null)
	}
	return nil
}
