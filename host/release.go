// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !demo

package main

import (
	"errors"
	"io/fs"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/registry"
)

var product = edition{
	name:        "pidpys",
	host:        "org.pidpys.host",
	chromium:    "ffkhhploccefkjgdodckielehiddijkn",
	firefox:     "pidpys@pidpys.org",
	taxCabinet:  func(origin string) bool { return origin == "https://cabinet.tax.gov.ua" },
	roots:       registry.Roots,
	authorities: registry.Certificates,
	stampers:    registry.TimeStampers,
	bundle:      registry.BundleURL,
	directory: func() (*registry.Directory, error) {
		added, err := registry.ReadFile(registry.AdminFile())
		return registry.Builtin().With(added), unlessAbsent(err)
	},
	providers: func() (registry.Providers, error) {
		added, err := registry.ReadProviders(registry.ProvidersFile())
		return registry.BuiltinProviders().With(added), unlessAbsent(err)
	},
	settings: config.Read,
	tpm:      tpm.System,
}

// unlessAbsent is an error, unless it is that there is no such file.
func unlessAbsent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
