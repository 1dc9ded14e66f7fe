// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/pidpys/pidpys/hardware/lockfile"
)

// enough is the number of crashes after which a module is set aside.
const enough = 2

// maxRecords bounds how many modules are remembered; the oldest go first.
const maxRecords = 64

// A quarantine is the file in which all hosts of a user count the crashes of
// modules. A module counts as another one when its file changes. A file that is
// lost or damaged only means that a module is tried again.
type quarantine struct{ folder string }

// A record is one module that crashed.
type record struct {
	Module  string `json:"module"` // its fingerprint
	Crashes int    `json:"crashes"`
}

func (q quarantine) path() string { return filepath.Join(q.folder, "crashes.json") }

func (q quarantine) read() []record {
	var records []record
	data, err := os.ReadFile(q.path())
	if err != nil || json.Unmarshal(data, &records) != nil {
		return nil
	}
	return records
}

// holds reports whether a module is set aside.
func (q quarantine) holds(module string) bool {
	return slices.ContainsFunc(q.read(), func(r record) bool { return r.Module == module && r.Crashes >= enough })
}

// count adds a crash.
func (q quarantine) count(module string) error {
	return q.change(func(records []record) []record {
		crashes := 1
		records = slices.DeleteFunc(records, func(r record) bool {
			if r.Module == module {
				crashes += r.Crashes
			}
			return r.Module == module
		})
		records = append(records, record{module, crashes})
		return records[max(0, len(records)-maxRecords):]
	})
}

// forgive forgets the crashes of a module.
func (q quarantine) forgive(module string) error {
	return q.change(func(records []record) []record {
		return slices.DeleteFunc(records, func(r record) bool { return r.Module == module })
	})
}

// change replaces the file at once, one process after the other.
func (q quarantine) change(how func([]record) []record) error {
	lock, err := lockfile.Wait(q.path() + ".lock")
	if err != nil {
		return err
	}
	defer lock.Unlock()
	data, err := json.Marshal(how(q.read()))
	if err != nil {
		return err
	}
	next := q.path() + ".new"
	return errors.Join(os.WriteFile(next, data, 0o600), os.Rename(next, q.path()))
}
