// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// ownedAlone reports whether a folder is this user's, and nobody else may write
// there.
func ownedAlone(folder fs.FileInfo) bool {
	stat, ok := folder.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid() && folder.Mode()&0o022 == 0
}
