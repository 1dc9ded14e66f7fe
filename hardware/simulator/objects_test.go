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
)

// classes counts the objects that a session sees.
func classes(t *testing.T, module *pkcs11.Ctx, session pkcs11.SessionHandle) map[uint]int {
	t.Helper()
	counts := map[uint]int{}
	for _, c := range []uint{pkcs11.CKO_DATA, pkcs11.CKO_CERTIFICATE, pkcs11.CKO_PUBLIC_KEY, pkcs11.CKO_PRIVATE_KEY} {
		if n := len(find(t, module, session, class(c))); n != 0 {
			counts[c] = n
		}
	}
	return counts
}

func TestWhatIsOnTheToken(t *testing.T) {
	const data, cert, public, private = pkcs11.CKO_DATA, pkcs11.CKO_CERTIFICATE, pkcs11.CKO_PUBLIC_KEY, pkcs11.CKO_PRIVATE_KEY
	one := func(change func(*simulator.Key)) simulator.Spec {
		key := signKey()
		change(&key)
		return simulator.Spec{PIN: pin, Keys: []simulator.Key{key}}
	}
	hidden, foreign := usual(), usual()
	hidden.Hidden, foreign.Foreign = true, true
	for name, c := range map[string]struct {
		spec          simulator.Spec
		before, after map[uint]int
	}{
		"two keys": {usual(), map[uint]int{cert: 2, public: 2}, map[uint]int{cert: 2, public: 2, private: 2}},
		"nothing":  {simulator.Spec{PIN: pin}, map[uint]int{}, map[uint]int{}},
		"no certificate": {one(func(k *simulator.Key) { k.Certificate = nil }),
			map[uint]int{public: 1}, map[uint]int{public: 1, private: 1}},
		"certificate as data": {one(func(k *simulator.Key) { k.Data = true }),
			map[uint]int{data: 1, public: 1}, map[uint]int{data: 1, public: 1, private: 1}},
		"no public half": {one(func(k *simulator.Key) { k.NoPublic = true }),
			map[uint]int{cert: 1}, map[uint]int{cert: 1, private: 1}},
		"hidden":        {hidden, map[uint]int{}, map[uint]int{cert: 2, public: 2, private: 2}},
		"a foreign key": {foreign, map[uint]int{cert: 2, public: 3}, map[uint]int{cert: 2, public: 3, private: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			module, _ := load(t, c.spec)
			session := begin(t, module)
			assert.Equal(t, c.before, classes(t, module, session))
			require.NoError(t, module.Login(session, pkcs11.CKU_USER, pin))
			assert.Equal(t, c.after, classes(t, module, session))
		})
	}
}

func TestAttributes(t *testing.T) {
	spec := usual()
	spec.Foreign = true
	spec.Keys[0].Data = true
	module, _ := load(t, spec)
	session := login(t, module)
	value := func(object pkcs11.ObjectHandle, kind uint) ([]byte, error) {
		values, err := module.GetAttributeValue(session, object, []*pkcs11.Attribute{pkcs11.NewAttribute(kind, nil)})
		if err != nil {
			return nil, err
		}
		return values[0].Value, nil
	}
	private := find(t, module, session, class(pkcs11.CKO_PRIVATE_KEY), id(signKey()))
	require.Len(t, private, 1)
	_, err := value(private[0], pkcs11.CKA_VALUE)
	requireRV(t, 0x11, err) // CKR_ATTRIBUTE_SENSITIVE
	_, err = value(private[0], pkcs11.CKA_MODULUS)
	requireRV(t, 0x12, err) // CKR_ATTRIBUTE_TYPE_INVALID

	foreign := find(t, module, session, class(pkcs11.CKO_PRIVATE_KEY))[0]
	kind, err := value(foreign, pkcs11.CKA_KEY_TYPE)
	require.NoError(t, err)
	assert.NotEqual(t, pkcs11.NewAttribute(0, uint(cryptoki.KeyDSTU4145)).Value, kind)
	_, err = value(foreign, pkcs11.CKA_EC_PARAMS)
	requireRV(t, 0x12, err)

	data := find(t, module, session, class(pkcs11.CKO_DATA),
		pkcs11.NewAttribute(pkcs11.CKA_APPLICATION, cryptoki.CertificateApplication))
	require.Len(t, data, 1)
	der, err := value(data[0], pkcs11.CKA_VALUE)
	require.NoError(t, err)
	assert.Equal(t, person.SignCert.Raw, der)

	certificates := find(t, module, session, class(pkcs11.CKO_CERTIFICATE), id(agreeKey()))
	require.Len(t, certificates, 1)
	subject, err := value(certificates[0], pkcs11.CKA_SUBJECT)
	require.NoError(t, err)
	assert.Equal(t, person.AgreeCert.RawSubject, subject)
}
