// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
)

// TestModuleThatBreaks has a module die or hang while it signs: the host lives,
// the error says which driver, and the next one to open starts a new worker.
// After the second time the module is set aside, until the person says otherwise.
func TestModuleThatBreaks(t *testing.T) {
	for kind, trouble := range map[simulator.FaultKind]key.TroubleKind{
		simulator.Segv:  key.DriverCrashed,
		simulator.Abort: key.DriverCrashed,
		simulator.Exit:  key.DriverCrashed,
		simulator.Heap:  key.DriverCrashed,
		simulator.Hang:  key.DriverSilent,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			d := newDrawer(t)
			one := d.add(t, simulator.Spec{})
			s := newSource(t, d.module)
			s.Hurry()
			ref := only(t, s)
			for range 2 {
				store := open(t, s, ref)
				k := signing(t, store)
				require.NoError(t, one.Break(&simulator.Fault{On: "C_Sign", Kind: kind, Once: true}))
				failed := driverError(t, sign(t, k))
				assert.Equal(t, trouble, failed.Trouble.Kind)
				assert.Equal(t, d.module.Name, failed.Trouble.Device)
				assert.Equal(t, d.module.Paths[0], failed.Trouble.Path)
				assert.ErrorIs(t, sign(t, k), key.ErrSessionLost, "the PIN is not sent again by itself")
				require.NoError(t, store.Close())
			}

			aside := key.Trouble{Kind: key.DriverCrashed, Device: d.module.Name, Path: d.module.Paths[0], Driver: d.module.ID}
			seen := keytest.Await(t, s, carriers(0))
			assert.Equal(t, []key.Trouble{aside}, seen.Troubles)
			assert.Zero(t, s.Workers())
			_, err := s.Open(t.Context(), ref, newPerson(pin))
			assert.Equal(t, aside, driverError(t, err).Trouble)
			other := newHost(t, s.Folder(), d.module)
			assert.Equal(t, []key.Trouble{aside}, keytest.Await(t, other, carriers(0)).Troubles, "every host of the person knows")

			require.NoError(t, s.Revive(t.Context(), d.module.ID))
			require.NoError(t, sign(t, signing(t, open(t, s, ref))))
		})
	}
}

// TestModuleThatBreaksWhenAsked dies while what is plugged in is looked at.
func TestModuleThatBreaksWhenAsked(t *testing.T) {
	for _, function := range []string{"C_Initialize", "C_GetSlotList", "C_GetTokenInfo", "C_FindObjectsInit", "C_CloseSession"} {
		t.Run(function, func(t *testing.T) {
			t.Parallel()
			d := newDrawer(t)
			one := d.add(t, simulator.Spec{})
			require.NoError(t, one.Break(&simulator.Fault{On: function, Kind: simulator.Segv}))
			s := newSource(t, d.module)
			s.Hurry()
			seen := keytest.Await(t, s, func(p key.Plugged) bool { return len(p.Troubles) > 0 })
			assert.Equal(t, key.DriverCrashed, seen.Troubles[0].Kind)
			assert.Empty(t, seen.Carriers)
		})
	}
}

func TestModuleThatPrints(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	require.NoError(t, one.Break(&simulator.Fault{On: "C_Sign", Kind: simulator.Print}))
	s := newSource(t, d.module)
	require.NoError(t, sign(t, signing(t, open(t, s, only(t, s)))))
}

// TestReviveWhileWatching: who looks at the list sees the driver come back.
func TestReviveWhileWatching(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	require.NoError(t, one.Break(&simulator.Fault{On: "C_GetSlotList", Kind: simulator.Abort}))
	s := newSource(t, d.module)
	s.Hurry()
	for !s.Aside(0) {
		_, err := s.List(t.Context())
		require.NoError(t, err)
	}
	require.NoError(t, one.Break(nil))
	mended := false
	keytest.Await(t, s, func(p key.Plugged) bool {
		if len(p.Troubles) > 0 && !mended {
			mended = true
			require.NoError(t, s.Revive(t.Context(), d.module.ID))
		}
		return len(p.Carriers) == 1
	})
	require.True(t, mended)
	assert.Equal(t, key.DriverMissing, driverError(t, s.Revive(t.Context(), "another")).Trouble.Kind)
}

// TestAnswersOfModules is what a person hears of the values of CK_RV.
func TestAnswersOfModules(t *testing.T) {
	d := newDrawer(t)
	d.module.Quirks = device.Quirks{Full: []cryptoki.RV{0x40}}
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	ref := only(t, s)
	for _, test := range []struct {
		on   string
		rv   cryptoki.RV
		want error
	}{
		{"C_Sign", cryptoki.DeviceMemory, key.ErrTokenFull},
		{"C_Sign", 0x40, key.ErrTokenFull},
		{"C_SignInit", cryptoki.MechanismInvalid, key.ErrMechanism},
		{"C_SignInit", cryptoki.FunctionNotSupported, key.ErrMechanism},
		{"C_SignInit", cryptoki.KeyFunctionNotPermitted, key.ErrMechanism},
		{"C_SignInit", cryptoki.UserNotLoggedIn, key.ErrSessionLost},
		{"C_SignInit", cryptoki.ObjectHandleInvalid, key.ErrSessionLost},
		{"C_Sign", cryptoki.SessionHandleInvalid, key.ErrSessionLost},
		{"C_Sign", cryptoki.DeviceRemoved, key.ErrTokenRemoved},
		{"C_Sign", cryptoki.FunctionCanceled, key.ErrCancelled},
	} {
		t.Run(test.on+" "+test.rv.String(), func(t *testing.T) {
			store := open(t, s, ref)
			defer store.Close()
			require.NoError(t, one.Break(&simulator.Fault{On: test.on, Kind: simulator.Return, Value: test.rv, Once: true}))
			assert.ErrorIs(t, sign(t, signing(t, store)), test.want)
		})
	}
	store := open(t, s, ref)
	require.NoError(t, one.Break(&simulator.Fault{On: "C_Sign", Kind: simulator.Return, Value: cryptoki.GeneralError}))
	failed := driverError(t, sign(t, signing(t, store)))
	assert.Equal(t, key.DriverFailed, failed.Trouble.Kind)
	assert.Equal(t, "C_Sign", failed.Call)
	assert.EqualValues(t, 5, failed.Value)
}

// TestModulesThatAreNotLoaded is every reason that a person may hear.
func TestModulesThatAreNotLoaded(t *testing.T) {
	path, err := simulated()
	require.NoError(t, err)
	module, err := os.ReadFile(path)
	require.NoError(t, err)
	place := func(t *testing.T, data []byte) (folder, path string) {
		folder = t.TempDir()
		path = filepath.Join(folder, "module.so")
		require.NoError(t, os.WriteFile(path, data, 0o644))
		return folder, path
	}
	for name, test := range map[string]struct {
		want  key.Refusal
		spoil func(t *testing.T) string
	}{
		"others may write it": {key.RefusedWritable, func(t *testing.T) string {
			_, path := place(t, module)
			require.NoError(t, os.Chmod(path, 0o666))
			return path
		}},
		"others may write its folder": {key.RefusedWritable, func(t *testing.T) string {
			folder, path := place(t, module)
			require.NoError(t, os.Chmod(folder, 0o777))
			return path
		}},
		"others may write a folder above": {key.RefusedWritable, func(t *testing.T) string {
			folder := filepath.Join(t.TempDir(), "above")
			require.NoError(t, os.MkdirAll(filepath.Join(folder, "below"), 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(folder, "below", "module.so"), module, 0o644))
			require.NoError(t, os.Chmod(folder, 0o777))
			return filepath.Join(folder, "below", "module.so")
		}},
		"a link": {key.RefusedLink, func(t *testing.T) string {
			folder, path := place(t, module)
			require.NoError(t, os.Symlink(path, filepath.Join(folder, "link.so")))
			return filepath.Join(folder, "link.so")
		}},
		"not from the root": {key.RefusedRelative, func(*testing.T) string { return "module.so" }},
		"a text": {key.RefusedKind, func(t *testing.T) string {
			_, path := place(t, []byte("no library, but long enough for a header of some kind"))
			return path
		}},
		"of 32 bits": {key.Refused32Bit, func(t *testing.T) string {
			_, path := place(t, elf32())
			return path
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDrawer(t)
			d.add(t, simulator.Spec{})
			d.module.Paths = []string{test.spoil(t)}
			s := newSource(t, d.module)
			seen := keytest.Await(t, s, func(p key.Plugged) bool { return len(p.Troubles) > 0 })
			assert.Equal(t, []key.Trouble{{
				Kind: key.DriverRefused, Device: d.module.Name, Path: d.module.Paths[0], Reason: test.want,
			}}, seen.Troubles)
			assert.Zero(t, s.Workers(), "nothing of it ran")
		})
	}
	t.Run("of another user", func(t *testing.T) {
		d := newDrawer(t)
		worker, err := worker()
		require.NoError(t, err)
		strict := token.NewSource(token.Config{Worker: worker, Modules: []device.Module{d.module}, Folder: t.TempDir(), Log: quiet()})
		defer strict.Close()
		seen := keytest.Await(t, strict, func(p key.Plugged) bool { return len(p.Troubles) > 0 })
		assert.Equal(t, key.DriverRefused, seen.Troubles[0].Kind, "a folder of this user's, or one that all may add to")
	})
}

// elf32 is the header of a library for 32-bit x86.
func elf32() []byte {
	h := elf.Header32{Type: uint16(elf.ET_DYN), Machine: uint16(elf.EM_386), Version: 1, Ehsize: 52}
	copy(h.Ident[:], elf.ELFMAG)
	h.Ident[elf.EI_CLASS], h.Ident[elf.EI_DATA], h.Ident[elf.EI_VERSION] = byte(elf.ELFCLASS32), byte(elf.ELFDATA2LSB), 1
	data, err := binary.Append(nil, binary.LittleEndian, h)
	if err != nil {
		panic(err)
	}
	return data
}

// TestModuleOf32Bits wants the worker of 32 bits to load it, if there is one.
func TestModuleOf32Bits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "module.so")
	require.NoError(t, os.WriteFile(path, elf32(), 0o644))
	module := device.Module{
		ID: "old", Name: "Old", Paths: []string{path},
		Environment: map[string]string{token.FakeWorker: "is silent at the login"},
	}
	self, err := os.Executable()
	require.NoError(t, err)
	absent := filepath.Join(t.TempDir(), "absent")
	seen := func(worker, worker32 string) key.Plugged {
		s := token.NewSource(token.Config{
			Worker: worker, Worker32: worker32, Modules: []device.Module{module},
			User: true, Folder: t.TempDir(), Log: quiet(),
		})
		defer s.Close()
		return keytest.Await(t, s, func(p key.Plugged) bool { return len(p.Troubles)+len(p.Carriers) > 0 })
	}
	assert.Len(t, seen(absent, self).Carriers, 1)
	assert.Equal(t, []key.Trouble{{Kind: key.DriverRefused, Device: "Old", Path: path, Reason: key.Refused32Bit}}, seen(self, absent).Troubles)
}

func TestModulesThatAreNotThere(t *testing.T) {
	path, err := simulated()
	require.NoError(t, err)
	d := newDrawer(t)
	d.add(t, simulator.Spec{})
	absent := filepath.Join(t.TempDir(), "absent.so")

	d.module.Paths = []string{absent, filepath.Join(filepath.Dir(path), "pidpys-*.so")}
	assert.Len(t, keytest.Await(t, newSource(t, d.module), carriers(1)).Carriers, 1, "the first that is there")

	d.module.Paths = []string{absent}
	seen := keytest.Await(t, newSource(t, d.module), func(p key.Plugged) bool { return len(p.Troubles) > 0 })
	assert.Equal(t, []key.Trouble{{Kind: key.DriverMissing, Device: d.module.Name, Path: absent}}, seen.Troubles)

	d.module.Optional = true
	infos, err := newSource(t, d.module).List(t.Context())
	require.NoError(t, err)
	assert.Empty(t, infos, "nobody misses it")
}

func TestNoWorker(t *testing.T) {
	d := newDrawer(t)
	s := token.NewSource(token.Config{Worker: filepath.Join(t.TempDir(), "absent"), Modules: []device.Module{d.module, openSC()}, User: true, Folder: t.TempDir(), Log: quiet()})
	defer s.Close()
	seen := keytest.Await(t, s, func(p key.Plugged) bool { return len(p.Troubles) > 0 })
	assert.Equal(t, []key.Trouble{{Kind: key.NoWorker}}, seen.Troubles)
	_, err := s.Open(t.Context(), "pkcs11:serial=1", newPerson(pin))
	assert.Equal(t, key.NoWorker, driverError(t, err).Trouble.Kind)
}

// TestAnotherProgramComesBetween has somebody take the session between the look
// and the login. The PIN that was typed waits, and goes to the token once.
func TestAnotherProgramComesBetween(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	who := newPerson(pin)
	who.before = func() {
		other, err := one.Occupy()
		if assert.NoError(t, err) {
			time.AfterFunc(300*time.Millisecond, func() { assert.NoError(t, other.Unlock()) })
		}
	}
	store, err := s.Open(t.Context(), only(t, s), who)
	require.NoError(t, err)
	require.NoError(t, store.Close())
	assert.Len(t, who.kinds(), 1)
	assert.True(t, who.wiped())
}

// TestAnotherProgramHoldsTheToken has somebody else's session on a token that
// has one.
func TestAnotherProgramHoldsTheToken(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	other, err := one.Occupy()
	require.NoError(t, err)
	s := newSource(t, d.module)
	s.Hurry()
	ref := only(t, s)
	begun := time.Now()
	who := newPerson(pin)
	_, err = s.Open(t.Context(), ref, who)
	assert.ErrorIs(t, err, key.ErrTokenBusy)
	assert.Less(t, time.Since(begun), 5*time.Second)
	assert.Empty(t, who.kinds(), "no PIN is asked for in vain")
	require.NoError(t, other.Unlock())
	require.NoError(t, sign(t, signing(t, open(t, s, ref))))
	assert.NotEmpty(t, keytest.Await(t, s, func(p key.Plugged) bool {
		return len(p.Carriers) == 1 && len(p.Carriers[0].Keys) > 0
	}), "its keys are seen as soon as it is free")
}
