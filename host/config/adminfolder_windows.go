// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import "golang.org/x/sys/windows"

// adminFolder is asked from the system, since whoever starts the program says
// what its environment is.
func adminFolder() string {
	folder, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, windows.KF_FLAG_DEFAULT)
	if err != nil {
		folder = `C:\ProgramData`
	}
	return folder + `\Pidpys`
}
