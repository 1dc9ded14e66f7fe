// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// A signing is what lies between C_SignInit and C_Sign.
type signing struct {
	key     *dstu4145.PrivateKey
	always  bool // the PIN must come in between
	allowed bool // it came
}

// maxHash is the length of the longest hash of DSTU 7564, in octets.
const maxHash = 64

// signInit is C_SignInit.
func (s *session) signInit(mechanism cryptoki.Mechanism, handle uint) cryptoki.RV {
	if s.signing != nil {
		return cryptoki.OperationActive
	}
	if mechanism != cryptoki.DSTU4145 || s.slot.state.Mute {
		return cryptoki.MechanismInvalid
	}
	o, rv := s.privateKey(handle)
	if rv != cryptoki.OK {
		return rv
	}
	if !o.key.Sign {
		return cryptoki.KeyFunctionNotPermitted
	}
	s.signing = &signing{key: o.private, always: o.key.Always}
	return cryptoki.OK
}

// size is that of the signature to come.
func (s *signing) size() int { return 2 * s.key.Curve.ScalarSize() }

// sign is C_Sign, which ends what C_SignInit began, however it goes.
func (s *session) sign(digest []byte) ([]byte, cryptoki.RV) {
	op := s.signing
	s.signing = nil
	switch {
	case op.always && !op.allowed:
		return nil, cryptoki.UserNotLoggedIn
	case len(digest) == 0 || len(digest) > maxHash:
		return nil, dataLengthRange
	}
	signature, err := op.key.Sign(nil, digest, nil)
	if err != nil {
		return nil, cryptoki.FunctionFailed
	}
	return signature, cryptoki.OK
}

// privateKey finds a private key of DSTU 4145.
func (s *session) privateKey(handle uint) (*object, cryptoki.RV) {
	if !s.slot.loggedIn {
		return nil, cryptoki.UserNotLoggedIn
	}
	o := s.object(handle)
	switch {
	case o == nil:
		return nil, cryptoki.KeyHandleInvalid
	case o.private == nil:
		return nil, cryptoki.KeyTypeInconsistent
	}
	return o, cryptoki.OK
}
