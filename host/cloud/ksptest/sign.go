// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest

import (
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// attached is a signed message with its content inside.
func attached(by *testpki.Subscriber, content []byte, now time.Time) ([]byte, error) {
	return by.Sign(cades.Signer{SigningTime: now}, content)
}

// over is a signature over a digest by GOST 34.311, with no content.
func over(digest []byte, by *testpki.Subscriber, now time.Time) ([]byte, error) {
	return by.SignDigest(cades.Signer{Hash: pki.GOST34311, SigningTime: now}, digest)
}
