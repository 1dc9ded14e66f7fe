// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

import (
	"crypto/sha256"
	"crypto/x509"
	_ "embed"
	"encoding/hex"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/pki"
)

// CA_BUNDLE names a copy of the providers' CACertificates.p7b.
//
//go:generate go run ./generate -at 2026-11-21T00:00:00Z certificates.p7b $CA_BUNDLE

// BundleURL is where the central certification authority publishes the
// certificates of all providers, those that stamp the time and answer about
// status too. The address is what other programs use; nobody asked it from here.
const BundleURL = "https://czo.gov.ua/download/certificates/CACertificates.p7b"

// bundle holds the certificates of the pinned roots, and of providers and
// time-stamping authorities under them: other programs can read it too.
//
//go:embed certificates.p7b
var bundle []byte

// collection is the bundle, read.
type collection struct {
	roots        []pki.Anchor
	providers    []*x509.Certificate
	timeStampers []*x509.Certificate
}

var certificates = sync.OnceValue(func() collection {
	all, err := pki.ParseCertificates(bundle)
	if err != nil {
		panic("registry: certificates.p7b: " + err.Error()) // compiled in, and tested
	}
	roots, rest := Split(all)
	var c collection
	for _, cert := range rest {
		if StampsTime(cert) {
			c.timeStampers = append(c.timeStampers, cert)
		} else {
			c.providers = append(c.providers, cert)
		}
	}
	for _, root := range roots {
		anchor, err := pki.AnchorOf(root)
		if err != nil {
			panic("registry: certificates.p7b: " + err.Error())
		}
		c.roots = append(c.roots, anchor)
	}
	return c
})

// Roots are the pinned roots.
func Roots() []pki.Anchor { return slices.Clone(certificates().roots) }

// Certificates are certificates of providers, to build chains from. They are
// not trusted by themselves.
func Certificates() []*x509.Certificate { return slices.Clone(certificates().providers) }

// TimeStampers are certificates of time-stamping authorities, to find them by
// whose tokens do not hold them. They are not trusted by themselves.
func TimeStampers() []*x509.Certificate { return slices.Clone(certificates().timeStampers) }

// StampsTime reports whether a certificate says that it is of a time-stamping
// authority.
func StampsTime(cert *x509.Certificate) bool {
	return slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageTimeStamping)
}

// Pins are the names and fingerprints of the pinned roots, to be shown and
// compared.
func Pins() []Pin { return slices.Clone(pins) }

// Split parts certificates into those that are pinned roots and the others.
func Split(certs []*x509.Certificate) (roots, others []*x509.Certificate) {
	for _, cert := range certs {
		sum := sha256.Sum256(cert.Raw)
		fingerprint := hex.EncodeToString(sum[:])
		if slices.ContainsFunc(pins, func(p Pin) bool { return p.SHA256 == fingerprint }) {
			roots = append(roots, cert)
		} else {
			others = append(others, cert)
		}
	}
	return roots, others
}
