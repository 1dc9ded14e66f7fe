// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !demo

package main

import (
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/registry"
)

var product = edition{
	name:        "pidpys",
	host:        "org.pidpys.host",
	chromium:    []string{"ffkhhploccefkjgdodckielehiddijkn"},
	firefox:     "pidpys@pidpys.org",
	taxCabinet:  func(origin string) bool { return origin == "https://cabinet.tax.gov.ua" },
	taxService:  "43005393",
	roots:       registry.Roots,
	authorities: registry.Certificates,
	stampers:    registry.TimeStampers,
	bundle:      registry.BundleURL,
	directory:   registry.Builtin,
	providers:   registry.BuiltinProviders,
	settings:    config.Read,
	tpm:         tpm.System,
}
