// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"fmt"
	"slices"
)

// SharedSecret returns the x coordinate of d·Q, Q being the peer's public key,
// or, with cofactor, of h·d·Q, h = 2 or 4 being the cofactor of the curve:
// algorithms 1.2.804.2.1.1.1.1.3.5 and .3.4.
//
// The coordinate is ElementSize octets, most significant first, unlike all
// else in this package. The key derivation with GOST 34.311 takes them in that
// order but without the leading zero octets: strip those before. The caller
// wipes the octets.
func (k *PrivateKey) SharedSecret(peer *PublicKey, cofactor bool) ([]byte, error) {
	if err := k.usable(); err != nil {
		return nil, err
	}
	if !peer.valid() || peer.Curve != k.Curve {
		return nil, fmt.Errorf("%w: the peer's is not on %s", ErrPublicKey, k.Curve.Name())
	}
	x := k.Curve.group.ScalarMultX(k.d, peer.point, cofactor)
	defer clear(x[:])
	octets := k.Curve.group.Field.Octets(&x)
	slices.Reverse(octets)
	return octets, nil
}
