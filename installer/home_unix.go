// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package installer

import (
	"os"
	"syscall"
)

// foreign tells whether root runs the program for another person's home folder.
func foreign(home string) bool {
	if os.Geteuid() != 0 {
		return false
	}
	info, err := os.Stat(home)
	if err != nil {
		return false // there is nobody whose it could be
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid != 0
}
