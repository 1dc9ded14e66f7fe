// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest

import (
	"crypto/rand"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// attached is a signed message with its content inside.
func attached(by *testpki.Subscriber, content []byte, now time.Time) ([]byte, error) {
	signer := cades.Signer{Certificate: by.SignCert, Chain: by.Chain, SigningTime: now}
	h, err := signer.ContentHash()
	if err != nil {
		return nil, err
	}
	return signed(by, signer, h.Sum(content), content)
}

// over is a signature over a digest by GOST 34.311, with no content.
func over(digest []byte, by *testpki.Subscriber, now time.Time) ([]byte, error) {
	return signed(by, cades.Signer{
		Certificate: by.SignCert, Chain: by.Chain, Hash: pki.GOST34311, SigningTime: now, Detached: true,
	}, digest, nil)
}

func signed(by *testpki.Subscriber, signer cades.Signer, digest, content []byte) ([]byte, error) {
	prepared, err := signer.Prepare(digest)
	if err != nil {
		return nil, err
	}
	value, err := by.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	if err != nil {
		return nil, err
	}
	message, err := prepared.Finish(value)
	if err != nil {
		return nil, err
	}
	return message.Marshal(content)
}
