// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
)

// certificates makes certificates.p7b.
func certificates(bundle []byte, at time.Time) ([]byte, error) {
	all, err := pki.ParseCertificates(bundle)
	if err != nil {
		return nil, err
	}
	roots, providers, err := choose(all, at)
	if err != nil {
		return nil, err
	}
	fmt.Printf("%d certificates read, %d roots and %d providers kept\n", len(all), len(roots), len(providers))
	return pki.MarshalCertificates(slices.Concat(roots, providers))
}

// choose keeps the pinned roots and, of those under them, providers and the
// authorities that stamp the time, whose certificates tokens often lack. They
// are ordered by their octets so that the same input always makes the same file.
func choose(all []*x509.Certificate, at time.Time) (roots, providers []*x509.Certificate, err error) {
	roots, rest := registry.Split(all)
	if missing := len(registry.Pins()) - len(roots); missing != 0 {
		return nil, nil, fmt.Errorf("%d pinned roots are not in the bundle", missing)
	}
	var anchors []pki.Anchor
	for _, root := range roots {
		anchor, err := pki.AnchorOf(root)
		if err != nil {
			return nil, nil, err
		}
		anchors = append(anchors, anchor)
	}
	trust := pki.NewTrust(anchors, rest)
	for _, cert := range rest {
		if !pki.IsCA(cert) && !registry.StampsTime(cert) {
			continue
		}
		if _, err := trust.Chain(cert, nil, at); err == nil {
			providers = append(providers, cert)
		}
	}
	for _, certs := range [][]*x509.Certificate{roots, providers} {
		slices.SortFunc(certs, func(a, b *x509.Certificate) int { return bytes.Compare(a.Raw, b.Raw) })
	}
	return roots, providers, nil
}
