// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	sslmate "software.sslmate.com/src/go-pkcs12"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

var clock = func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

const cyrillic = "Парольїґ123"

func TestIITRoundTrip(t *testing.T) {
	for _, curve := range dstu4145.Curves() {
		t.Run(curve.Name(), func(t *testing.T) {
			sign, err := dstu4145.GenerateKey(dstu4145.M257(), nil, nil)
			require.NoError(t, err)
			agree, err := dstu4145.GenerateKey(curve, nil, nil)
			require.NoError(t, err)
			file, err := container.MarshalIIT(sign, agree, []byte(cyrillic))
			require.NoError(t, err)
			keys := keysOf(t, open(t, file, cyrillic))
			require.Len(t, keys, 2)
			assert.True(t, sign.PublicKey.Equal(keys[0].Public()))
			assert.True(t, agree.PublicKey.Equal(keys[1].Public()))
			assert.Equal(t, key.Sign, keys[0].(key.Intended).Usage())
			assert.Equal(t, key.Agree, keys[1].(key.Intended).Usage())
		})
	}
}

func TestIITWithOneKey(t *testing.T) {
	sign, err := dstu4145.GenerateKey(dstu4145.M191(), nil, nil)
	require.NoError(t, err)
	file, err := container.MarshalIIT(sign, nil, []byte("password"))
	require.NoError(t, err)
	again, err := container.MarshalIIT(sign, nil, []byte("password"))
	require.NoError(t, err)
	assert.Equal(t, file, again, "the same input gives the same octets")

	keys := keysOf(t, open(t, file, "password"))
	require.Len(t, keys, 1)
	assert.Equal(t, key.Sign, keys[0].(key.Intended).Usage())
	signs(t, keys[0])
}

func TestMarshalRefusesPasswords(t *testing.T) {
	sign, err := dstu4145.GenerateKey(dstu4145.M257(), nil, nil)
	require.NoError(t, err)
	_, err = container.MarshalIIT(sign, nil, nil)
	assert.ErrorIs(t, err, key.ErrEmptyPassword)
	_, err = container.MarshalIIT(sign, nil, []byte("密碼"))
	assert.Error(t, err, "nobody could open it with windows-1251")
	_, err = container.MarshalPKCS12([]container.Entry{{Key: sign}}, nil, container.PKCS12Options{})
	assert.ErrorIs(t, err, key.ErrEmptyPassword)
	_, err = container.MarshalPKCS12([]container.Entry{{Key: sign}}, []byte("\xff"), container.PKCS12Options{Iterations: 1})
	assert.Error(t, err, "a password that is no text")
}

func TestPKCS12RoundTrip(t *testing.T) {
	p := testpki.New(clock)
	for _, name := range testpki.Subscribers() {
		t.Run(name, func(t *testing.T) {
			s := p.Subscriber(name)
			entries := []container.Entry{{Key: s.SignKey, Alias: "Підпис", Certificates: append(s.Certificates(), s.Chain...)}}
			if s.AgreeKey != nil {
				entries = append(entries, container.Entry{Key: s.AgreeKey})
			}
			file, err := container.MarshalPKCS12(entries, []byte(cyrillic), container.PKCS12Options{Iterations: 100})
			require.NoError(t, err)
			store := open(t, file, cyrillic)
			keys := keysOf(t, store)
			require.Len(t, keys, len(entries))
			assert.True(t, pki.EqualPublicKeys(s.SignKey.Public(), keys[0].Public()))
			assert.Equal(t, "Підпис", keys[0].(key.Named).Alias())
			assert.Len(t, keys[0].Certificates(), 1+len(s.Chain), "its own and the chain, not the twin's")

			candidates := key.Choose(keys, nil, nil)
			assert.True(t, candidates[0].Selected)
			assert.Equal(t, s.SignCert.Raw, candidates[0].Certificate.Raw)
			signs(t, keys[0])

			_, err = container.Open(file, container.Passwords{File: []byte(cyrillic + "4")})
			assert.ErrorIs(t, err, key.ErrWrongPassword)
		})
	}
}

// Files of an independent writer, with every cipher it has.
func TestPKCS12ByAnother(t *testing.T) {
	s := testpki.New(clock).Subscriber(testpki.ECDSAPerson)
	for name, encoder := range map[string]*sslmate.Encoder{
		"RC2 and 3DES, SHA-1": sslmate.LegacyRC2,
		"3DES, SHA-1":         sslmate.LegacyDES,
		"AES-256, SHA-256":    sslmate.Modern2023,
	} {
		t.Run(name, func(t *testing.T) {
			file, err := encoder.Encode(s.SignKey, s.SignCert, s.Chain, cyrillic)
			require.NoError(t, err)
			keys := keysOf(t, open(t, file, cyrillic))
			require.Len(t, keys, 1)
			assert.Len(t, keys[0].Certificates(), 1+len(s.Chain))
			signs(t, keys[0])
		})
	}
}

// Our files, read by an independent reader.
func TestPKCS12ForAnother(t *testing.T) {
	p := testpki.New(clock)
	for _, name := range []string{testpki.ECDSAPerson, testpki.RSAPerson} {
		s := p.Subscriber(name)
		private, certificate, chain, err := sslmate.DecodeChain(s.PKCS12(cyrillic), cyrillic)
		require.NoError(t, err)
		assert.True(t, pki.EqualPublicKeys(s.SignKey.Public(), private.(crypto.Signer).Public()))
		assert.Equal(t, s.SignCert.Raw, certificate.Raw)
		assert.Len(t, chain, len(s.Chain))
	}
}

// A file that Bouncy Castle 1.72 wrote, in BER of indefinite lengths: two test
// keys with their chains, 3DES and 40-bit RC2, a Cyrillic password.
func TestPKCS12InBER(t *testing.T) {
	file, err := os.ReadFile("testdata/bouncycastle-ber.p12")
	require.NoError(t, err)
	p := testpki.New(clock)
	keys := keysOf(t, open(t, file, cyrillic))
	require.Len(t, keys, 2)
	for i, want := range []struct{ alias, subscriber string }{{"two", testpki.RSAPerson}, {"ключ один", testpki.ECDSAPerson}} {
		assert.Equal(t, want.alias, keys[i].(key.Named).Alias())
		assert.True(t, pki.EqualPublicKeys(p.Subscriber(want.subscriber).SignKey.Public(), keys[i].Public()))
		assert.Len(t, keys[i].Certificates(), 3)
		signs(t, keys[i])
	}
	_, err = container.Open(file, container.Passwords{File: []byte("пароль")})
	assert.ErrorIs(t, err, key.ErrWrongPassword)
	for n := 32; n < len(file); n++ {
		require.ErrorIs(t, container.Check(file[:n]), key.ErrTruncated, "%d of %d octets", n, len(file))
	}
}

// Several international keys in one file, which common readers do not take.
func TestPKCS12WithSeveralKeys(t *testing.T) {
	var entries []container.Entry
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		require.NoError(t, err)
		entries = append(entries, container.Entry{Key: k, Certificates: []*x509.Certificate{}})
	}
	file, err := container.MarshalPKCS12(entries, []byte("password"), container.PKCS12Options{Iterations: 1})
	require.NoError(t, err)
	keys := keysOf(t, open(t, file, "password"))
	require.Len(t, keys, len(entries))
	for i, k := range keys {
		assert.True(t, pki.EqualPublicKeys(entries[i].Key.Public(), k.Public()))
		signs(t, k)
	}
}
