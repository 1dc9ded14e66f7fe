// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// derive is C_DeriveKey with CKD_NULL. The secret is the x coordinate in whole,
// most significant octet first; in which order real tokens give it is not public.
func (s *session) derive(mechanism cryptoki.Mechanism, point []byte, handle uint, template attributes) (uint, cryptoki.RV) {
	if mechanism != cryptoki.DSTU4145ECDHDerive && mechanism != cryptoki.DSTU4145ECDHCofactorDerive {
		return 0, cryptoki.MechanismInvalid
	}
	o, rv := s.privateKey(handle)
	if rv != cryptoki.OK {
		return 0, rv
	}
	if !o.key.Derive {
		return 0, cryptoki.KeyFunctionNotPermitted
	}
	peer, err := dstu4145.NewPublicKey(o.private.Curve, o.private.SBox, point)
	if err != nil {
		return 0, cryptoki.MechanismParamInvalid
	}
	secret, err := o.private.SharedSecret(peer, mechanism == cryptoki.DSTU4145ECDHCofactorDerive)
	if err != nil {
		return 0, cryptoki.FunctionFailed
	}
	if length, given := template[attrValueLength]; given {
		if number(length) != uint(len(secret)) {
			return 0, cryptoki.TemplateInconsistent
		}
	}
	of := attributes{
		attrClass: ulong(classSecretKey), attrKeyType: ulong(keyGenericSecret),
		attrToken: no, attrPrivate: yes, attrValueLength: ulong(uint(len(secret))),
		attrSensitive: boolean(template.is(attrSensitive)), attrExtractable: boolean(template.is(attrExtractable)),
	}
	if template.is(attrExtractable) && !template.is(attrSensitive) {
		of[attrValue] = secret
	}
	s.derived = append(s.derived, &object{attributes: of})
	return firstDerived + uint(len(s.derived)) - 1, cryptoki.OK
}
