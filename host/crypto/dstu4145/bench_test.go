// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145_test

import (
	"bytes"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// Named after the figures dstu4145_m257_sign and so on.
func benchmark(b *testing.B, operation func(b *testing.B, key *dstu4145.PrivateKey, digest, signature []byte)) {
	for _, c := range []*dstu4145.Curve{dstu4145.M163(), dstu4145.M257(), dstu4145.M431()} {
		b.Run(c.Name(), func(b *testing.B) {
			key, err := dstu4145.GenerateKey(c, nil, nil)
			if err != nil {
				b.Fatal(err)
			}
			digest := bytes.Repeat([]byte{0x5a}, 32)
			signature, err := key.Sign(nil, digest, nil)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				operation(b, key, digest, signature)
			}
		})
	}
}

func BenchmarkSign(b *testing.B) {
	benchmark(b, func(b *testing.B, key *dstu4145.PrivateKey, digest, _ []byte) {
		if _, err := key.Sign(nil, digest, nil); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkVerify verifies with a key not seen before, from its encoding.
func BenchmarkVerify(b *testing.B) {
	benchmark(b, func(b *testing.B, key *dstu4145.PrivateKey, digest, signature []byte) {
		pub, err := dstu4145.NewPublicKey(key.Curve, nil, key.PublicKey.Bytes())
		if err != nil || !dstu4145.Verify(pub, digest, signature) {
			b.Fatal(err)
		}
	})
}

// BenchmarkVerifyKeptKey verifies with a table of the key.
func BenchmarkVerifyKeptKey(b *testing.B) {
	benchmark(b, func(b *testing.B, key *dstu4145.PrivateKey, digest, signature []byte) {
		key.PublicKey.Precompute()
		if !dstu4145.Verify(&key.PublicKey, digest, signature) {
			b.Fatal("not verified")
		}
	})
}

func BenchmarkKeygen(b *testing.B) {
	benchmark(b, func(b *testing.B, key *dstu4145.PrivateKey, _, _ []byte) {
		if _, err := dstu4145.GenerateKey(key.Curve, nil, nil); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkSharedSecret(b *testing.B) {
	benchmark(b, func(b *testing.B, key *dstu4145.PrivateKey, _, _ []byte) {
		if _, err := key.SharedSecret(&key.PublicKey, true); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkPrecompute(b *testing.B) {
	benchmark(b, func(b *testing.B, key *dstu4145.PrivateKey, _, _ []byte) {
		dstu4145.Forget(&key.PublicKey)
		key.PublicKey.Precompute()
	})
}
