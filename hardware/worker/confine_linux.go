// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import "golang.org/x/sys/unix"

// confine keeps what is in memory from being written to a core or read by other
// processes of the user, and ends the process together with the thread that
// started it: prctl(2), PR_SET_DUMPABLE and PR_SET_PDEATHSIG.
func confine() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	_ = unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0)
}
