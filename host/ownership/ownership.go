// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package ownership says whose a file is: whether anybody but the
// administrators of this machine could have written it, or could put another in
// its place. What decides where this program connects to, and which code of
// others it runs, is read from such files only.
//
// On Unix owners and modes tell. What access lists of POSIX grant shows in the
// mode; those of NFSv4 and macOS, which only the owner can write, are not read.
package ownership

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ErrUntrusted says that somebody other than the administrators of this
// machine owns a file, or may write it or put another in its place.
var ErrUntrusted = errors.New("ownership: file is not the administrators' alone")

// ErrTooLong says that a file may be read, and has more than was to be.
var ErrTooLong = errors.New("ownership: file is too long")

// A Reason is what is wrong with a file or with the way to it.
type Reason string

// The reasons.
const (
	Relative   Reason = "relative"    // the path is not absolute, or leads to another machine
	Link       Reason = "link"        // a link stands in the path
	Writable   Reason = "writable"    // others may write it
	Owner      Reason = "owner"       // others own it
	NotRegular Reason = "not-regular" // a folder, pipe or device where a file should be, or no folder where one should be
)

// An Error is the part of a path that is not as it should be. It is an
// [ErrUntrusted].
type Error struct {
	Reason Reason
	Path   string
}

func (e *Error) Error() string { return fmt.Sprintf("%v: %s: %s", ErrUntrusted, e.Path, e.Reason) }
func (e *Error) Unwrap() error { return ErrUntrusted }

// Policy says whose files are admitted.
type Policy struct {
	// User admits, beside the administrators' files and folders, those of the
	// user who runs the program, and files of both in sticky folders. That is for
	// demonstrations and tests: whatever runs as the user can write them.
	User bool
}

// Read reads a file of at most limit octets that is the administrators' alone.
// On Unix root owns it and every folder on the way to it, and nobody else may
// write any of them; links of root's are followed. On Windows Administrators or
// SYSTEM own it, and nobody else may write it. Otherwise the error is
// [ErrUntrusted], of a longer one [ErrTooLong] and of an absent one fs.ErrNotExist.
// The file that is judged is the one that is read.
func Read(path string, limit int64) ([]byte, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("ownership: %w", err)
	}
	if err := trustFolders(path); err != nil {
		return nil, err
	}
	return read(path, limit, trustFile)
}

// ReadAnybodys reads a file of at most limit octets, whoever may have written it.
// The errors are those of [Read]; one that is no regular file is an [Error] too.
func ReadAnybodys(path string, limit int64) ([]byte, error) {
	return read(path, limit, func(*os.File) error { return nil })
}

// read reads a file once it is open and trusted.
func read(path string, limit int64, trust func(*os.File) error) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, &Error{NotRegular, path} // before a pipe is opened, which waits
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("ownership: %w", err)
	}
	defer file.Close()
	if err := trust(file); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fmt.Errorf("ownership: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: %s has more than %d octets", ErrTooLong, path, limit)
	}
	return data, nil
}

// Open opens for reading a file whose content will run as code, and is stricter
// than [Read]: the path is absolute and has no link in it, every folder and the
// file is owned by those whom the policy admits and writable by nobody else, and
// on Windows folders are judged too. The error is an [Error], or the system's:
// fs.ErrNotExist of an absent file.
//
// On Unix each name is opened in the folder that was judged, so the file is the
// one at the end of exactly this path. On Windows nobody can write, rename or
// delete the file as long as it is open.
func Open(path string, policy Policy) (*os.File, error) {
	if !filepath.IsAbs(path) {
		return nil, &Error{Relative, path}
	}
	file, err := open(filepath.Clean(path), policy)
	if err != nil && !errors.Is(err, ErrUntrusted) {
		err = fmt.Errorf("ownership: %w", err)
	}
	return file, err
}
