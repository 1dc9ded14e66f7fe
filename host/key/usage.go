// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"crypto/x509"

	"github.com/pidpys/pidpys/host/pki"
)

// Usage is what a key is for. A person commonly has two: one to sign with and
// one for key agreement, each with a certificate of its own.
type Usage uint8

// The usages; a key may have both, or none that is known.
const (
	Sign Usage = 1 << iota
	Agree
)

// Names returns "sign", "agree", both or none; never nil.
func (u Usage) Names() []string {
	names := []string{}
	if u&Sign != 0 {
		names = append(names, "sign")
	}
	if u&Agree != 0 {
		names = append(names, "agree")
	}
	return names
}

// usageOf reads the key usage of a certificate (RFC 5280, 4.2.1.3).
func usageOf(certificate *x509.Certificate) Usage {
	var u Usage
	if pki.CanSign(certificate) {
		u |= Sign
	}
	if pki.CanAgree(certificate) {
		u |= Agree
	}
	return u
}
