// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl

import (
	"bytes"
	"crypto/x509"
	"fmt"

	"github.com/pidpys/pidpys/host/pki"
)

// A Set is a complete list and, maybe, the delta upon it.
type Set struct {
	Complete *List
	Delta    *List // nil when there is none
}

// Combine puts a delta upon a complete list: RFC 5280 section 5.2.4. Both must
// be of one issuer and one scope, the delta's base no newer than the complete
// list and the delta itself no older. Each list is verified by itself. The error
// is [ErrDelta].
func Combine(complete, delta *List) (Set, error) {
	switch {
	case complete.Delta() || !delta.Delta():
		return Set{}, fmt.Errorf("%w: not one complete and one delta", ErrDelta)
	case !pki.EqualNames(complete.Issuer, delta.Issuer), !bytes.Equal(complete.scope.raw, delta.scope.raw):
		return Set{}, fmt.Errorf("%w: another issuer or scope", ErrDelta)
	case complete.Number == nil || delta.Number == nil:
		return Set{}, fmt.Errorf("%w: a list without a number", ErrDelta)
	case complete.Number.Cmp(delta.Base) < 0:
		return Set{}, fmt.Errorf("%w: complete list %v is older than base %v", ErrDelta, complete.Number, delta.Base)
	case delta.Number.Cmp(complete.Number) < 0:
		return Set{}, fmt.Errorf("%w: delta %v is older than complete list %v", ErrDelta, delta.Number, complete.Number)
	}
	return Set{complete, delta}, nil
}

// Newest is the list that spoke last.
func (s Set) Newest() *List {
	if s.Delta != nil {
		return s.Delta
	}
	return s.Complete
}

// Lookup says whether a certificate of the lists' issuer is revoked. A delta's
// removeFromCRL lifts what the complete list says. The error is [ErrScope] when
// the lists cannot say that it is not, and [ErrDelta] when the complete list is
// a delta, WHOSE SILENCE SAYS NOTHING.
func (s Set) Lookup(cert *x509.Certificate) (r Revocation, revoked bool, err error) {
	if s.Complete.Delta() {
		return r, false, fmt.Errorf("%w: no complete list", ErrDelta)
	}
	if err := s.Complete.Covers(cert); err != nil {
		return r, false, err
	}
	var said bool
	if s.Delta != nil {
		r, said = s.Delta.find(cert.SerialNumber)
	}
	if !said {
		r, said = s.Complete.find(cert.SerialNumber)
	}
	switch {
	case said && r.Reason != RemoveFromCRL:
		return r, true, nil
	case s.Complete.scope.someReasons:
		return Revocation{}, false, fmt.Errorf("%w: some reasons only", ErrScope)
	}
	return Revocation{}, false, nil
}
