// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"crypto"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/pidpys/pidpys/host/crypto/dstu4145/internal/curve"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

// ErrPublicKey is the error for octets that are no public key; it comes
// wrapped with the reason.
var ErrPublicKey = errors.New("dstu4145: invalid public key")

// PublicKey is a point Q = −dP of the curve. It is made by [NewPublicKey] or
// belongs to a [PrivateKey]; a zero PublicKey verifies nothing.
type PublicKey struct {
	// Curve is for reading: the point was checked to be on this one.
	Curve *Curve

	// SBox is the substitution table (ДКЕ) in the key's domain parameters: the
	// one for GOST 34.311 in what this key signs. Nil is ДКЕ №1, the default.
	SBox *gost28147.SBox

	point *curve.Point
	kept  *atomic.Pointer[curve.Multiples] // shared by copies; nil inside: no table
}

// NewPublicKey returns the public key whose compressed point is given:
// ElementSize octets, little-endian, as in the OCTET STRING inside a
// subjectPublicKey. It must be on the curve and in the group of the base point
// (sections 6.10 and 10.1), else the error wraps [ErrPublicKey].
func NewPublicKey(c *Curve, sbox *gost28147.SBox, compressed []byte) (*PublicKey, error) {
	if len(compressed) != c.ElementSize() {
		return nil, fmt.Errorf("%w: %d octets, %s has %d", ErrPublicKey, len(compressed), c.Name(), c.ElementSize())
	}
	point, err := c.group.Expand(compressed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPublicKey, err)
	}
	key := newPublicKey(c, sbox, point)
	return &key, nil
}

func newPublicKey(c *Curve, sbox *gost28147.SBox, point *curve.Point) PublicKey {
	return PublicKey{Curve: c, SBox: sbox, point: point, kept: new(atomic.Pointer[curve.Multiples])}
}

// PrecomputeFrom is how many signatures a key has verified when it may be expected
// to verify as many again, which pays for [PublicKey.Precompute].
const PrecomputeFrom = 8

// Precompute makes a table of the key's multiples, with which [Verify] takes a
// third of its time. It costs as much as some five verifications, so it is for a
// key that verifies many signatures: an authority's, on a server. The table
// takes 25 KiB for M163, 39 for M257 and 63 for M431, as long as the key or a copy
// of it lives. Precompute and Verify may run at the same time, and to call it
// again costs nothing.
func (k *PublicKey) Precompute() {
	if k.valid() && k.kept.Load() == nil {
		k.kept.Store(k.Curve.group.Precompute(k.point))
	}
}

// Bytes returns the compressed point, ElementSize octets, little-endian
// (section 6.9).
func (k *PublicKey) Bytes() []byte { return k.Curve.group.Compress(k.point) }

// Equal reports whether x is the *PublicKey with the same curve, point and
// substitution table.
func (k *PublicKey) Equal(x crypto.PublicKey) bool {
	o, ok := x.(*PublicKey)
	return ok && k.valid() && o.valid() &&
		k.Curve == o.Curve && k.SBox.Equal(o.SBox) && k.point.Equal(o.point) == 1
}

// valid tells whether k was made by this package.
func (k *PublicKey) valid() bool { return k != nil && k.Curve != nil && k.point != nil }
