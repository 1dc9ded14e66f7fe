// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// Verify reports whether sig is a signature, r ‖ s as Sign returns it, of the
// digest by the key's owner. Its time depends on its arguments. For many
// signatures by one key see [PublicKey.Precompute].
func Verify(pub *PublicKey, digest, sig []byte) bool {
	if !pub.valid() || len(digest) == 0 {
		return false
	}
	group, size := pub.Curve.group, pub.Curve.ScalarSize()
	if len(sig) != 2*size {
		return false
	}
	var r, s modn.Scalar
	inRange := group.Order.SetOctets(&r, sig[:size]) && group.Order.SetOctets(&s, sig[size:])
	if !inRange || r.IsZero() == 1 || s.IsZero() == 1 {
		return false
	}
	// R = sP + rQ = (s − r·d)P = eP
	x, ok := pub.doubleScalarMult(&s, &r)
	if !ok {
		return false
	}
	h := pub.Curve.hashElement(digest)
	group.Field.Mul(&x, &x, &h)
	return pub.Curve.elementInteger(&x) == r
}

// doubleScalarMult returns the x coordinate of sP + rQ, or false at infinity.
func (k *PublicKey) doubleScalarMult(s, r *modn.Scalar) (x gf2m.Element, ok bool) {
	if kept := k.kept.Load(); kept != nil {
		return k.Curve.group.VarTimeDoubleScalarBaseMultKept(s, r, kept)
	}
	return k.Curve.group.VarTimeDoubleScalarBaseMult(s, r, k.point)
}
