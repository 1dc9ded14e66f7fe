// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
)

// maxHints is how many certificates that a page supplied are looked at, of those over
// one key: anybody can make any number.
const maxHints = 32

// hint gives keys that nothing serves yet the certificates that the page supplied for
// them, as far as a chain leads from them to a pinned root: such a one is true, whoever
// brings it.
func (o *operation) hint(ring *keyring) {
	for _, c := range ring.candidates() {
		if len(o.hints) == 0 || ring.served(c, o.Now()) {
			continue
		}
		own := slices.DeleteFunc(slices.Clone(o.hints), func(hint *x509.Certificate) bool {
			return !pki.SamePublicKey(hint, c.Key.Public())
		})
		for _, hint := range own[:min(len(own), maxHints)] {
			if chain, err := o.Trust().ChainInTime(hint, o.hints, o.Now()); err == nil {
				ring.certificates = append(ring.certificates, chain...)
			}
		}
	}
}
