// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !linux

package ownership

import "golang.org/x/sys/unix"

// folderFlags open a folder to go on from it.
const folderFlags = unix.O_RDONLY | unix.O_DIRECTORY
