// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/witness"
)

// newNetwork makes what asks others: the finder of certificates, at the
// edition's authorities, and the witness of status and time. What they learn is
// kept in the user's cache, if there is one. Authorities that were added are asked
// too.
func newNetwork(added []registry.Authority) (*lookup.Finder, *witness.Witness) {
	directory := product.directory().With(added)
	client := outbound.New(directory.Hosts())
	client.Vouch([]string{product.bundle})
	f := &lookup.Finder{Directory: directory, Client: client, Trust: trust, Now: time.Now}
	w := &witness.Witness{
		Directory: directory, Courier: outbound.NewCourier(client), Trust: trust,
		Shipped:   func() []*x509.Certificate { return slices.Concat(product.authorities(), product.stampers()) },
		BundleURL: product.bundle, Now: time.Now,
	}
	if cache, err := os.UserCacheDir(); err == nil {
		f.Folder = filepath.Join(cache, product.name, "certificates")
		w.Folder = filepath.Join(cache, product.name, "evidence")
	}
	return f, w
}
