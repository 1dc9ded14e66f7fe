// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha512"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// entropySize is what a key or a signature takes from the random source, in
// octets.
const entropySize = 64

// numbers draws secret numbers x, 0 < x < n: keys d and one-time numbers e.
//
// Candidates are the outputs of HKDF-SHA-512 (RFC 5869) for a secret, which is
// d, for one-time numbers, and entropy, and an info of the curve's name, the
// purpose, a counter and the digest; those that are not below n are passed
// over. No deterministic or hedged scheme exists for DSTU 4145; this is our
// own. With a sound random source e is as random as that. With a broken one e
// is still unknown to all who do not know d, and another for every digest.
type numbers struct {
	curve   *Curve
	purpose string
	secret  []byte
	digest  []byte
	counter int
}

// newKeys draws private keys. If random is nil it is crypto/rand.
func newKeys(c *Curve, random io.Reader) (*numbers, error) {
	n := &numbers{curve: c, purpose: "key", secret: make([]byte, entropySize)}
	return n, n.read(random, n.secret)
}

// newNonces draws one-time numbers for a digest. If random is nil it is
// crypto/rand.
func newNonces(k *PrivateKey, random io.Reader, digest []byte) (*numbers, error) {
	d := k.Bytes()
	defer clear(d)
	secret := make([]byte, len(d)+entropySize)
	n := &numbers{curve: k.Curve, purpose: "nonce", secret: secret, digest: digest}
	return n, n.read(random, secret[copy(secret, d):])
}

func (n *numbers) read(random io.Reader, entropy []byte) error {
	if random == nil {
		random = rand.Reader
	}
	if _, err := io.ReadFull(random, entropy); err != nil {
		n.wipe()
		return fmt.Errorf("dstu4145: random source: %w", err)
	}
	return nil
}

// next returns the next number. The caller wipes it, or keeps it as a key.
func (n *numbers) next() (*modn.Scalar, error) {
	order := n.curve.group.Order
	x := new(modn.Scalar)
	for {
		info := fmt.Sprintf("pidpys dstu4145 %s %s %d: %s", n.curve.Name(), n.purpose, n.counter, n.digest)
		n.counter++
		octets, err := hkdf.Key(sha512.New, n.secret, nil, info, order.Size())
		if err != nil {
			return nil, fmt.Errorf("dstu4145: key derivation: %w", err)
		}
		octets[len(octets)-1] &= 0xff >> (8*len(octets) - order.BitLen())
		ok := order.SetOctets(x, octets) && x.IsZero() == 0
		clear(octets)
		if ok {
			return x, nil
		}
	}
}

func (n *numbers) wipe() { clear(n.secret) }
