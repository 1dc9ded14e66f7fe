// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"crypto"
	"errors"
	"io"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

var errDigest = errors.New("dstu4145: empty digest")

// Sign signs a digest and returns r ‖ s, each ScalarSize octets, little-endian.
// This is what stands in a CMS SignerInfo; a certificate's signatureValue has
// it inside one more OCTET STRING. The digest is what the hash function gives,
// of any length above zero: only its lowest m bits count. The options are not
// looked at and may be nil.
//
// The one-time number e is made from random (crypto/rand if nil), d and the
// digest; see numbers. With a random that gives the same octets the signature
// is the same.
func (k *PrivateKey) Sign(random io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	if err := k.usable(); err != nil {
		return nil, err
	}
	if len(digest) == 0 {
		return nil, errDigest
	}
	h := k.Curve.hashElement(digest)
	var nonces numbers
	defer nonces.wipe()
	if err := nonces.begin(k.Curve, random, oneTimeNumbers, k.d, &h); err != nil {
		return nil, err
	}
	var e modn.Scalar
	defer clear(e[:])
	for {
		nonces.next(&e)
		if signature, ok := k.signWith(&e, &h); ok {
			return signature, nil
		}
	}
}

// signWith signs the digest of h with a given e. It fails, and another e must be
// taken, if r or s is zero.
//
// DANGER: two digests signed with the same e, or one e that becomes known,
// give d away.
func (k *PrivateKey) signWith(e *modn.Scalar, h *gf2m.Element) (signature []byte, ok bool) {
	group := k.Curve.group

	// F = x(eP), which is not zero because P is of odd order; r = h·F.
	f := group.ScalarBaseMult(e).X()
	group.Field.Mul(&f, &f, h)
	r := k.Curve.elementInteger(&f)
	if r.IsZero() == 1 {
		return nil, false
	}
	// s = e + d·r mod n
	var s modn.Scalar
	group.Order.Mul(&s, k.d, &r)
	group.Order.Add(&s, &s, e)
	if s.IsZero() == 1 {
		return nil, false
	}
	signature = group.Order.AppendOctets(make([]byte, 0, 2*group.Order.Size()), &r)
	return group.Order.AppendOctets(signature, &s), true
}

// hashElement makes a field element of a digest: its octets are taken
// little-endian and cut to m bits, and zero becomes one.
func (c *Curve) hashElement(digest []byte) (h gf2m.Element) {
	c.group.Field.SetTruncated(&h, digest)
	gf2m.AddBit(&h, &h, h.IsZero())
	return h
}

// elementInteger makes a number of a field element: its lowest bits, one less
// than n has.
func (c *Curve) elementInteger(x *gf2m.Element) (r modn.Scalar) {
	c.group.Order.SetTruncated(&r, (*[len(r)]uint64)(x))
	return r
}
