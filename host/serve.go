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

// serve speaks with one page until the browser closes the connection. Whatever
// else this process might print goes to stderr: on stdout there are only
// frames.
func serve() int {
	signal.Ignore(syscall.SIGPIPE) // a browser that went away is seen at stdin
	out := os.Stdout
	os.Stdout = os.Stderr

	log := newLog(product.name)
	finder, witness, err := newNetwork()
	if err != nil {
		log.WithError(err).Error("the administrator's authorities are left out")
	}
	err = service.Serve(context.Background(), os.Stdin, out, service.Config{
		Name:    product.host,
		Version: version,
		Sources: func(read service.FileReader) []key.Source {
			return []key.Source{container.NewSource(read)}
		},
		Trust:      trust,
		Finder:     finder,
		Witness:    witness,
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
