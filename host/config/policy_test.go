// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/ownership"
)

// memory is a policy that is not the system's.
type memory map[string][]string

func (memory) place() string { return "memory" }
func (m memory) values() (all []policyValue, err error) {
	for name, lines := range m {
		all = append(all, policyValue{name: name, lines: lines})
	}
	slices.SortFunc(all, func(a, b policyValue) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

func TestPolicy(t *testing.T) {
	got := settled(inFile(written(t, `{"pin_entry": "window", "log_level": "debug", "modules": []}`), ownership.ReadAnybodys, false), inPolicy(memory{
		"pin_entry":   {"native"},
		"key_kinds":   {" token ", "", "tpm"},
		"cabinets":    {`[`, `  {"origin": "https://cabinet.local"}`, `]`, ``},
		"authorities": {`[{"names": ["КНЕДП установи"], "cmp": "ca.local"}]`},
	}))
	require.Empty(t, got.Faults)
	assert.Equal(t, Native, got.PINEntry)
	assert.Equal(t, Debug, got.LogLevel, "the file's")
	assert.Equal(t, []KeyKind{TokenKeys, TPMKeys}, got.KeyKinds)
	assert.Equal(t, []Cabinet{{Origin: "https://cabinet.local"}}, got.Cabinets)
	assert.Len(t, got.Authorities, 1)
	assert.Equal(t, []string{"pin_entry", "log_level", "key_kinds", "cabinets", "modules", "authorities"}, got.Locked)
}

func TestPolicyFaults(t *testing.T) {
	got := settled(inPolicy(memory{
		"pin_entry": {"native", "window"},
		"log_level": {},
		"cabinets":  {`[{"origin": "https://a.local"}`},
		"dialects":  {},
		"modules":   {"null"},
		"providers": {strings.Repeat(" ", maxPlace), "[]"},
		"colour":    {"red"},
	}))
	assert.Equal(t, []string{"cabinets", "colour", "dialects", "log_level", "modules", "pin_entry"}, faulty(got))
	assert.Equal(t, []string{"providers"}, got.Locked, "space about JSON is nothing")
	assert.ErrorContains(t, together(got), "config: memory: colour: there is no such setting")

	long := `["` + strings.Repeat("a", maxPlace) + `"]`
	assert.ErrorContains(t, together(settled(inPolicy(memory{"modules": {long}}))), "octets")
}

// unread is a policy that cannot be read, but for one value.
type unread struct{ whole error }

func (unread) place() string { return "unread" }
func (u unread) values() ([]policyValue, error) {
	return []policyValue{{name: "pin_entry", err: errors.New("no text")}, {name: "log_level", lines: []string{"debug"}}}, u.whole
}

func TestPolicyUnread(t *testing.T) {
	got := settled(inPolicy(unread{}))
	assert.Equal(t, []string{"pin_entry"}, faulty(got))
	assert.Equal(t, Debug, got.LogLevel)
	got = settled(inPolicy(unread{errors.New("denied")}))
	assert.Equal(t, "", got.Faults[0].Member)
	assert.Equal(t, []KeyKind{}, got.KeyKinds, "nobody knows what is forbidden")
	assert.Zero(t, inPolicy(nil), "a system without policies")
}
