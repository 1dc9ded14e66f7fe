// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package witness

import (
	"context"
	"crypto/x509"
	"fmt"
	"regexp"
	"time"

	"github.com/pidpys/pidpys/host/internal/shelf"
	"github.com/pidpys/pidpys/host/pki"
)

// The bundle as it is kept.
const (
	bundleName   = "providers.p7b"
	bundleMaxAge = 7 * 24 * time.Hour
)

func (w *Witness) shelf() *shelf.Shelf {
	return &shelf.Shelf{
		Folder: w.folder("providers"), Names: regexp.MustCompile(`^` + regexp.QuoteMeta(bundleName) + `$`),
		MaxFile: pki.MaxBundle, MaxFiles: 1, MaxOctets: pki.MaxBundle,
	}
}

// Bundle returns the certificates of all providers that are published at
// BundleURL: those of authorities, of responders, of time-stamping services.
// They are kept for a week, and longer when there are no newer ones. NONE OF
// THEM IS TRUSTED by standing there: they help to find chains.
func (w *Witness) Bundle(ctx context.Context) ([]*x509.Certificate, error) {
	kept, age, ok := w.kept()
	if ok && age < bundleMaxAge {
		return kept, nil
	}
	fetched, err := w.fetch(ctx)
	if err != nil && ok {
		return kept, nil
	}
	return fetched, err
}

// Known are certificates to find chains by without asking anybody: those that
// the program has by itself, and the bundle that was fetched at some time.
func (w *Witness) Known() []*x509.Certificate {
	certs, _, _ := w.kept()
	if w.Shipped != nil {
		certs = append(certs, w.Shipped()...)
	}
	return certs
}

// Fetched is when the bundle was fetched last; ok is false if it never was.
func (w *Witness) Fetched() (at time.Time, ok bool) {
	data, written := w.shelf().Read(bundleName)
	return written, data != nil
}

// kept is the bundle that was fetched at some time, and how long ago.
func (w *Witness) kept() (certs []*x509.Certificate, age time.Duration, ok bool) {
	data, written := w.shelf().Read(bundleName)
	if data == nil {
		return nil, 0, false
	}
	certs, err := pki.ParseCertificates(data)
	return certs, w.Now().Sub(written).Abs(), err == nil
}

func (w *Witness) fetch(ctx context.Context) ([]*x509.Certificate, error) {
	if w.Courier == nil || w.BundleURL == "" {
		return nil, ErrOffline
	}
	data, err := w.Courier.Get(ctx, w.BundleURL, pki.MaxBundle)
	if err != nil {
		return nil, fmt.Errorf("witness: certificates of providers: %w", err)
	}
	certs, err := pki.ParseCertificates(data)
	if err != nil {
		return nil, fmt.Errorf("witness: certificates of providers: %w", err)
	}
	w.shelf().Write(bundleName, data)
	return certs, nil
}
