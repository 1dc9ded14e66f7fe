// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"crypto"
	"errors"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
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
	d *modn.Scalar
}

// NewPrivateKey returns the private key d, little-endian. Containers pad d
// with zeros at its high end, so any number of octets will do as long as the
// value is 0 < d < n; the error is [ErrPrivateKey]. The caller wipes d.
func NewPrivateKey(c *Curve, sbox *gost28147.SBox, d []byte) (*PrivateKey, error) {
	scalar := new(modn.Scalar)
	if !c.group.Order.SetOctets(scalar, d) || scalar.IsZero() == 1 {
		return nil, ErrPrivateKey
	}
	return newPrivateKey(c, sbox, scalar), nil
}

// GenerateKey returns a new private key (section 9). It takes 64 octets from
// random, or from crypto/rand if that is nil; the same octets make the same
// key.
func GenerateKey(c *Curve, sbox *gost28147.SBox, random io.Reader) (*PrivateKey, error) {
	var keys numbers
	defer keys.wipe()
	if err := keys.begin(c, random, privateKeys, &modn.Scalar{}, &gf2m.Element{}); err != nil {
		return nil, err
	}
	d := new(modn.Scalar)
	keys.next(d)
	return newPrivateKey(c, sbox, d), nil
}

func newPrivateKey(c *Curve, sbox *gost28147.SBox, d *modn.Scalar) *PrivateKey {
	q := c.group.ScalarBaseMult(d).Negate()
	return &PrivateKey{PublicKey: newPublicKey(c, sbox, q), d: d}
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
	return ok && o != nil && k.PublicKey.Equal(&o.PublicKey)
}

// Wipe zeroes d. The key then refuses to work, with [ErrWiped]; its public key
// remains. What earlier calls left on their stacks is out of its reach. Wipe
// must not run at the same time as another method.
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

// Format prints the curve's name and nothing of the key, whatever the verb.
func (k PrivateKey) Format(state fmt.State, _ rune) {
	name := "zero"
	if k.Curve != nil {
		name = k.Curve.Name()
	}
	fmt.Fprintf(state, "dstu4145.PrivateKey(%s)", name)
}
