// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// adminFolder is asked from the system, since whoever starts the program says
// what its environment is.
func adminFolder() string {
	folder, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, windows.KF_FLAG_DEFAULT)
	if err != nil {
		folder = `C:\ProgramData`
	}
	return folder + `\Pidpys`
}

// trustFolders trusts any: users may make files in folders of ProgramData, but
// none that administrators own.
func trustFolders(string) error { return nil }

// writing is every right to change a file, or who may.
const writing = windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA | windows.FILE_WRITE_EA | windows.FILE_WRITE_ATTRIBUTES |
	windows.DELETE | windows.WRITE_DAC | windows.WRITE_OWNER | windows.GENERIC_WRITE | windows.GENERIC_ALL

// trustFile wants a file that administrators or the system own and that
// nobody else may write.
func trustFile(file *os.File) error {
	const about = windows.OWNER_SECURITY_INFORMATION | windows.DACL_SECURITY_INFORMATION
	security, err := windows.GetSecurityInfo(windows.Handle(file.Fd()), windows.SE_FILE_OBJECT, about)
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	if !administratorsOnly(security) {
		return fmt.Errorf("%w: %s", ErrUntrusted, file.Name())
	}
	return nil
}

func administratorsOnly(security *windows.SECURITY_DESCRIPTOR) bool {
	owner, _, err := security.Owner()
	if err != nil || !administrators(owner) {
		return false
	}
	list, _, err := security.DACL()
	if err != nil || list == nil { // without a list everybody may do everything
		return false
	}
	for i := range uint32(list.AceCount) {
		var entry *windows.ACCESS_ALLOWED_ACE
		if windows.GetAce(list, i, &entry) != nil {
			return false
		}
		switch {
		case entry.Header.AceType == windows.ACCESS_DENIED_ACE_TYPE, entry.Header.AceFlags&windows.INHERIT_ONLY_ACE != 0:
			continue
		case entry.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE:
			return false
		}
		if entry.Mask&writing != 0 && !administrators((*windows.SID)(unsafe.Pointer(&entry.SidStart))) {
			return false
		}
	}
	return true
}

func administrators(sid *windows.SID) bool {
	return sid.IsWellKnown(windows.WinBuiltinAdministratorsSid) || sid.IsWellKnown(windows.WinLocalSystemSid)
}
