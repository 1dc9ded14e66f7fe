// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ProveLoaded wants an address, at which the loader put some of the module, to
// be of this file and no other: the loader was given a path, and what stood
// there may have changed since the file was opened. What a library does when it is
// loaded has been done by then, so this is no substitute for [Open]. The error is
// an [Error].
//
// The kernel tells which file an address is of (proc(5), /proc/pid/maps), but
// on some file systems with another device than fstat does. So the file is
// mapped here too, and both are compared as the kernel shows them.
func (f *File) ProveLoaded(address uintptr) error {
	mine, err := unix.Mmap(int(f.file.Fd()), 0, 1, unix.PROT_READ, unix.MAP_PRIVATE)
	if err != nil {
		return &Error{Loading, "mmap: " + err.Error()}
	}
	defer unix.Munmap(mine)
	known, err := mappedFile(uintptr(unsafe.Pointer(&mine[0])))
	if err != nil {
		return &Error{Loading, err.Error()}
	}
	loaded, err := mappedFile(address)
	if err != nil {
		return &Error{Loading, err.Error()}
	}
	if loaded != known {
		return &Error{Loading, fmt.Sprintf("the file that was loaded (%s) is not the one that was checked (%s)", loaded, known)}
	}
	return nil
}

// mappedFile is the device and inode of which the mapping at an address is.
func mappedFile(address uintptr) (string, error) {
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return "", err
	}
	defer maps.Close()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		// 7f00-7f01 r--p 00000000 fd:00 1234 /path
		fields := strings.Fields(lines.Text())
		if len(fields) < 5 {
			continue
		}
		from, to, _ := strings.Cut(fields[0], "-")
		first, err1 := strconv.ParseUint(from, 16, 64)
		end, err2 := strconv.ParseUint(to, 16, 64)
		if err1 == nil && err2 == nil && uint64(address) >= first && uint64(address) < end && fields[4] != "0" {
			return fields[3] + " " + fields[4], nil
		}
	}
	return "", fmt.Errorf("no file is mapped at %#x", address)
}
