// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package command

import (
	"io/fs"
	"os"
	"syscall"
)

// liken gives a file the mode of another, and its owner and group as far as
// that is allowed. A group that would be a third one gets no rights. A disk
// that cannot, as FAT, has one mode for all.
func liken(f *os.File, like fs.FileInfo) {
	mode := like.Mode().Perm()
	if of, ok := like.Sys().(*syscall.Stat_t); ok {
		uid, gid := int(of.Uid), int(of.Gid)
		if f.Chown(uid, gid) != nil && f.Chown(-1, gid) != nil {
			mode &^= 0o070
		}
	}
	_ = f.Chmod(mode)
}
