// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/outbound"
)

// newFinder finds certificates at the edition's authorities and keeps them in
// the user's cache, if there is one. An error says why authorities that the
// administrator named are missing; the finder works without them.
func newFinder() (*lookup.Finder, error) {
	directory, err := product.directory()
	f := &lookup.Finder{
		Directory: directory,
		Client:    outbound.New(directory.Hosts()),
		Trust:     trust,
		Now:       time.Now,
	}
	if cache, err := os.UserCacheDir(); err == nil {
		f.Folder = filepath.Join(cache, product.name, "certificates")
	}
	return f, err
}
