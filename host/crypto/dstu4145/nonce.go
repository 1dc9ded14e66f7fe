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

// entropySize is what a signature takes from the random source, in octets.
const entropySize = 64

// nonces makes the one-time numbers e of a signature.
//
// No deterministic or hedged scheme exists for DSTU 4145; this is our own. The
// candidates are the outputs of HKDF-SHA-512 (RFC 5869) for the secret
// d ‖ entropy and an info of the curve's name, a counter and the digest; the
// first one with 0 < e < n is taken. With a sound random source e is as random
// as that. With a broken one e is still unknown to all who do not know d, and
// different for different digests.
type nonces struct {
	curve   *Curve
	secret  []byte
	digest  []byte
	counter int
}

func newNonces(k *PrivateKey, random io.Reader, digest []byte) (*nonces, error) {
	if random == nil {
		random = rand.Reader
	}
	n := &nonces{curve: k.Curve, secret: make([]byte, k.Curve.ScalarSize()+entropySize), digest: digest}
	d := k.Bytes()
	defer clear(d)
	if _, err := io.ReadFull(random, n.secret[copy(n.secret, d):]); err != nil {
		n.wipe()
		return nil, fmt.Errorf("dstu4145: random source: %w", err)
	}
	return n, nil
}

// next returns a number e, 0 < e < n, that it has not returned before.
func (n *nonces) next() (e modn.Scalar, err error) {
	for {
		info := fmt.Sprintf("pidpys dstu4145 %s nonce %d: %s", n.curve.Name(), n.counter, n.digest)
		n.counter++
		octets, err := hkdf.Key(sha512.New, n.secret, nil, info, n.curve.ScalarSize())
		if err != nil {
			return e, fmt.Errorf("dstu4145: one-time number: %w", err)
		}
		octets[len(octets)-1] &= n.curve.topScalarMask()
		ok := n.curve.group.Order.SetOctets(&e, octets) && e.IsZero() == 0
		clear(octets)
		if ok {
			return e, nil
		}
	}
}

func (n *nonces) wipe() { clear(n.secret) }
