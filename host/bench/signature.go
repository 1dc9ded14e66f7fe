// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// signatureFigures: operations in a second.
func signatureFigures() (all []figure) {
	for _, c := range []*dstu4145.Curve{dstu4145.M163(), dstu4145.M257(), dstu4145.M431()} {
		digest := bytes.Repeat([]byte{0x5a}, 32)
		add := func(operation string, prepare func(key *dstu4145.PrivateKey, signature []byte) func()) {
			all = append(all, figure{name: fmt.Sprintf("dstu4145_m%d_%s", c.M(), operation), unit: "ops/s", scale: 1, prepare: func() func() {
				key := must(dstu4145.GenerateKey(c, nil, nil))
				return prepare(key, must(key.Sign(nil, digest, nil)))
			}})
		}
		add("keygen", func(*dstu4145.PrivateKey, []byte) func() {
			return func() { must(dstu4145.GenerateKey(c, nil, nil)) }
		})
		add("sign", func(key *dstu4145.PrivateKey, _ []byte) func() {
			return func() { must(key.Sign(nil, digest, nil)) }
		})
		// A public key that was not seen before, from its encoding.
		add("verify", func(key *dstu4145.PrivateKey, signature []byte) func() {
			encoded := key.PublicKey.Bytes()
			return func() { verify(must(dstu4145.NewPublicKey(c, nil, encoded)), digest, signature) }
		})
		// One that verifies often, and has had its table made.
		add("verify_kept_key", func(key *dstu4145.PrivateKey, signature []byte) func() {
			public := must(dstu4145.NewPublicKey(c, nil, key.PublicKey.Bytes()))
			public.Precompute()
			return func() { verify(public, digest, signature) }
		})
		add("agree", func(key *dstu4145.PrivateKey, _ []byte) func() {
			return func() { must(key.SharedSecret(&key.PublicKey, true)) }
		})
	}
	return all
}

func verify(public *dstu4145.PublicKey, digest, signature []byte) {
	if !dstu4145.Verify(public, digest, signature) {
		panic("bench: a good signature does not verify")
	}
}
