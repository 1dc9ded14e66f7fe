// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"io"
	"math/big"
	"math/rand/v2"
	"sync"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// seed names all keys. Another one is another Ukraine.
const seed = "pidpys test keys 1: "

// stream is the endless octets that belong to a label.
func stream(label string) io.Reader { return rand.NewChaCha8(sha256.Sum256([]byte(seed + label))) }

type keyKind int

const (
	keyM257 keyKind = iota
	keyM431
	keyP256
	keyRSA
)

// newKey returns the key that belongs to a label.
func newKey(kind keyKind, label string) crypto.Signer {
	switch kind {
	case keyM257:
		return newDSTU(257, label)
	case keyM431:
		return newDSTU(431, label)
	case keyP256:
		return newECDSA(label)
	}
	return newRSA(label)
}

// newDSTU takes the scalar from the stream itself, since how a key generator
// draws is nobody's promise.
func newDSTU(m int, label string) *dstu4145.PrivateKey {
	var curve *dstu4145.Curve
	for _, c := range dstu4145.Curves() {
		if c.Params().M == m {
			curve = c
		}
	}
	bits := curve.Params().N.BitLen() - 1 // so that it is less than n
	scalar := make([]byte, (bits+7)/8)
	_, err := io.ReadFull(stream(label), scalar)
	must(err)
	scalar[len(scalar)-1] &= 0xff >> (8*len(scalar) - bits)
	k, err := dstu4145.NewPrivateKey(curve, nil, scalar)
	must(err)
	return k
}

func newECDSA(label string) *ecdsa.PrivateKey {
	for from := stream(label); ; {
		scalar := make([]byte, 32)
		_, err := io.ReadFull(from, scalar)
		must(err)
		if k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar); err == nil {
			return k
		}
	}
}

// rsaKeys keeps what takes a tenth of a second to find.
var rsaKeys sync.Map // label → func() *rsa.PrivateKey

func newRSA(label string) *rsa.PrivateKey {
	once, _ := rsaKeys.LoadOrStore(label, sync.OnceValue(func() *rsa.PrivateKey { return searchRSA(label) }))
	return once.(func() *rsa.PrivateKey)()
}

func searchRSA(label string) *rsa.PrivateKey {
	const size = 1024 // bits of each prime
	from := stream(label)
	p, q := searchPrime(from, size), searchPrime(from, size)
	one := big.NewInt(1)
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	k := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537},
		D:         new(big.Int).ModInverse(big.NewInt(65537), phi),
		Primes:    []*big.Int{p, q},
	}
	k.Precompute()
	must(k.Validate())
	return k
}

// searchPrime returns a prime of so many bits whose upper two are set, so that
// the product of two has twice as many, and that 65537 does not divide less one.
func searchPrime(from io.Reader, bits int) *big.Int {
	octets := make([]byte, bits/8)
	for {
		_, err := io.ReadFull(from, octets)
		must(err)
		octets[0] |= 0xc0
		octets[len(octets)-1] |= 1
		p := new(big.Int).SetBytes(octets)
		if new(big.Int).Mod(p, big.NewInt(65537)).Int64() != 1 && p.ProbablyPrime(20) {
			return p
		}
	}
}
