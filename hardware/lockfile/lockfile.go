// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package lockfile lets processes take turns. A lock is on an open file, so the
// system lets it go when its process ends, in whatever way. The file stays.
package lockfile

import (
	"errors"
	"os"
)

// ErrHeld says that somebody else, maybe in this process, holds the lock.
var ErrHeld = errors.New("lockfile: held by another")

// A Lock is held until Unlock.
type Lock struct{ file *os.File }

// Wait takes the lock on a file, which it makes if need be for this user alone,
// and waits for as long as another holds it.
func Wait(path string) (*Lock, error) { return take(path, true) }

// Try is [Wait] that answers [ErrHeld] instead of waiting.
func Try(path string) (*Lock, error) { return take(path, false) }

func take(path string, wait bool) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(file, wait); err != nil {
		_ = file.Close()
		return nil, err
	}
	return &Lock{file}, nil
}

// Unlock lets the lock go.
func (l *Lock) Unlock() error { return l.file.Close() }
