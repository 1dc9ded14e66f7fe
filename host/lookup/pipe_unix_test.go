// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package lookup_test

import "syscall"

// makePipe makes a file that nobody can read to the end.
func makePipe(path string) error { return syscall.Mkfifo(path, 0o600) }
