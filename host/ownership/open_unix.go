// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package ownership

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// open goes down a clean absolute path, one name after the other.
func open(path string, policy Policy) (*os.File, error) {
	const root = string(filepath.Separator)
	here, err := openAt(unix.AT_FDCWD, root, root, folderFlags, policy)
	if err != nil {
		return nil, err
	}
	names := strings.Split(strings.TrimPrefix(path, root), root)
	for i, name := range names {
		full := root + filepath.Join(names[:i+1]...)
		flags := folderFlags
		if i == len(names)-1 {
			// A pipe would wait for a writer before it could be refused.
			flags = unix.O_RDONLY | unix.O_NONBLOCK
		}
		next, err := openAt(here, name, full, flags, policy)
		unix.Close(here)
		if err != nil {
			return nil, err
		}
		here = next
	}
	return os.NewFile(uintptr(here), path), nil
}

// openAt opens a name in a folder that is open, and judges what it opened; full
// is for the errors.
func openAt(folder int, name, full string, flags int, policy Policy) (int, error) {
	wanted := uint32(unix.S_IFREG)
	if flags&unix.O_DIRECTORY != 0 {
		wanted = unix.S_IFDIR
	}
	fd, err := -1, error(unix.EINTR)
	for err == unix.EINTR {
		fd, err = unix.Openat(folder, name, flags|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	}
	if err != nil {
		// Systems differ in how they say that it is a link, or no folder.
		var there unix.Stat_t
		if unix.Fstatat(folder, name, &there, unix.AT_SYMLINK_NOFOLLOW) == nil {
			if reason := notKind(&there, wanted); reason != "" {
				return -1, &Error{reason, full}
			}
		}
		return -1, &os.PathError{Op: "open", Path: full, Err: err}
	}
	var is unix.Stat_t
	if err := unix.Fstat(fd, &is); err != nil {
		unix.Close(fd)
		return -1, &os.PathError{Op: "stat", Path: full, Err: err}
	}
	reason := notKind(&is, wanted)
	if reason == "" {
		reason = policy.refuses(&is)
	}
	if reason != "" {
		unix.Close(fd)
		return -1, &Error{reason, full}
	}
	return fd, nil
}

// notKind is why something is not of a kind (S_IFREG, S_IFDIR), or empty.
func notKind(is *unix.Stat_t, kind uint32) Reason {
	switch uint32(is.Mode) & unix.S_IFMT {
	case kind:
		return ""
	case unix.S_IFLNK:
		return Link
	}
	return NotRegular
}

// refuses is what a policy has against an owner and mode, or empty.
func (p Policy) refuses(is *unix.Stat_t) Reason {
	if is.Uid != 0 && (!p.User || is.Uid != uint32(os.Geteuid())) {
		return Owner
	}
	if is.Mode&0o022 == 0 {
		return ""
	}
	// In a sticky folder others may add, but not touch what is there.
	sticky := uint32(is.Mode)&unix.S_IFMT == unix.S_IFDIR && is.Mode&unix.S_ISVTX != 0
	if p.User && sticky {
		return ""
	}
	return Writable
}
