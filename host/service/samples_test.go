// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"crypto/rand"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/testpki"
)

// signedMessage is a message over content that a subscriber signed at level B-B.
func signedMessage(s *testpki.Subscriber, content []byte, detached bool) []byte {
	signer := cades.Signer{Certificate: s.SignCert, Detached: detached, SigningTime: today}
	hash := must(signer.ContentHash())
	prepared := must(signer.Prepare(hash.Sum(content)))
	message := must(prepared.Finish(must(s.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash()))))
	if detached {
		content = nil
	}
	return must(message.Marshal(content))
}

// signedContainer is an ASiC-E with one document.
func signedContainer(s *testpki.Subscriber, name string, content []byte) []byte {
	var out bytes.Buffer
	w := must(asic.NewWriter(&out, asic.Extended))
	check(w.Add(name, "text/plain", bytes.NewReader(content)))
	check(w.AddSignature(signedMessage(s, must(w.Manifest()), true)))
	check(w.Close())
	return out.Bytes()
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
