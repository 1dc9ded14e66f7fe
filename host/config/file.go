// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/pidpys/pidpys/host/strictjson"
)

// maxFile bounds a file, in octets.
const maxFile = 256 << 10

// userSettings is what a user may set.
type userSettings struct {
	PINEntry PINEntry `json:"pin_entry"`
}

// adminSettings is what an administrator may set.
type adminSettings struct {
	userSettings
	Modules []Module `json:"modules"`
}

func (s userSettings) check() error {
	switch s.PINEntry {
	case "", Window, Native:
		return nil
	}
	return fmt.Errorf("pin_entry is %q", s.PINEntry)
}

func (s adminSettings) check() error {
	if err := s.userSettings.check(); err != nil {
		return err
	}
	if len(s.Modules) > maxModules {
		return fmt.Errorf("more than %d modules", maxModules)
	}
	for i, m := range s.Modules {
		if err := m.check(); err != nil {
			return fmt.Errorf("module %d: %w", i+1, err)
		}
	}
	return nil
}

// parse reads settings, strictly: unknown members and whatever follows the
// object are errors.
func parse[S interface{ check() error }](data []byte) (s S, err error) {
	var none S
	if len(data) > maxFile {
		return none, fmt.Errorf("more than %d octets", maxFile)
	}
	if err := strictjson.Decode(data, &s); err != nil {
		return none, err
	}
	if err := s.check(); err != nil {
		return none, err
	}
	return s, nil
}

// A reader reads a file that is no longer than limit, or one octet more of one
// that is.
type reader = func(path string, limit int64) ([]byte, error)

// readOwn reads a file whose owner may be anybody.
func readOwn(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // a pipe would keep us waiting
		return nil, &fs.PathError{Op: "read", Path: path, Err: errors.New("no regular file")}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, limit+1))
}

// settled reads the settings in a file, none if it is absent.
func settled[S interface{ check() error }](path string, read reader) (S, error) {
	var none S
	data, err := read(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err != nil {
		return none, fmt.Errorf("config: %w", err)
	}
	s, err := parse[S](data)
	if err != nil {
		return none, fmt.Errorf("config: %s: %w", path, err)
	}
	return s, nil
}

// legible is the place for secrets in a file that has other faults, or nothing.
func legible(path string, read reader) PINEntry {
	data, err := read(path, maxFile)
	if err != nil || len(data) > maxFile {
		return ""
	}
	var entry struct {
		PINEntry json.RawMessage `json:"pin_entry"`
	}
	var place PINEntry
	if json.Unmarshal(data, &entry) != nil || json.Unmarshal(entry.PINEntry, &place) != nil || (userSettings{place}).check() != nil {
		return ""
	}
	return place
}
