// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux && cgo

package simulator_test

import (
	"testing"

	"github.com/miekg/pkcs11"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// x509 describes the person's certificate as an object.
func x509(more ...*pkcs11.Attribute) []*pkcs11.Attribute {
	return append([]*pkcs11.Attribute{
		class(pkcs11.CKO_CERTIFICATE), pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
		pkcs11.NewAttribute(pkcs11.CKA_SUBJECT, person.SignCert.RawSubject),
		pkcs11.NewAttribute(pkcs11.CKA_ID, []byte("new")),
		pkcs11.NewAttribute(pkcs11.CKA_VALUE, person.SignCert.Raw),
	}, more...)
}

// data describes it as UAPKI does.
func data(application string) []*pkcs11.Attribute {
	return []*pkcs11.Attribute{
		class(pkcs11.CKO_DATA), pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
		pkcs11.NewAttribute(pkcs11.CKA_APPLICATION, application),
		pkcs11.NewAttribute(pkcs11.CKA_VALUE, person.SignCert.Raw),
	}
}

func TestCreateObject(t *testing.T) {
	spec := usual()
	spec.Shared, spec.Room = true, 4
	module, token := load(t, spec)
	session := login(t, module)
	certificate, err := module.CreateObject(session, x509())
	require.NoError(t, err)
	_, err = module.CreateObject(session, data(cryptoki.CertificateApplication))
	require.NoError(t, err)
	assert.Equal(t, []pkcs11.ObjectHandle{certificate}, find(t, module, session, class(pkcs11.CKO_CERTIFICATE), pkcs11.NewAttribute(pkcs11.CKA_ID, []byte("new"))))
	assert.Len(t, find(t, module, session, class(pkcs11.CKO_DATA)), 1)
	state, err := token.State()
	require.NoError(t, err)
	assert.Len(t, state.Certificates, 2)

	_, err = module.CreateObject(session, x509())
	requireRV(t, cryptoki.DeviceMemory, err)
	require.NoError(t, token.Update(func(s *simulator.State) { s.Room = 0 }))
	for what, c := range map[string]struct {
		object []*pkcs11.Attribute
		rv     cryptoki.RV
	}{
		"no certificate":       {x509(pkcs11.NewAttribute(pkcs11.CKA_VALUE, []byte("none"))), cryptoki.AttributeValueInvalid},
		"of the session alone": {x509(pkcs11.NewAttribute(pkcs11.CKA_TOKEN, false)), cryptoki.AttributeValueInvalid},
		"no subject":           {x509(pkcs11.NewAttribute(pkcs11.CKA_SUBJECT, []byte{})), cryptoki.TemplateIncomplete},
		"a key":                {x509(class(pkcs11.CKO_PUBLIC_KEY)), cryptoki.TemplateInconsistent},
		"data of others":       {data("others"), cryptoki.TemplateInconsistent},
	} {
		_, err = module.CreateObject(session, c.object)
		require.Error(t, err, what)
		requireRV(t, c.rv, err)
	}
	require.NoError(t, token.Update(func(s *simulator.State) { s.Plain = true }))
	_, err = module.CreateObject(session, x509())
	requireRV(t, cryptoki.TemplateInconsistent, err)

	reading, err := module.OpenSession(0, pkcs11.CKF_SERIAL_SESSION)
	require.NoError(t, err)
	_, err = module.CreateObject(reading, data(cryptoki.CertificateApplication))
	requireRV(t, cryptoki.SessionReadOnly, err)
	require.NoError(t, module.Logout(session))
	_, err = module.CreateObject(session, data(cryptoki.CertificateApplication))
	requireRV(t, cryptoki.UserNotLoggedIn, err)
}

// TestDestroyObject wants handles to stay those of the same objects.
func TestDestroyObject(t *testing.T) {
	spec := usual()
	spec.Foreign = true
	module, token := load(t, spec)
	session := login(t, module)
	private := find(t, module, session, class(pkcs11.CKO_PRIVATE_KEY))
	require.Len(t, private, 3)
	requireRV(t, cryptoki.FunctionNotSupported, module.DestroyObject(session, private[0]))
	require.NoError(t, module.DestroyObject(session, private[1]))
	requireRV(t, cryptoki.ObjectHandleInvalid, module.DestroyObject(session, private[1]))
	assert.Equal(t, []pkcs11.ObjectHandle{private[0], private[2]}, find(t, module, session, class(pkcs11.CKO_PRIVATE_KEY)))
	assert.Equal(t, map[uint]int{pkcs11.CKO_PRIVATE_KEY: 2, pkcs11.CKO_PUBLIC_KEY: 2, pkcs11.CKO_CERTIFICATE: 2}, classes(t, module, session),
		"the public half went too, the certificate stays")

	public := find(t, module, session, class(pkcs11.CKO_PUBLIC_KEY), id(agreeKey()))
	require.Len(t, public, 1)
	require.NoError(t, module.DestroyObject(session, public[0]))
	for _, certificate := range find(t, module, session, class(pkcs11.CKO_CERTIFICATE)) {
		require.NoError(t, module.DestroyObject(session, certificate))
	}
	assert.Equal(t, map[uint]int{pkcs11.CKO_PRIVATE_KEY: 2, pkcs11.CKO_PUBLIC_KEY: 1}, classes(t, module, session))
	state, err := token.State()
	require.NoError(t, err)
	require.Len(t, state.Keys, 1)
	assert.True(t, state.Keys[0].NoPublic)
	assert.Empty(t, state.Certificates)
}

// TestWaysToMakeKeys are those of drivers that differ.
func TestWaysToMakeKeys(t *testing.T) {
	domain, err := pki.MarshalDomain(dstu4145.M257(), nil)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		change func(*simulator.Spec)
		rv     cryptoki.RV
	}{
		"made":                  {func(*simulator.Spec) {}, cryptoki.OK},
		"to be read out":        {func(s *simulator.Spec) { s.Leaky = true }, cryptoki.OK},
		"none offered":          {func(s *simulator.Spec) { s.Fixed = true }, cryptoki.MechanismInvalid},
		"no room":               {func(s *simulator.Spec) { s.Room = 2 }, cryptoki.DeviceMemory},
		"told more than wanted": {func(s *simulator.Spec) { s.Terse = true }, cryptoki.TemplateInconsistent},
	} {
		t.Run(name, func(t *testing.T) {
			spec := usual()
			c.change(&spec)
			module, _ := load(t, spec)
			session := login(t, module)
			_, private, err := module.GenerateKeyPair(session, []*pkcs11.Mechanism{pkcs11.NewMechanism(uint(cryptoki.DSTU4145KeyPairGen), nil)},
				[]*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true), pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, domain)},
				[]*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true), pkcs11.NewAttribute(pkcs11.CKA_SENSITIVE, true)})
			if c.rv != cryptoki.OK {
				requireRV(t, c.rv, err)
				return
			}
			require.NoError(t, err)
			told, err := module.GetAttributeValue(session, private, []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_EXTRACTABLE, nil)})
			require.NoError(t, err)
			assert.Equal(t, spec.Leaky, told[0].Value[0] == 1)
		})
	}
	spec := usual()
	spec.ReadOnly = true
	module, _ := load(t, spec)
	_, err = module.OpenSession(0, pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION)
	requireRV(t, cryptoki.WriteProtected, err)
	_, err = module.OpenSession(0, pkcs11.CKF_SERIAL_SESSION)
	require.NoError(t, err)
}
