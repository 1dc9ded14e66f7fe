// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/doctor"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/witness"
	"github.com/pidpys/pidpys/installer"
)

// surroundings are where the doctor looks. In stories they are made up.
var surroundings = installer.Here

// newDoctor makes what examines this machine, in a language of people.
func newDoctor(settings config.Config, keys sources, w *witness.Witness) func(ctx context.Context, language string, offline bool) protocol.Examination {
	return func(ctx context.Context, language string, offline bool) protocol.Examination {
		b := newBench(settings, keys, w)
		if !offline {
			hosts := w.Directory.Hosts()
			b.Date = func(ctx context.Context) (time.Time, error) { return outbound.Date(ctx, hosts) }
		}
		return doctor.Tell(doctor.Examine(ctx, b), language, b.OS)
	}
}

// newBench is this machine, where nobody is asked over the network.
func newBench(settings config.Config, keys sources, w *witness.Witness) doctor.Bench {
	b := doctor.Bench{
		Surroundings: surroundings(), Machine: runtime.GOARCH, Version: version, Host: product.nativeHost(), Now: time.Now,
		Key: doctor.RegistryKey, PropertyList: doctor.PropertyList,
		Settings: settings, Registry: registry.AsOf, Bundle: w.Fetched,
	}
	if program, err := os.Executable(); err == nil {
		b.Host.Path = program
		b.Worker, b.Worker32 = neighbour(program, "pidpys-token"), neighbour(program, "pidpys-token32")
		b.Extension = unpacked(filepath.Dir(b.Worker))
	}
	if dir, err := logDir(); err == nil {
		b.LogFile = logPath(dir, product.name)
	}
	if keys.drivers != nil {
		b.WorkerVersion, b.Readers = token.WorkerVersion, keys.drivers.Readers
		b.Modules, b.Plugged = keys.drivers.Modules, keys.drivers.Plugged
	}
	if keys.chip != nil {
		b.TPM = keys.chip.Status
	}
	return b
}

// unpacked is where a package laid the extension for those who load it by hand:
// beside the program, or where Linux keeps what is no program. Empty: nowhere.
func unpacked(folder string) string {
	for _, place := range []string{filepath.Join(folder, "extension"), "/usr/share/pidpys/extension"} {
		if _, err := os.Stat(filepath.Join(place, "manifest.json")); err == nil {
			return place
		}
	}
	return ""
}
