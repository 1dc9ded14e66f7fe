// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"bytes"
	"encoding/hex"
	"math/big"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// WithBase returns the curve c with another base point, of the same order,
// for examples that have their own.
func WithBase(c *Curve, x, y *big.Int) *Curve {
	d := c.domain
	d.p = hex.EncodeToString(Compress(c, x, y))
	return newCurve(d)
}

// Compress encodes the point (x, y), x ≠ 0, whether or not it is on the curve.
func Compress(c *Curve, x, y *big.Int) []byte {
	field := c.group.Field
	ex, ey := element(field, x), element(field, y)
	var slope gf2m.Element
	field.Invert(&slope, &ex)
	field.Mul(&slope, &slope, &ey)
	octets := field.Octets(&ex)
	octets[0] = octets[0]&^1 | byte(field.Trace(&slope))
	return octets
}

func element(field *gf2m.Field, x *big.Int) (e gf2m.Element) {
	octets := make([]byte, field.Size())
	for i := range octets {
		octets[i] = byte(new(big.Int).Rsh(x, uint(8*i)).Uint64())
	}
	if !field.SetOctets(&e, octets) {
		panic("dstu4145: internal error: not a field element")
	}
	return e
}

// SignWith signs with a given one-time number e, little-endian.
func (k *PrivateKey) SignWith(e, digest []byte) (signature []byte, ok bool) {
	var scalar modn.Scalar
	if !k.Curve.group.Order.SetOctets(&scalar, e) {
		return nil, false
	}
	h := k.Curve.hashElement(digest)
	return k.signWith(&scalar, &h)
}

// Nonces returns the first count one-time numbers that Sign would try.
func (k *PrivateKey) Nonces(random []byte, digest []byte, count int) [][]byte {
	h := k.Curve.hashElement(digest)
	var n numbers
	if err := n.begin(k.Curve, bytes.NewReader(random), oneTimeNumbers, k.d, &h); err != nil {
		panic(err)
	}
	var list [][]byte
	for range count {
		var e modn.Scalar
		n.next(&e)
		list = append(list, k.Curve.group.Order.Octets(&e))
	}
	return list
}

// Forget undoes Precompute.
func Forget(k *PublicKey) { k.kept.Store(nil) }
