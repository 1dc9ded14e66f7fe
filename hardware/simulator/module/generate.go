// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// generate is C_GenerateKeyPair. The new key is on the token before the handles
// are told.
func (s *session) generate(mechanism cryptoki.Mechanism, public, private attributes) (publicHandle, privateHandle uint, rv cryptoki.RV) {
	switch {
	case mechanism != cryptoki.DSTU4145KeyPairGen:
		return 0, 0, cryptoki.MechanismInvalid
	case !s.writes:
		return 0, 0, sessionReadOnly
	case !s.slot.loggedIn:
		return 0, 0, cryptoki.UserNotLoggedIn
	case public[attrECParams] == nil:
		return 0, 0, templateIncomplete
	case private.is(attrExtractable) || !private.is(attrToken) || !public.is(attrToken):
		return 0, 0, templateInconsistent
	}
	curve, sbox, err := pki.ParseDomain(public[attrECParams], pki.LittleEndian)
	if err != nil {
		return 0, 0, domainParamsInvalid
	}
	key, err := dstu4145.GenerateKey(curve, sbox, nil)
	if err != nil {
		return 0, 0, cryptoki.FunctionFailed
	}
	made := simulator.NewKey(key, nil)
	if id := private[attrID]; len(id) != 0 {
		made.ID = id
	}
	if label := private[attrLabel]; len(label) != 0 {
		made.Label = string(label)
	}
	made.Sign, made.Derive = private.is(attrSign), private.is(attrDerive)
	made.Always = private.is(attrAlwaysAuthenticate)
	err = s.slot.token.Update(func(state *simulator.State) { state.Keys = append(state.Keys, made) })
	if err != nil || s.slot.refresh() != nil {
		return 0, 0, cryptoki.DeviceError
	}
	last := uint(len(s.slot.objects)) // a key without a certificate comes as private, public
	return last, last - 1, cryptoki.OK
}
