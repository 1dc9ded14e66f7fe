// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/doctor"
	"github.com/pidpys/pidpys/host/key"
)

// driver adds a driver's file, and what is wrong with it.
func driver(trouble key.Trouble) func(*world) {
	return func(w *world) {
		w.modules = append(w.modules, token.Module{Name: trouble.Device, Path: trouble.Path, Trouble: &trouble})
	}
}

// showing has a driver that readers call for in trouble.
func showing(trouble key.Trouble) func(*world) {
	return func(w *world) { w.plugged = key.Plugged{Troubles: []key.Trouble{trouble}} }
}

var driverBreakages = []breakage{
	{"drivers that are not installed", driver(key.Trouble{Kind: key.DriverMissing, Device: "Алмаз-1К"}), "modules-absent", doctor.Note, ""},
	{"a driver that others may change", driver(key.Trouble{Kind: key.DriverRefused, Device: "Алмаз-1К", Path: "/opt/a.so", Reason: key.RefusedWritable}), "driver-refused", doctor.Warning, "Алмаз-1К"},
	{"a driver that crashed", driver(key.Trouble{Kind: key.DriverCrashed, Device: "Алмаз-1К", Path: "/opt/a.so", Driver: "a"}), "driver-crashed", doctor.Error, "Алмаз-1К"},
	{"a device whose driver is missing", showing(key.Trouble{Kind: key.DriverMissing, Device: "Алмаз-1К"}), "driver-missing", doctor.Error, "Алмаз-1К"},
	{"a driver that is silent", showing(key.Trouble{Kind: key.DriverSilent, Device: "Алмаз-1К"}), "driver-silent", doctor.Error, "Алмаз-1К"},
	{"a driver that fails", showing(key.Trouble{Kind: key.DriverFailed, Device: "Алмаз-1К"}), "driver-failed", doctor.Error, "Алмаз-1К"},
	{"a device that nobody knows", showing(key.Trouble{Kind: key.DeviceUnknown, Device: "Odd Reader (" + serial + ") 00 00"}), "device-unknown", doctor.Warning, "Odd Reader"},
	{"drivers that could not be asked", func(w *world) { w.wrong["plugged"] = errors.New("the context ended") }, "unfinished", doctor.Warning, "carriers"},
}

// TestWhyADriverIsRefused: the reason is told, and its own way out.
func TestWhyADriverIsRefused(t *testing.T) {
	w := newWorld(t)
	driver(key.Trouble{Kind: key.DriverRefused, Device: "Алмаз-1К", Path: "/opt/a.so", Reason: key.Refused32Bit})(w)
	f := find(w.examine(), "driver-refused", "")
	require.NotNil(t, f)
	told := doctor.Tell([]doctor.Finding{*f}, "uk", "linux").Findings[0]
	assert.Equal(t, "Драйвер носія «Алмаз-1К» є, але Pidpys його не завантажить: він 32-розрядний, а Pidpys 64-розрядний (/opt/a.so).", told.Message)
	assert.Equal(t, "Встановіть 64-розрядний драйвер із сайту виробника носія.", told.Remedy)
}

// TestToldOnce: what other checks look at themselves is not told by drivers again.
func TestToldOnce(t *testing.T) {
	for _, kind := range []key.TroubleKind{key.NoReaderService, key.NoWorker, key.NoCard, key.DriverRefused, key.DriverCrashed, key.NoTPM} {
		w := newWorld(t)
		showing(key.Trouble{Kind: kind, Device: "d"})(w)
		assert.Nil(t, find(w.examine(), string(kind), ""), kind)
	}
}
