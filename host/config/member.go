// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/strictjson"
)

// A member is what can be set under one name.
type member struct {
	name string
	user bool // users may set it too
	form form // of a policy's value

	// set puts a value into force if it is in order. Only where that cannot undo
	// what the administrator meant is one followed that has a fault.
	set func(c *Config, json []byte) (followed bool, err error)
	// forbid is what an administrator's value means of which nothing can be read: all
	// that it might forbid is forbidden. nil: it forbids nothing.
	forbid func(c *Config)
}

// members is the table of the package's doc.
var members = []member{
	{"pin_entry", true, word, setter(func(c *Config) *PINEntry { return &c.PINEntry }, judged(PINEntry.check)), nil},
	{"log_level", true, word, setter(func(c *Config) *LogLevel { return &c.LogLevel }, judged(LogLevel.check)), nil},
	{"key_kinds", false, words, setKeyKinds, forbidKeys},
	{"cabinets", false, text, setter(func(c *Config) *[]Cabinet { return &c.Cabinets }, judged(checkCabinets)), nil},
	{"dialects", false, text, setter(func(c *Config) *[]Dialect { return &c.Dialects }, judged(checkDialects)), nil},
	{"modules", false, text, setter(func(c *Config) *[]Module { return &c.Modules }, judged(checkModules)), nil},
	{"providers", false, text, setter(func(c *Config) *registry.Providers { return &c.Providers }, registry.ParseProviders), nil},
	{"authorities", false, text, setter(func(c *Config) *[]registry.Authority { return &c.Authorities }, registry.ParseAuthorities), nil},
}

// setter puts what was parsed into a field, and leaves that alone where there is
// an error.
func setter[T any](field func(*Config) *T, parse func([]byte) (T, error)) func(*Config, []byte) (bool, error) {
	return func(c *Config, json []byte) (bool, error) {
		parsed, err := parse(json)
		if err != nil {
			return false, err
		}
		*field(c) = parsed
		return true, nil
	}
}

// judged parses a value strictly and has it checked.
func judged[T any](check func(T) error) func([]byte) (T, error) {
	return func(json []byte) (parsed T, err error) {
		if err = strictjson.Decode(json, &parsed); err == nil {
			err = check(parsed)
		}
		return parsed, err
	}
}
