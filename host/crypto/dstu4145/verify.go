// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import "github.com/pidpys/pidpys/host/crypto/internal/modn"

// Verify reports whether sig is a signature, r ‖ s as Sign returns it, of the
// digest by the key's owner. Its time depends on its arguments.
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
	x, ok := group.VarTimeDoubleScalarBaseMult(&s, &r, pub.point)
	if !ok {
		return false
	}
	h := pub.Curve.hashElement(digest)
	group.Field.Mul(&x, &x, &h)
	return pub.Curve.elementInteger(&x) == r
}
