// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"io/fs"
	"os"
)

// liken gives a file the mode of another, of which Windows knows only whether
// it can be written to.
func liken(f *os.File, like fs.FileInfo) { _ = f.Chmod(like.Mode().Perm()) }
