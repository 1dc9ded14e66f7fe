// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// takeStandard takes the pipes of standard input and output elsewhere, and
// leaves /dev/null in their place and in that of standard error: modules print
// what would be read as a frame, or what nobody else should read.
func takeStandard() (in, out *os.File, err error) {
	null, err := unix.Open(os.DevNull, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", os.DevNull, err)
	}
	defer unix.Close(null)
	var pipes [2]*os.File
	for fd := range pipes {
		kept, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 3)
		if err != nil {
			return nil, nil, fmt.Errorf("dup %d: %w", fd, err)
		}
		pipes[fd] = os.NewFile(uintptr(kept), fmt.Sprint("pipe ", fd))
	}
	for fd := range 3 {
		if err := replace(null, fd); err != nil {
			return nil, nil, fmt.Errorf("dup2 %d: %w", fd, err)
		}
	}
	return pipes[0], pipes[1], nil
}
