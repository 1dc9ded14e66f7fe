// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/hardware/lockfile"
	"github.com/pidpys/pidpys/host/internal/shelf"
)

// The files of a re-issue, in a folder by its identifier.
const (
	journalName = "journal.json"
	auditName   = "audit.log"
	refusedName = "refused.cer" // a certificate that was not taken, the last one
	lockName    = "lock"
	draftSuffix = ".new" // of what is being written
)

// A folder is that of one re-issue, for as long as nobody else may write there.
type folder struct {
	root  *os.Root
	lock  *lockfile.Lock
	fault func(point string) error // nil: none
}

// openFolder takes a folder, which it makes if need be. The error is [ErrBusy]
// where another has it.
func openFolder(path string, fault func(string) error) (_ *folder, err error) {
	defer prefix(&err)
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	syncNames(filepath.Dir(path))
	lock, err := lockfile.Try(filepath.Join(path, lockName))
	if errors.Is(err, lockfile.ErrHeld) {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		_ = lock.Unlock()
		return nil, err
	}
	return &folder{root, lock, fault}, nil
}

// Close lets others have the folder.
func (f *folder) Close() error { return errors.Join(f.root.Close(), f.lock.Unlock()) }

// read returns a file, or nil if there is none, or none that could be ours.
func read(path, name string) []byte {
	data, _ := (&shelf.Shelf{Folder: path, MaxFile: maxJournal}).Read(name)
	return data
}

// exists reports whether something of a name lies in a folder.
func exists(path, name string) bool {
	_, err := os.Lstat(filepath.Join(path, name))
	return !errors.Is(err, fs.ErrNotExist)
}

// write puts a file in place of the one of its name, whole or not at all, and
// has it on the disk when it returns.
func (f *folder) write(name string, data []byte) (err error) {
	defer prefix(&err)
	if err := f.reached("before " + name); err != nil {
		return err
	}
	draft := name + draftSuffix
	if err := f.root.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := f.put(draft, os.O_EXCL, data, (*os.File).Sync); err != nil {
		return err
	}
	if err := f.reached("within " + name); err != nil {
		return err
	}
	if err := f.root.Rename(draft, name); err != nil {
		return err
	}
	syncNames(f.root.Name())
	return f.reached("after " + name)
}

// append adds to a file.
func (f *folder) append(name string, data []byte) (err error) {
	defer prefix(&err)
	if err := f.reached("before " + name); err != nil {
		return err
	}
	if err := f.put(name, os.O_APPEND, data, nil); err != nil {
		return err
	}
	return f.reached("after " + name)
}

// remove takes a file away.
func (f *folder) remove(name string) (err error) {
	defer prefix(&err)
	if err := f.reached("before removing " + name); err != nil {
		return err
	}
	if err := f.root.Remove(name); err != nil {
		return err
	}
	syncNames(f.root.Name())
	return f.reached("after removing " + name)
}

func (f *folder) put(name string, how int, data []byte, finish func(*os.File) error) error {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|how, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil && finish != nil {
		err = finish(file)
	}
	return errors.Join(err, file.Close())
}

// syncNames brings the names of files to the disk, where systems can.
func syncNames(path string) {
	if folder, err := os.Open(path); err == nil {
		_ = folder.Sync()
		folder.Close()
	}
}

// prefix says whose error one of the system is.
func prefix(err *error) {
	if *err != nil && !errors.Is(*err, ErrBusy) {
		*err = fmt.Errorf("reissue: %w", *err)
	}
}

func (f *folder) reached(point string) error {
	if f.fault == nil {
		return nil
	}
	return f.fault(point)
}
