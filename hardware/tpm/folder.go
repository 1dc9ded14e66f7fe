// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

// A folder has the entries of a user. Each is of two or three files by its
// identifier: the key file, for a sealed one the container, and the record. The
// record is written last and removed first, so an entry is whole or there is
// none, whenever a process is killed. Whoever writes has the turn.
type folder struct{ path string }

// The endings of an entry's files.
const (
	keyfileEnding   = ".pem"
	containerEnding = ".key"
	recordEnding    = ".json"
)

const (
	maxEntries   = 256
	maxContainer = 4 << 20 // octets
)

// mine are the files that a folder has, but the lock; a draft, which is what a
// write leaves behind that was cut off, has 26 letters more.
var mine = regexp.MustCompile(`^([0-9a-f]{40})(\.pem|\.key|\.json)(\.[A-Z2-7]{26})?$`)

// list reads the entries, the oldest first. One that is damaged is passed over and
// told to warn.
func (f folder) list(warn func(error)) ([]*entry, error) {
	files, err := os.ReadDir(f.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("tpm: %w", err)
	}
	var entries []*entry
	for _, file := range files {
		name := mine.FindStringSubmatch(file.Name())
		if name == nil || name[2] != recordEnding || name[3] != "" || len(entries) == maxEntries {
			continue
		}
		e, err := f.read(name[1])
		switch {
		case err == nil:
			entries = append(entries, e)
		case !errors.Is(err, key.ErrNoSuchKey): // one that was just removed
			warn(err)
		}
	}
	slices.SortFunc(entries, func(a, b *entry) int {
		return cmp.Or(a.created.Compare(b.created), strings.Compare(a.id, b.id))
	})
	return entries, nil
}

// holds reports whether there is an entry, be it damaged.
func (f folder) holds(id string) bool {
	_, err := os.Lstat(f.file(id, recordEnding))
	return err == nil
}

// read reads an entry, or answers [key.ErrNoSuchKey] or [key.ErrDamaged].
func (f folder) read(id string) (*entry, error) {
	e, err := f.parse(id)
	switch {
	case !f.holds(id): // any more
		return nil, key.ErrNoSuchKey
	case err != nil:
		return nil, damaged(id, err)
	}
	return e, nil
}

func (f folder) parse(id string) (*entry, error) {
	record, err := f.octets(id+recordEnding, maxRecord)
	if err != nil {
		return nil, err
	}
	text, err := f.octets(id+keyfileEnding, maxKeyfile)
	if err != nil {
		return nil, err
	}
	return parseEntry(id, text, record)
}

// damaged is an entry that was not written so.
func damaged(id string, err error) error {
	return fmt.Errorf("tpm: entry %s: %w (%v)", id, key.ErrDamaged, err)
}

// container reads the container of a sealed entry.
func (f folder) container(id string) ([]byte, error) {
	data, err := f.octets(id+containerEnding, maxContainer)
	if err != nil {
		return nil, damaged(id, err)
	}
	return data, nil
}

func (f folder) file(id, ending string) string {
	return f.path + string(os.PathSeparator) + id + ending
}

// errFile is one that was not written here.
var errFile = errors.New("no regular file, or too long")

// octets reads a file; anything unusual, such as a link, a pipe or a long file, is
// an error.
func (f folder) octets(name string, limit int64) ([]byte, error) {
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > limit {
		return nil, errFile
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, limit))
}

// write keeps a new entry, with its container if it is sealed.
func (f folder) write(e *entry, container []byte) error {
	f.sweep()
	if err := f.replace(e.id+keyfileEnding, e.marshal()); err != nil {
		return err
	}
	if container != nil {
		if err := f.replace(e.id+containerEnding, container); err != nil {
			return err
		}
	}
	return f.rewrite(e)
}

// rewrite writes the record of an entry.
func (f folder) rewrite(e *entry) error {
	data, err := e.record()
	if err != nil {
		return err
	}
	return f.replace(e.id+recordEnding, data)
}

// remove removes an entry.
func (f folder) remove(id string) error {
	for _, ending := range []string{recordEnding, keyfileEnding, containerEnding} {
		if err := os.Remove(f.file(id, ending)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("tpm: %w", err)
		}
	}
	return nil
}

// replace writes a file whole, in place of one of the same name.
func (f folder) replace(name string, data []byte) error {
	if err := f.exchange(name, data); err != nil {
		return fmt.Errorf("tpm: %w", err)
	}
	return nil
}

func (f folder) exchange(name string, data []byte) error {
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return err
	}
	defer root.Close()
	draft := name + "." + rand.Text()
	file, err := root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	// A key that is used, as for a request that was sent, must not be lost when the
	// power is.
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = root.Rename(draft, name)
	}
	if err != nil {
		_ = root.Remove(draft)
		return err
	}
	if itself, err := root.Open("."); err == nil {
		_ = itself.Sync() // not on Windows
		_ = itself.Close()
	}
	return nil
}

// sweep removes what writes left behind that were cut off: drafts, and files of
// entries that have no record.
func (f folder) sweep() {
	files, err := os.ReadDir(f.path)
	if err != nil {
		return
	}
	for _, file := range files {
		name := mine.FindStringSubmatch(file.Name())
		if name != nil && (name[3] != "" || !f.holds(name[1])) {
			_ = os.Remove(f.path + string(os.PathSeparator) + file.Name())
		}
	}
}
