// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// TestSilentAtTheLogin has a module hang when a card may have been pulled just
// before: only if it is still there is the module at fault.
func TestSilentAtTheLogin(t *testing.T) {
	before := []wire.Reader{{Name: "Reader 00", Card: true}}
	for name, test := range map[string]struct {
		after   []wire.Reader
		removed bool
	}{
		"the card is there":          {before, false},
		"the card was pulled":        {[]wire.Reader{{Name: "Reader 00"}}, true},
		"the token was pulled":       {nil, true},
		"one of two was pulled":      {[]wire.Reader{{Name: "Reader 00"}, {Name: "Reader 01", Card: true}}, true},
		"another reader is empty":    {[]wire.Reader{{Name: "Reader 00", Card: true}, {Name: "Reader 01"}}, false},
		"in readers under new names": {[]wire.Reader{{Name: "Reader 10", Card: true}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			program := scripted(t, before, test.after)
			t.Parallel() // now that no program is written any more while others start
			s := silentAtTheLogin(t, program)
			for range 2 {
				_, err := s.Open(t.Context(), "pkcs11:serial=1", newPerson(pin))
				if test.removed {
					assert.ErrorIs(t, err, key.ErrTokenRemoved)
				} else {
					assert.Equal(t, key.DriverSilent, driverError(t, err).Trouble.Kind)
				}
			}
			assert.Equal(t, !test.removed, s.Aside(0))
		})
	}
}

// TestPulledInALongCall has a card pulled while the module is at work, and the
// person hears of it at once.
func TestPulledInALongCall(t *testing.T) {
	pulled := filepath.Join(t.TempDir(), "pulled")
	program := reading(t, fmt.Sprintf("if [ -e %q ]; then echo '%s'; else echo '%s'; fi", pulled,
		line(t, nil), line(t, []wire.Reader{{Name: "Reader 00", Card: true}})))
	s := silentAtTheLogin(t, program)
	s.Attentive()
	for range 2 {
		who := newPerson(pin)
		who.before = func() { assert.NoError(t, os.WriteFile(pulled, nil, 0o600)) }
		_, err := s.Open(t.Context(), "pkcs11:serial=1", who)
		assert.ErrorIs(t, err, key.ErrTokenRemoved)
		require.NoError(t, os.Remove(pulled), "and put back")
	}
	assert.False(t, s.Aside(0), "the module is not at fault")
}

// silentAtTheLogin is a source of one module that hangs when somebody logs in.
func silentAtTheLogin(t *testing.T, program string) *token.Source {
	t.Helper()
	module, err := simulated()
	require.NoError(t, err)
	s := token.NewSource(token.Config{
		Worker: program, User: true, Folder: t.TempDir(), Log: quiet(),
		Modules: []device.Module{{
			ID: "cards", Name: "Cards", Readers: []string{"Reader"}, Paths: []string{module},
			Environment: map[string]string{token.FakeWorker: "is silent at the login"},
		}},
	})
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	s.Hurry()
	s.Calm()
	return s
}

// scripted is a program that is a worker as [token.FakeWorker] says, and tells
// the readers that are there before and after, by turns.
func scripted(t *testing.T, before, after []wire.Reader) string {
	t.Helper()
	asked := filepath.Join(t.TempDir(), "asked")
	return reading(t, fmt.Sprintf("if [ -e %[1]q ]; then rm %[1]q; echo '%[3]s'; else : > %[1]q; echo '%[2]s'; fi",
		asked, line(t, before), line(t, after)))
}

// reading is a program that is a worker as [token.FakeWorker] says, and tells of
// readers by a command of the shell.
func reading(t *testing.T, readers string) string {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "worker")
	script := fmt.Sprintf("#!/bin/sh\n[ \"$1\" = readers ] || exec %q\n%s\n", self, readers)
	require.NoError(t, os.WriteFile(path, []byte(script), 0o755))
	return path
}

// line is what a worker prints of readers.
func line(t *testing.T, readers []wire.Reader) string {
	t.Helper()
	data, err := json.Marshal(wire.Readers{Service: true, Readers: readers})
	require.NoError(t, err)
	return string(data)
}
