// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import "strings"

// file and folder are places in the program's folder, which has backslashes
// between names; the folder "" is that folder itself.
type (
	file   string
	folder string
)

// Folder is what a file lies in.
func (f file) Folder() folder { return folder(f).Folder() }

// Name is the file's own name.
func (f file) Name() string { return folder(f).Name() }

// Program tells whether the file carries a version and may be running.
func (f file) Program() bool { return strings.HasSuffix(string(f), ".exe") }

// Folder is what a folder lies in.
func (f folder) Folder() folder { return f[:max(strings.LastIndexByte(string(f), '\\'), 0)] }

// Name is the folder's own name.
func (f folder) Name() string { return string(f[strings.LastIndexByte(string(f), '\\')+1:]) }
