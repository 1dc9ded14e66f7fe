// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ownership

import "golang.org/x/sys/unix"

// folderFlags open a folder to go on from it: one that may be entered need not
// be one that may be listed.
const folderFlags = unix.O_PATH | unix.O_DIRECTORY
