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
			module, err := simulated()
			require.NoError(t, err)
			s := token.NewSource(token.Config{
				Worker: program, User: true, Folder: t.TempDir(), Log: quiet(),
				Modules: []device.Module{{
					ID: "cards", Name: "Cards", Readers: []string{"Reader"}, Paths: []string{module},
					Environment: map[string]string{token.FakeWorker: "is silent at the login"},
				}},
			})
			defer s.Close()
			s.Hurry()
			s.Calm()
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

// scripted is a program that is a worker as [token.FakeWorker] says, and tells
// the readers that are there before and after, by turns.
func scripted(t *testing.T, before, after []wire.Reader) string {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	line := func(readers []wire.Reader) string {
		data, err := json.Marshal(wire.Readers{Service: true, Readers: readers})
		require.NoError(t, err)
		return string(data)
	}
	path := filepath.Join(t.TempDir(), "worker")
	script := fmt.Sprintf(`#!/bin/sh
[ "$1" = readers ] || exec %q
if [ -e %[2]q ]; then rm %[2]q; echo '%[4]s'; else : > %[2]q; echo '%[3]s'; fi
`, self, path+"-asked", line(before), line(after))
	require.NoError(t, os.WriteFile(path, []byte(script), 0o755))
	return path
}
