// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import "golang.org/x/sys/unix"

// forbidDumps keeps what the process has in memory from being written to a
// core when it dies, and other processes of the user from attaching to it or
// reading /proc/self/mem: prctl(2), PR_SET_DUMPABLE. Go's own crash reports
// cannot be turned off from inside; they show functions and addresses, not
// contents. None of it stops somebody with the user's own rights who means it.
func forbidDumps() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
