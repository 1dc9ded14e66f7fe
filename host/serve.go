// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/service"
)

// serve speaks with one page, or with the extension for itself, until the browser
// closes the connection. Whatever else this process might print goes to stderr:
// on stdout there are only frames.
func serve() int {
	signal.Ignore(syscall.SIGPIPE) // a browser that went away is seen at stdin
	out := os.Stdout
	os.Stdout = os.Stderr

	log := newLog(product.name, os.Stderr)
	finder, witness, err := newNetwork()
	if err != nil {
		log.WithError(err).Error("the administrator's authorities are left out")
	}
	settings, err := product.settings()
	if err != nil {
		log.WithError(err).Error("settings that cannot be followed are left out")
	}
	tokens, chip := newTokens(settings.Modules, log), newTPM(log)
	defer tokens.Close()
	providers, err := newCloud(log)
	if err != nil {
		log.WithError(err).Error("the administrator's providers are left out")
	}
	defer providers.Close()
	err = service.Serve(context.Background(), os.Stdin, out, service.Config{
		Name:    product.host,
		Version: version,
		Sources: func(read service.FileReader) []key.Source {
			return []key.Source{container.NewSource(read), tokens, chip, providers}
		},
		Trust:      trust,
		Finder:     finder,
		Witness:    witness,
		Reissue:    newOffice(witness, log),
		Native:     native(settings.PINEntry),
		TaxCabinet: product.taxCabinet,
		Now:        time.Now,
		Log:        log,
	})
	if err != nil {
		log.WithError(err).Error("the connection broke")
		return 1
	}
	return 0
}
