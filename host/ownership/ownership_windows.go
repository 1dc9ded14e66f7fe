// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ownership

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Rights by which somebody can change what stands at a path.
const (
	// Of a file: its content, or who may change that.
	writingFile = windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA | windows.FILE_WRITE_EA | windows.FILE_WRITE_ATTRIBUTES |
		windows.DELETE | windows.WRITE_DAC | windows.WRITE_OWNER | windows.GENERIC_WRITE | windows.GENERIC_ALL
	// Of the folder that a library lies in, which is searched for others: to put
	// a file there as well.
	writingFolder = writingFile | deleteChild
	// Of the folders above: users may make folders in the root of a volume, which
	// replaces none.
	writingAbove = writingFolder &^ windows.FILE_APPEND_DATA

	deleteChild = 0x40 // FILE_DELETE_CHILD
)

// trustFolders trusts any: users may make files in folders of ProgramData, but
// none that administrators own.
func trustFolders(string) error { return nil }

// trustFile wants a file that administrators or the system own and that
// nobody else may write.
func trustFile(file *os.File) error {
	return judge(windows.Handle(file.Fd()), file.Name(), writingFile, Policy{})
}

// open keeps every folder open until the file is: what is open so cannot be
// renamed.
func open(path string, policy Policy) (*os.File, error) {
	volume := filepath.VolumeName(path)
	if len(volume) != 2 || remote(volume+`\`) { // C:, nothing of a network or a device
		return nil, &Error{Relative, path}
	}
	names := strings.Split(strings.TrimPrefix(path, volume+`\`), `\`)
	folder := volume + `\`
	for i, name := range names {
		rights := windows.ACCESS_MASK(writingAbove)
		if i == len(names)-1 {
			rights = writingFolder
		}
		handle, err := openOne(folder, windows.FILE_LIST_DIRECTORY, true, rights, policy)
		if err != nil {
			return nil, err
		}
		defer windows.CloseHandle(handle)
		folder = filepath.Join(folder, name)
	}
	handle, err := openOne(path, windows.GENERIC_READ, false, writingFile, policy)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(handle), path), nil
}

// remote: a folder of a network is the root of a drive, whose server says of
// owners what it likes.
func remote(root string) bool {
	name, err := windows.UTF16PtrFromString(root)
	return err != nil || windows.GetDriveType(name) == windows.DRIVE_REMOTE
}

// openOne opens a file or folder so that nobody can write or rename it
// meanwhile, and judges it.
func openOne(path string, access uint32, folder bool, rights windows.ACCESS_MASK, policy Policy) (windows.Handle, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, &os.PathError{Op: "open", Path: path, Err: err}
	}
	share := uint32(windows.FILE_SHARE_READ)
	if folder {
		share |= windows.FILE_SHARE_WRITE // others may work in it
	}
	handle, err := windows.CreateFile(name, access|windows.READ_CONTROL, share, nil, windows.OPEN_EXISTING,
		windows.FILE_FLAG_OPEN_REPARSE_POINT|windows.FILE_FLAG_BACKUP_SEMANTICS, 0)
	if err != nil {
		return 0, &os.PathError{Op: "open", Path: path, Err: err}
	}
	if err := judgeKind(handle, path, folder); err != nil {
		windows.CloseHandle(handle)
		return 0, err
	}
	if err := judge(handle, path, rights, policy); err != nil {
		windows.CloseHandle(handle)
		return 0, err
	}
	return handle, nil
}

func judgeKind(handle windows.Handle, path string, folder bool) error {
	if kind, err := windows.GetFileType(handle); err != nil || kind != windows.FILE_TYPE_DISK {
		return &Error{NotRegular, path}
	}
	var info windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(handle, &info); err != nil {
		return &os.PathError{Op: "stat", Path: path, Err: err}
	}
	switch {
	case info.FileAttributes&windows.FILE_ATTRIBUTE_REPARSE_POINT != 0:
		return &Error{Link, path}
	case (info.FileAttributes&windows.FILE_ATTRIBUTE_DIRECTORY != 0) != folder:
		return &Error{NotRegular, path}
	}
	return nil
}

// judge wants that those admitted own what is open, and that nobody else has any
// of the rights.
func judge(handle windows.Handle, path string, rights windows.ACCESS_MASK, policy Policy) error {
	const about = windows.OWNER_SECURITY_INFORMATION | windows.DACL_SECURITY_INFORMATION
	security, err := windows.GetSecurityInfo(handle, windows.SE_FILE_OBJECT, about)
	if err != nil {
		return fmt.Errorf("ownership: %w", err)
	}
	admitted := administrators
	if policy.User {
		user, err := windows.GetCurrentProcessToken().GetTokenUser()
		if err != nil {
			return fmt.Errorf("ownership: %w", err)
		}
		admitted = func(sid *windows.SID) bool { return administrators(sid) || sid.Equals(user.User.Sid) }
	}
	if owner, _, err := security.Owner(); err != nil || !admitted(owner) {
		return &Error{Owner, path}
	}
	if !onlyWrittenBy(security, rights, admitted) {
		return &Error{Writable, path}
	}
	return nil
}

func onlyWrittenBy(security *windows.SECURITY_DESCRIPTOR, rights windows.ACCESS_MASK, admitted func(*windows.SID) bool) bool {
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
		if entry.Mask&rights != 0 && !admitted((*windows.SID)(unsafe.Pointer(&entry.SidStart))) {
			return false
		}
	}
	return true
}

// trustedInstaller is the service that owns what Windows itself installed.
var trustedInstaller, _ = windows.StringToSid("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464")

func administrators(sid *windows.SID) bool {
	return sid.IsWellKnown(windows.WinBuiltinAdministratorsSid) || sid.IsWellKnown(windows.WinLocalSystemSid) ||
		trustedInstaller != nil && sid.Equals(trustedInstaller)
}
