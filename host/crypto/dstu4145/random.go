// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// numbers draws secret numbers x, 0 < x < n: keys d and one-time numbers e. No
// deterministic or hedged scheme exists for DSTU 4145; this is our own:
//
//	x = (H(0) ‖ H(1)) mod n,
//	H(i) = SHA-256(entropy ‖ d ‖ purpose ‖ m ‖ counter ‖ i ‖ h)
//
// All fields have fixed sizes, so no two draws hash the same octets unless all
// fields are equal. h is the field element of the digest: a signature depends on
// the digest by nothing else, so that one e for two digests with one h makes but
// one signature twice.
//
// With a sound random source e is as random as that, whatever d and the digest
// are. With a broken one e is still what a keyed hash function makes: unknown to
// all who do not know d, and another for every h, every curve and every key. Of
// the same idea are the one-time numbers of Ed25519 and the hedged signatures of
// the IETF's drafts. Entropy fills the first block of SHA-256, d the second and h
// the third, so an observer of power or radiation never sees d processed together
// with octets, or in a state, that he knows.
//
// 512 bits modulo n leave a bias of at most 2^−82, as [modn.Modulus.SetWide]
// says, and take the same time always. SHA-256 has instructions of its own in
// most processors, and takes there half of the time of SHA-512.
type numbers struct {
	order *modn.Modulus
	input [atElement + maxElement]byte
}

// Where the fields of the hashed octets are; numbers are little-endian.
const (
	entropySize = 64

	atSecret  = entropySize
	atPurpose = atSecret + 8*len(modn.Scalar{})
	atM       = atPurpose + 1
	atCounter = atM + 2
	atHalf    = atCounter + 4
	atElement = atHalf + 1

	maxElement = 54 // for m = 431; the third block would hold one octet more
)

// What a number is for.
const (
	privateKeys = iota + 1
	oneTimeNumbers
)

// begin makes n ready to draw for a purpose on a curve; d and h are zero where
// there are none. If random is nil it is crypto/rand. The caller wipes n.
func (n *numbers) begin(c *Curve, random io.Reader, purpose byte, d *modn.Scalar, h *gf2m.Element) error {
	n.order = c.group.Order
	if err := readEntropy(n.input[:entropySize], random); err != nil {
		return err
	}
	for i, w := range d {
		binary.LittleEndian.PutUint64(n.input[atSecret+8*i:], w)
	}
	n.input[atPurpose] = purpose
	binary.LittleEndian.PutUint16(n.input[atM:], uint16(c.M()))
	var element [8 * len(h)]byte
	for i, w := range h {
		binary.LittleEndian.PutUint64(element[8*i:], w)
	}
	copy(n.input[atElement:], element[:])
	return nil
}

func readEntropy(entropy []byte, random io.Reader) error {
	if random == nil {
		rand.Read(entropy) // never fails
		return nil
	}
	// What a reader of an unknown kind gets is on the heap: not all of n, then.
	drawn := make([]byte, len(entropy))
	defer clear(drawn)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return fmt.Errorf("dstu4145: random source: %w", err)
	}
	copy(entropy, drawn)
	return nil
}

// next sets x to the next number.
func (n *numbers) next(x *modn.Scalar) {
	var octets [2 * sha256.Size]byte
	defer clear(octets[:])
	for {
		for half := range 2 {
			n.input[atHalf] = byte(half)
			hash := sha256.Sum256(n.input[:])
			copy(octets[sha256.Size*half:], hash[:])
			clear(hash[:])
		}
		n.order.SetWide(x, &octets)
		counter := n.input[atCounter:atHalf]
		binary.LittleEndian.PutUint32(counter, binary.LittleEndian.Uint32(counter)+1)
		if x.IsZero() == 0 {
			return
		}
	}
}

func (n *numbers) wipe() { clear(n.input[:]) }
