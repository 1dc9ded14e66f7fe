// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package config reads what the administrator of a machine and its user may
// set. The administrator's word is final.
//
// Both write config.json, a JSON object. Every member may be absent:
//
//	pin_entry  "window" or "native": where PINs and passwords are typed
//	modules    the administrator's only: PKCS #11 modules, see [Module]
//
// The administrator's file lies beside authorities.json of package registry,
// and must be the administrators' alone as [ownership.Read] says. The user's is
// pidpys/config.json in [os.UserConfigDir].
package config

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/host/ownership"
	"github.com/pidpys/pidpys/host/registry"
)

// PINEntry is where PINs and passwords are typed.
type PINEntry string

// The places. A reader's own keys go before either.
const (
	Window PINEntry = "window" // our window in the browser
	Native PINEntry = "native" // a window of the system
)

// Config is what is in force.
type Config struct {
	PINEntry PINEntry // never empty
	Modules  []Module // in the administrator's order
}

// AdminFile is where the administrator's settings lie.
func AdminFile() string { return filepath.Join(filepath.Dir(registry.AdminFile()), "config.json") }

// userFile is where the user's settings lie; empty for a user without a folder
// for them.
func userFile() string {
	folder, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "pidpys", "config.json")
}

// Read reads both files; neither must be there. What the administrator says the
// user cannot say otherwise. An error tells which file is not followed: the
// Config is good even then, and holds nothing of that file but where the
// administrator wants secrets typed, if that can be read: a slip elsewhere must
// not undo it.
func Read() (Config, error) { return read(AdminFile(), ownership.Read, userFile()) }

// read is Read where readAdmin reads the administrator's file.
func read(admin string, readAdmin reader, user string) (Config, error) {
	ordered, adminErr := settled[adminSettings](admin, readAdmin)
	if adminErr != nil {
		ordered.PINEntry = legible(admin, readAdmin)
	}
	var wished userSettings
	var userErr error
	if user != "" {
		wished, userErr = settled[userSettings](user, readOwn)
	}
	return Config{
		PINEntry: cmp.Or(ordered.PINEntry, wished.PINEntry, Window),
		Modules:  ordered.Modules,
	}, errors.Join(adminErr, userErr)
}
