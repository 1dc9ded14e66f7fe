// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package admin

// A setting is a member of config.json, and a value of the policy of the same name.
type setting struct {
	Name   string
	Form   form
	Values []string // that there are, of choice and lines
}

// A form is how a policy has a setting.
type form string

// The forms.
const (
	choice form = "choice" // one of the values: REG_SZ
	lines  form = "lines"  // some of the values, each on a line: REG_MULTI_SZ
	text   form = "text"   // the member's JSON, in as many lines as are handy: REG_MULTI_SZ
)

// settings are all that the host's administrator may set, in the order of package
// host/config, which this one does not import: no packer contains the program.
var settings = []setting{
	{"pin_entry", choice, []string{"window", "native"}},
	{"log_level", choice, []string{"error", "warning", "info", "debug"}},
	{"key_kinds", lines, []string{"file", "token", "tpm", "cloud"}},
	{"cabinets", text, nil},
	{"dialects", text, nil},
	{"modules", text, nil},
	{"providers", text, nil},
	{"authorities", text, nil},
}
