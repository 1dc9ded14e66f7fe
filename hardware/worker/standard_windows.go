// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/windows"
)

// takeStandard takes the pipes of standard input and output elsewhere, and
// leaves NUL in their place and in that of standard error: modules print what
// would be read as a frame, or what nobody else should read. C libraries that the
// system's own libraries brought have three files of their own; silence replaces
// those.
func takeStandard() (in, out *os.File, err error) {
	self := windows.CurrentProcess()
	var pipes [2]*os.File
	for i, standard := range []uint32{windows.STD_INPUT_HANDLE, windows.STD_OUTPUT_HANDLE} {
		handle, err := windows.GetStdHandle(standard)
		if err != nil {
			return nil, nil, fmt.Errorf("standard handle %d: %w", i, err)
		}
		var kept windows.Handle
		if err := windows.DuplicateHandle(self, handle, self, &kept, 0, false, windows.DUPLICATE_SAME_ACCESS); err != nil {
			return nil, nil, fmt.Errorf("duplicate handle %d: %w", i, err)
		}
		pipes[i] = os.NewFile(uintptr(kept), fmt.Sprint("pipe ", i))
	}
	// No os.File, which would close its handle once nothing names it.
	null, err := windows.Open(os.DevNull, windows.O_RDWR, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", os.DevNull, err)
	}
	if err := silence(); err != nil {
		return nil, nil, err
	}
	for _, standard := range []uint32{windows.STD_INPUT_HANDLE, windows.STD_OUTPUT_HANDLE, windows.STD_ERROR_HANDLE} {
		if err := windows.SetStdHandle(standard, null); err != nil {
			return nil, nil, fmt.Errorf("set standard handle: %w", err)
		}
	}
	return pipes[0], pipes[1], nil
}
