// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package config reads what the administrator of a machine and its user may
// set. The administrator's word is final.
//
// Both write config.json, a JSON object. Every member may be absent:
//
//	pin_entry    "window" or "native": where PINs and passwords are typed
//	log_level    "error", "warning", "info" or "debug"
//	key_kinds    which keys may be used, of "file", "token", "tpm", "cloud"; absent: all
//	cabinets     pages that may speak, besides those known, see [Cabinet]
//	dialects     pages that speak another protocol, see [Dialect]
//	modules      PKCS #11 modules, see [Module]
//	providers    who keeps keys in the cloud, see [registry.ParseProviders]
//	authorities  who issues certificates, see [registry.ParseAuthorities]
//
// A user may set the first two. The administrator's file must be the
// administrators' alone as [ownership.Read] says. The user's is pidpys/config.json
// in [os.UserConfigDir]. On Windows a domain's administrators may set the same by
// values of the registry, which go before the file, see policy_windows.go.
//
// Each member stands by itself: what is wrong with one leaves the others in force.
// What forbids something fails closed: where key_kinds is no list, or where a file
// or policy that is the administrators' beyond doubt cannot be read, NO KEYS ARE
// ALLOWED until that is mended. A file that may be another's forbids nothing, or
// anybody could keep others from signing.
package config

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/pidpys/pidpys/host/ownership"
	"github.com/pidpys/pidpys/host/registry"
)

// Config is what is in force.
type Config struct {
	PINEntry    PINEntry  // never empty
	LogLevel    LogLevel  // never empty
	KeyKinds    []KeyKind // nil: all of them; empty: none
	Cabinets    []Cabinet
	Dialects    []Dialect
	Modules     []Module // in the administrator's order
	Providers   registry.Providers
	Authorities []registry.Authority

	// Locked are the names of the members that the administrator set, as far as
	// they are in force, in the order of the package's table.
	Locked []string
	// Faults are what is not followed, or not as it is written.
	Faults []*Fault
}

// Allows reports whether keys of a kind may be used.
func (c Config) Allows(kind KeyKind) bool {
	return c.KeyKinds == nil || slices.Contains(c.KeyKinds, kind)
}

// A Fault is a setting that is not followed, or not as it is written.
type Fault struct {
	Place  string // the path of the file, or the key of the registry
	Member string // empty: nothing at that place is followed
	Err    error
}

func (f *Fault) Error() string {
	if f.Member == "" {
		return "config: " + f.Place + ": " + f.Err.Error()
	}
	return "config: " + f.Place + ": " + f.Member + ": " + f.Err.Error()
}
func (f *Fault) Unwrap() error { return f.Err }

// AdminFile is where the administrator's settings lie:
//
//	Linux, BSD   /etc/pidpys/config.json
//	macOS        /Library/Application Support/Pidpys/config.json
//	Windows      %ProgramData%\Pidpys\config.json
func AdminFile() string { return filepath.Join(adminFolder(), "config.json") }

// userFile is where the user's settings lie; empty for a user without a folder
// for them.
func userFile() string {
	folder, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "pidpys", "config.json")
}

// Read reads what was set; nothing must be. What a domain's administrator says
// goes before what the machine's says, and that before the user's.
func Read() Config {
	return settled(inFile(userFile(), ownership.ReadAnybodys, true), inFile(AdminFile(), ownership.Read, false), inPolicy(systemPolicy()))
}

// ReadFrom is Read with a file in the place of all that administrators set, which
// anybody may have written. WHO WRITES IT SAYS WHAT IS LOADED: it is for the demo
// edition, whose keys are worth nothing.
func ReadFrom(path string) Config {
	return settled(inFile(userFile(), ownership.ReadAnybodys, true), inFile(path, ownership.ReadAnybodys, false))
}
