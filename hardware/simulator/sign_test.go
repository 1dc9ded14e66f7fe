// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux && cgo

package simulator_test

import (
	"bytes"
	"testing"

	"github.com/miekg/pkcs11"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

var digest = bytes.Repeat([]byte{0x5A}, 32)

func verifies(t *testing.T, public any, signature []byte) {
	t.Helper()
	assert.True(t, dstu4145.Verify(public.(*dstu4145.PublicKey), digest, signature))
}

func TestSign(t *testing.T) {
	module, _ := load(t, usual())
	session := login(t, module)
	for range 3 {
		signature, err := sign(t, module, session, digest)
		require.NoError(t, err)
		verifies(t, person.SignKey.Public(), signature)
	}

	_, err := sign(t, module, session, make([]byte, 65))
	requireRV(t, 0x21, err) // CKR_DATA_LEN_RANGE
	_, err = module.Sign(session, digest)
	requireRV(t, cryptoki.OperationNotInitialized, err)

	agree := find(t, module, session, class(pkcs11.CKO_PRIVATE_KEY), id(agreeKey()))
	requireRV(t, cryptoki.KeyFunctionNotPermitted, module.SignInit(session, mechanism, agree[0]))
	public := find(t, module, session, class(pkcs11.CKO_PUBLIC_KEY))
	requireRV(t, cryptoki.KeyTypeInconsistent, module.SignInit(session, mechanism, public[0]))
	requireRV(t, cryptoki.KeyHandleInvalid, module.SignInit(session, mechanism, 999))

	require.NoError(t, module.Logout(session))
	requireRV(t, cryptoki.UserNotLoggedIn, module.SignInit(session, mechanism, 1))
}

func TestAlwaysAuthenticate(t *testing.T) {
	key := signKey()
	key.Always = true
	module, token := load(t, simulator.Spec{PIN: pin, Keys: []simulator.Key{key}})
	session := login(t, module)
	keys := find(t, module, session, class(pkcs11.CKO_PRIVATE_KEY))

	requireRV(t, cryptoki.OperationNotInitialized, module.Login(session, pkcs11.CKU_CONTEXT_SPECIFIC, pin))
	for range 2 {
		require.NoError(t, module.SignInit(session, mechanism, keys[0]))
		_, err := module.Sign(session, digest)
		requireRV(t, cryptoki.UserNotLoggedIn, err)

		require.NoError(t, module.SignInit(session, mechanism, keys[0]))
		requireRV(t, cryptoki.PINIncorrect, module.Login(session, pkcs11.CKU_CONTEXT_SPECIFIC, "1111"))
		require.NoError(t, module.Login(session, pkcs11.CKU_CONTEXT_SPECIFIC, pin))
		signature, err := module.Sign(session, digest)
		require.NoError(t, err)
		verifies(t, person.SignKey.Public(), signature)
	}
	state, err := token.State()
	require.NoError(t, err)
	assert.Equal(t, 3, state.Tries)
}

// TestMute is the driver of which a user of a SecureToken-338S tells: keys there
// are, signing there is not.
func TestMute(t *testing.T) {
	spec := usual()
	spec.Mute = true
	module, _ := load(t, spec)
	offered, err := module.GetMechanismList(0)
	require.NoError(t, err)
	for _, m := range offered {
		assert.NotEqual(t, uint(cryptoki.DSTU4145), m.Mechanism)
	}
	_, err = sign(t, module, login(t, module), digest)
	requireRV(t, cryptoki.MechanismInvalid, err)
}

func TestDerive(t *testing.T) {
	module, _ := load(t, usual())
	session := login(t, module)
	keys := find(t, module, session, class(pkcs11.CKO_PRIVATE_KEY), pkcs11.NewAttribute(pkcs11.CKA_DERIVE, true))
	require.Len(t, keys, 1)
	other, err := dstu4145.GenerateKey(dstu4145.M431(), nil, nil)
	require.NoError(t, err)
	template := []*pkcs11.Attribute{
		class(pkcs11.CKO_SECRET_KEY),
		pkcs11.NewAttribute(pkcs11.CKA_KEY_TYPE, pkcs11.CKK_GENERIC_SECRET),
		pkcs11.NewAttribute(pkcs11.CKA_SENSITIVE, false),
		pkcs11.NewAttribute(pkcs11.CKA_EXTRACTABLE, true),
		pkcs11.NewAttribute(pkcs11.CKA_VALUE_LEN, 54),
	}
	derive := func(mechanism cryptoki.Mechanism, point []byte) (pkcs11.ObjectHandle, error) {
		parameters := pkcs11.NewECDH1DeriveParams(pkcs11.CKD_NULL, nil, point)
		return module.DeriveKey(session, []*pkcs11.Mechanism{pkcs11.NewMechanism(uint(mechanism), parameters)}, keys[0], template)
	}
	for mechanism, cofactor := range map[cryptoki.Mechanism]bool{
		cryptoki.DSTU4145ECDHDerive: false, cryptoki.DSTU4145ECDHCofactorDerive: true,
	} {
		secret, err := derive(mechanism, other.PublicKey.Bytes())
		require.NoError(t, err)
		value, err := module.GetAttributeValue(session, secret, []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_VALUE, nil)})
		require.NoError(t, err)
		theirs, err := other.SharedSecret(person.AgreeKey.Public().(*dstu4145.PublicKey), cofactor)
		require.NoError(t, err)
		assert.Equal(t, theirs, value[0].Value)
		require.NoError(t, module.DestroyObject(session, secret))
		requireRV(t, cryptoki.ObjectHandleInvalid, module.DestroyObject(session, secret))
	}
	_, err = derive(cryptoki.DSTU4145ECDHDerive, make([]byte, 54))
	requireRV(t, cryptoki.MechanismParamInvalid, err)
	_, err = derive(cryptoki.ECDH1Derive, other.PublicKey.Bytes())
	requireRV(t, cryptoki.MechanismInvalid, err)
}

func TestGenerateKeyPair(t *testing.T) {
	module, token := load(t, simulator.Spec{PIN: pin})
	session := login(t, module)
	domain, err := pki.MarshalDomain(dstu4145.M257(), nil)
	require.NoError(t, err)
	generate := func(domain []byte) (pkcs11.ObjectHandle, pkcs11.ObjectHandle, error) {
		generation := []*pkcs11.Mechanism{pkcs11.NewMechanism(uint(cryptoki.DSTU4145KeyPairGen), nil)}
		return module.GenerateKeyPair(session, generation, []*pkcs11.Attribute{
			pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
			pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, domain),
		}, []*pkcs11.Attribute{
			pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
			pkcs11.NewAttribute(pkcs11.CKA_SIGN, true),
			pkcs11.NewAttribute(pkcs11.CKA_EXTRACTABLE, false),
			pkcs11.NewAttribute(pkcs11.CKA_ID, []byte("new key!")),
		})
	}
	public, private, err := generate(domain)
	require.NoError(t, err)
	require.NoError(t, module.SignInit(session, mechanism, private))
	signature, err := module.Sign(session, digest)
	require.NoError(t, err)

	values, err := module.GetAttributeValue(session, public, []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, nil), pkcs11.NewAttribute(pkcs11.CKA_EC_POINT, nil),
	})
	require.NoError(t, err)
	curve, sbox, err := pki.ParseDomain(values[0].Value, pki.LittleEndian)
	require.NoError(t, err)
	point, err := dstu4145.NewPublicKey(curve, sbox, values[1].Value[2:]) // in an OCTET STRING
	require.NoError(t, err)
	verifies(t, point, signature)

	state, err := token.State()
	require.NoError(t, err)
	require.Len(t, state.Keys, 1)
	assert.Equal(t, "new key!", string(state.Keys[0].ID))

	_, _, err = generate([]byte{0x30, 0x00})
	requireRV(t, 0x130, err) // CKR_DOMAIN_PARAMS_INVALID
	require.NoError(t, module.Logout(session))
	_, _, err = generate(domain)
	requireRV(t, cryptoki.UserNotLoggedIn, err)
}

func BenchmarkSign(b *testing.B) {
	module, _ := load(b, usual())
	session := login(b, module)
	keys := find(b, module, session, class(pkcs11.CKO_PRIVATE_KEY), yes)
	for b.Loop() {
		require.NoError(b, module.SignInit(session, mechanism, keys[0]))
		_, err := module.Sign(session, digest)
		require.NoError(b, err)
	}
}
