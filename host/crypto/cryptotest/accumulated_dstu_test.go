// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest_test

import (
	"math/big"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// accumulatedDSTU4145 makes, on all curves by turns, a public key, an agreement
// with its owner, and a signature with a known one-time number, and verifies it.
// As dstu4145 takes no such number from anybody, the signature is computed here,
// in another way: by agreement with the owner of the base point, and math/big.
var accumulatedDSTU4145 = accumulated{
	packages: []string{"gf2m", "curve", "modn"},
	step: func(in *input, i int) []byte {
		c := dstu4145.Curves()[i%10]
		p := c.Params()
		key, once, peer := drawKey(in, c), drawKey(in, c), drawKey(in, c)
		digest := in.octets(1 + i/10%64)

		base := must(dstu4145.NewPublicKey(c, nil, p.Generator))
		f := multiply(p, new(big.Int).SetBytes(must(once.SharedSecret(base, false))), hashElement(p, digest))
		r := lowest(f, p.N.BitLen()-1)
		s := new(big.Int).Mul(integer(key.Bytes()), r)
		s.Add(s, integer(once.Bytes())).Mod(s, p.N)
		signature := append(octets(r, c.ScalarSize()), octets(s, c.ScalarSize())...)

		public := must(dstu4145.NewPublicKey(c, nil, key.PublicKey.Bytes()))
		verifies := dstu4145.Verify(public, digest, signature)
		signature[i%len(signature)] ^= 1
		if !verifies || dstu4145.Verify(public, digest, signature) {
			return nil
		}
		signature[i%len(signature)] ^= 1
		return slices.Concat(public.Bytes(), must(peer.SharedSecret(public, false)), signature)
	},
	tenth: "cdbc956f71b954908b5f6c5840a6be6d310a758372e761154eead7a305bc5048",
	all:   "9fc6f53357477db84588a5b52cde38679babf30a2acbe32f5a9dc0b06a4d2a16",
	count: 1000,
}

// drawKey takes a number of one bit less than n, big-endian.
func drawKey(in *input, c *dstu4145.Curve) *dstu4145.PrivateKey {
	bits := c.Params().N.BitLen() - 1
	d := lowest(new(big.Int).SetBytes(in.octets((bits+7)/8)), bits)
	return must(dstu4145.NewPrivateKey(c, nil, octets(d, c.ScalarSize())))
}

// hashElement is the digest as a field element, least significant octet first.
func hashElement(p dstu4145.Params, digest []byte) *big.Int {
	h := lowest(integer(digest), p.M)
	if h.Sign() == 0 {
		h.SetInt64(1)
	}
	return h
}

// multiply returns x·y in the field, bit by bit.
func multiply(p dstu4145.Params, x, y *big.Int) *big.Int {
	modulus := new(big.Int).SetBit(big.NewInt(1), p.M, 1)
	for _, k := range p.K {
		modulus.SetBit(modulus, k, 1)
	}
	z := new(big.Int)
	for i := p.M - 1; i >= 0; i-- {
		if z.Lsh(z, 1); z.Bit(p.M) == 1 {
			z.Xor(z, modulus)
		}
		if y.Bit(i) == 1 {
			z.Xor(z, x)
		}
	}
	return z
}

func lowest(x *big.Int, bits int) *big.Int {
	one := big.NewInt(1)
	return new(big.Int).And(x, one.Sub(one.Lsh(one, uint(bits)), big.NewInt(1)))
}

// integer and octets have the least significant octet first.
func integer(octets []byte) *big.Int {
	octets = slices.Clone(octets)
	slices.Reverse(octets)
	return new(big.Int).SetBytes(octets)
}

func octets(x *big.Int, size int) []byte {
	octets := x.FillBytes(make([]byte, size))
	slices.Reverse(octets)
	return octets
}
