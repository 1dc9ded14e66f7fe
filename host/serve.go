// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// serve speaks with one page, or with the extension for itself, until the browser
// closes the connection. Whatever else this process might print goes to stderr:
// on stdout there are only frames.
func serve() int {
	signal.Ignore(syscall.SIGPIPE) // a browser that went away is seen at stdin
	out := os.Stdout
	os.Stdout = os.Stderr

	settings := product.settings()
	log := newLog(product.name, os.Stderr, settings.LogLevel)
	for _, fault := range settings.Faults {
		log.WithError(fault).Error("a setting is not followed")
	}
	finder, witness := newNetwork(settings.Authorities)
	keys, unfit := newSources(settings, log)
	for _, err := range unfit {
		log.WithError(err).Error("a provider is left out")
	}
	defer keys.Close()
	err := service.Serve(context.Background(), os.Stdin, out, service.Config{
		Name:       product.host,
		Version:    version,
		Sources:    keys.with,
		Settings:   told(settings),
		Trust:      trust,
		Finder:     finder,
		Witness:    witness,
		Reissue:    newOffice(witness, log),
		Examine:    newDoctor(settings, keys, witness),
		Native:     native(settings.PINEntry),
		TaxCabinet: product.taxCabinet,
		TaxService: product.taxService,
		Dialects:   dialects(),
		Now:        time.Now,
		Log:        log,
	})
	if err != nil {
		log.WithError(err).Error("the connection broke")
		return 1
	}
	return 0
}

// told is what the extension learns of the settings in force.
func told(settings config.Config) protocol.Settings {
	all := protocol.Settings{PINEntry: string(settings.PINEntry), Locked: append([]string{}, settings.Locked...)}
	if settings.KeyKinds != nil {
		all.KeyKinds = []string{} // which is not the same as all
	}
	for _, kind := range settings.KeyKinds {
		all.KeyKinds = append(all.KeyKinds, string(kind))
	}
	for _, cabinet := range settings.Cabinets {
		all.Cabinets = append(all.Cabinets, protocol.Cabinet(cabinet))
	}
	for _, dialect := range settings.Dialects {
		all.Dialects = append(all.Dialects, protocol.Dialect(dialect))
	}
	return all
}
