// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"crypto"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// Errors of private keys.
var (
	// ErrPrivateKey is the error for octets that are no private key of the
	// curve; it says nothing about them.
	ErrPrivateKey = errors.New("dstu4145: invalid private key")

	// ErrWiped is the error for the use of a private key after Wipe.
	ErrWiped = errors.New("dstu4145: the private key has been wiped")
)

// PrivateKey is a number d, 0 < d < n, with its public key. It is a
// [crypto.Signer], made by [NewPrivateKey] or [GenerateKey], and may be used by
// several goroutines. Copies share the one d, so that Wipe reaches them all.
type PrivateKey struct {
	PublicKey

	// d is behind a pointer also to keep it out of what package fmt prints.
	d *modn.Scalar
}

// NewPrivateKey returns the private key d, little-endian. Containers pad d
// with zeros at its high end, so any number of octets will do as long as the
// value is 0 < d < n; the error is [ErrPrivateKey]. The caller wipes d.
func NewPrivateKey(c *Curve, sbox *gost28147.SBox, d []byte) (*PrivateKey, error) {
	k := &PrivateKey{PublicKey: PublicKey{Curve: c, SBox: sbox}, d: new(modn.Scalar)}
	if !c.group.Order.SetOctets(k.d, d) || k.d.IsZero() == 1 {
		return nil, ErrPrivateKey
	}
	k.point = c.group.ScalarBaseMult(k.d).Negate()
	return k, nil
}

// GenerateKey returns a new private key (section 9). If random is nil it uses
// crypto/rand; the same octets from random make the same key.
func GenerateKey(c *Curve, sbox *gost28147.SBox, random io.Reader) (*PrivateKey, error) {
	if random == nil {
		random = rand.Reader
	}
	octets := make([]byte, c.ScalarSize())
	defer clear(octets)
	// A sound source fails a try with a chance of at most one half.
	for range 128 {
		if _, err := io.ReadFull(random, octets); err != nil {
			return nil, fmt.Errorf("dstu4145: random source: %w", err)
		}
		octets[len(octets)-1] &= c.topScalarMask()
		if k, err := NewPrivateKey(c, sbox, octets); err == nil {
			return k, nil
		}
	}
	return nil, errors.New("dstu4145: random source: it repeats itself")
}

// topScalarMask has the bits of a scalar's last octet that n can reach.
func (c *Curve) topScalarMask() byte {
	return 0xff >> (8*c.ScalarSize() - c.group.Order.BitLen())
}

// Bytes returns d, ScalarSize octets, little-endian, or nil after Wipe. The
// caller wipes them.
func (k *PrivateKey) Bytes() []byte {
	if k.usable() != nil {
		return nil
	}
	return k.Curve.group.Order.Octets(k.d)
}

// Public returns the *[PublicKey].
func (k *PrivateKey) Public() crypto.PublicKey { return &k.PublicKey }

// Equal reports whether x is the *PrivateKey with an equal public key, and so
// with the same d. A wiped key still has its public key.
func (k *PrivateKey) Equal(x crypto.PrivateKey) bool {
	o, ok := x.(*PrivateKey)
	return ok && k.PublicKey.Equal(&o.PublicKey)
}

// Wipe zeroes d. The key then refuses to work, with [ErrWiped]; its public key
// remains. Wipe must not run at the same time as another method.
func (k *PrivateKey) Wipe() {
	if k.d != nil {
		*k.d = modn.Scalar{}
	}
}

func (k *PrivateKey) usable() error {
	if k.d == nil || k.d.IsZero() == 1 {
		return ErrWiped
	}
	return nil
}
