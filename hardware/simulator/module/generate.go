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
	if s.slot.state.Fixed || mechanism != cryptoki.DSTU4145KeyPairGen {
		return 0, 0, cryptoki.MechanismInvalid
	}
	if rv := s.mayWrite(1); rv != cryptoki.OK {
		return 0, 0, rv
	}
	_, told := private[attrSensitive]
	switch {
	case public[attrECParams] == nil:
		return 0, 0, cryptoki.TemplateIncomplete
	case private.is(attrExtractable) || !private.is(attrToken) || !public.is(attrToken) || told && s.slot.state.Terse:
		return 0, 0, cryptoki.TemplateInconsistent
	}
	curve, sbox, err := pki.ParseDomain(public[attrECParams], pki.LittleEndian)
	if err != nil {
		return 0, 0, cryptoki.DomainParamsInvalid
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
	made.Leaky = s.slot.state.Leaky
	if rv := s.change(func(state *simulator.State) { state.Keys = append(state.Keys, made) }); rv != cryptoki.OK {
		return 0, 0, rv
	}
	return s.slot.handles["public "+string(made.Scalar)], s.slot.handles["private "+string(made.Scalar)], cryptoki.OK
}
