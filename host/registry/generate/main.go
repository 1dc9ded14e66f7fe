// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Command generate makes the registry's certificates.p7b from a copy of the
// providers' bundle: the pinned roots, and every certificate of a provider
// whose chain reaches one of them at a given time. It is run by hand, by
// go generate in host/registry, when the bundle has news.
package main

import (
	"bytes"
	"crypto/x509"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
)

func main() {
	at := flag.String("at", time.Now().UTC().Format(time.RFC3339), "`time` at which the chains must hold (RFC 3339)")
	out := flag.String("o", "certificates.p7b", "`file` to write")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: generate [-at TIME] [-o FILE] BUNDLE")
		os.Exit(2)
	}
	if err := generate(flag.Arg(0), *out, *at); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(in, out, at string) error {
	when, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	all, err := pki.ParseCertificates(data)
	if err != nil {
		return err
	}
	roots, providers, err := choose(all, when)
	if err != nil {
		return err
	}
	bundle, err := pki.MarshalCertificates(slices.Concat(roots, providers))
	if err != nil {
		return err
	}
	fmt.Printf("%d certificates read, %d roots and %d providers kept, %d octets\n", len(all), len(roots), len(providers), len(bundle))
	return os.WriteFile(out, bundle, 0o644)
}

// choose keeps the pinned roots and the providers under them, ordered by
// their octets so that the same input always makes the same file.
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
		if !pki.IsCA(cert) {
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
