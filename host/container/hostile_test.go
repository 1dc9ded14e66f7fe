// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	stdasn1 "encoding/asn1"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// build runs a builder.
func build(t testing.TB, f cryptobyte.BuilderContinuation) []byte {
	t.Helper()
	var b cryptobyte.Builder
	f(&b)
	out, err := b.Bytes()
	require.NoError(t, err)
	return out
}

// macData is what a MAC that is only there to be read says of itself.
type macData struct {
	oid         stdasn1.ObjectIdentifier
	value, salt []byte
	iterations  int
}

// pfx makes a PFX of one safe.
func pfx(t testing.TB, safe cryptobyte.BuilderContinuation, mac *macData) []byte {
	t.Helper()
	content := build(t, func(b *cryptobyte.Builder) { b.AddASN1(asn1.SEQUENCE, safe) })
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(3)
			addData(b, func(b *cryptobyte.Builder) { b.AddBytes(content) })
			if mac == nil {
				return
			}
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					pki.AlgorithmIdentifier{OID: mac.oid}.AddTo(b)
					b.AddASN1OctetString(mac.value)
				})
				b.AddASN1OctetString(mac.salt)
				b.AddASN1Int64(int64(mac.iterations))
			})
		})
	})
}

// bag makes a safe of one bag.
func bag(oid stdasn1.ObjectIdentifier, value []byte) cryptobyte.BuilderContinuation {
	return func(b *cryptobyte.Builder) {
		addData(b, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(oid)
					b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddBytes(value) })
				})
			})
		})
	}
}

// shrouded makes the value of a shrouded key bag with that derivation.
func shrouded(t testing.TB, iterations int64, cipher pki.AlgorithmIdentifier) []byte {
	t.Helper()
	return build(t, func(b *cryptobyte.Builder) {
		kdf := build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1OctetString(make([]byte, 8))
				b.AddASN1Int64(iterations)
			})
		})
		parameters := build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				pki.AlgorithmIdentifier{OID: oidPBKDF2, Parameters: kdf}.AddTo(b)
				cipher.AddTo(b)
			})
		})
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			pki.AlgorithmIdentifier{OID: oidPBES2, Parameters: parameters}.AddTo(b)
			b.AddASN1OctetString(make([]byte, 32))
		})
	})
}

// octets makes an OCTET STRING.
func octets(t testing.TB, size int) []byte {
	t.Helper()
	return build(t, func(b *cryptobyte.Builder) { b.AddASN1OctetString(make([]byte, size)) })
}

func testKey(t testing.TB, scalar int64) *dstu4145.PrivateKey {
	t.Helper()
	curve := dstu4145.Curves()[6] // m = 257
	little := reversed(big.NewInt(scalar).FillBytes(make([]byte, 32)))
	k, err := dstu4145.NewPrivateKey(curve, nil, little)
	require.NoError(t, err)
	return k
}

// Files made to hurt: each must be refused at once, for the right reason.
func TestHostileFiles(t *testing.T) {
	aes := aesSealing.algorithm(make([]byte, 16))
	_, ed, err := ed25519.GenerateKey(bytes.NewReader(make([]byte, 32)))
	require.NoError(t, err)
	edInfo, err := x509.MarshalPKCS8PrivateKey(ed)
	require.NoError(t, err)

	nested := build(t, func(b *cryptobyte.Builder) { b.AddASN1(asn1.SEQUENCE, func(*cryptobyte.Builder) {}) })
	for range maxNests + 1 {
		inner := nested
		nested = build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(oidSafeContentsBag)
					b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddBytes(inner) })
				})
			})
		})
	}

	for name, test := range map[string]struct {
		file []byte
		want error
	}{
		"billions of rounds in the MAC": {
			pfx(t, bag(oidKeyBag, nil), &macData{oid: pki.OIDGOST34311, salt: make([]byte, 8), iterations: 1<<31 - 1}), key.ErrTooMuchWork,
		},
		"no rounds in the MAC": {
			pfx(t, bag(oidKeyBag, nil), &macData{oid: pki.OIDGOST34311, salt: make([]byte, 8), iterations: 0}), key.ErrDamaged,
		},
		"a negative number of rounds": {
			pfx(t, bag(oidKeyBag, nil), &macData{oid: pki.OIDGOST34311, salt: make([]byte, 8), iterations: -5}), key.ErrDamaged,
		},
		"a MAC that is wrong": {
			pfx(t, bag(oidKeyBag, nil), &macData{oid: pki.OIDSHA1, value: make([]byte, 20), iterations: 1}), key.ErrWrongPassword,
		},
		"a MAC by an unknown hash": {
			pfx(t, bag(oidKeyBag, nil), &macData{oid: pki.OIDDSTU4145, iterations: 1}), key.ErrUnsupported,
		},
		"billions of rounds in a bag":     {pfx(t, bag(oidShroudedKeyBag, shrouded(t, 1<<40, aes)), nil), key.ErrTooMuchWork},
		"a million rounds for two blocks": {pfx(t, bag(oidShroudedKeyBag, shrouded(t, maxWork, aes)), nil), key.ErrTooMuchWork},
		"an unknown cipher":               {pfx(t, bag(oidShroudedKeyBag, shrouded(t, 1, pki.GOST34311.AlgorithmIdentifier())), nil), key.ErrUnsupported},
		"a bag that does not decrypt":     {pfx(t, bag(oidShroudedKeyBag, shrouded(t, 1, aes)), nil), key.ErrWrongPassword},
		"a bag that is no key":            {pfx(t, bag(oidKeyBag, []byte{4, 0}), nil), key.ErrDamaged},
		"a key of an unknown algorithm":   {pfx(t, bag(oidKeyBag, edInfo), nil), key.ErrUnsupported},
		"a key of a million bits":         {pfx(t, bag(oidKeyBag, octets(t, maxPrivateKey)), nil), key.ErrTooLarge},
		"safes in safes":                  {pfx(t, func(b *cryptobyte.Builder) { addData(b, func(b *cryptobyte.Builder) { b.AddBytes(nested) }) }, nil), key.ErrDamaged},
		"no key":                          {pfx(t, bag(oidCertBag, []byte{5, 0}), nil), key.ErrNoSigningKey},
		"a safe for a public key":         {pfx(t, envelopedSafe, nil), key.ErrUnsupported},
		"100 MB":                          {make([]byte, 100_000_000), key.ErrTooLarge},
		"text":                            {[]byte("The quick brown fox jumps over the lazy dog"), key.ErrNotContainer},
		"nothing":                         {nil, key.ErrNotContainer},
		"IIT, a MAC of no octets":         {iitFile(t, nil, nil, make([]byte, 8)), key.ErrDamaged},
		"IIT, half a block":               {iitFile(t, make([]byte, 4), make([]byte, 3), make([]byte, 8)), key.ErrDamaged},
		"IIT, a block too many beside":    {iitFile(t, make([]byte, 4), make([]byte, 8), make([]byte, 8)), key.ErrDamaged},
		"IIT, a key of a million bits":    {iitFile(t, make([]byte, 4), nil, make([]byte, maxPrivateKey+8)), key.ErrDamaged},
		"IIT, another password's":         {iitFile(t, make([]byte, 4), nil, make([]byte, 64)), key.ErrWrongPassword},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(test.file, Passwords{File: []byte("password")})
			assert.ErrorIs(t, err, test.want)
		})
	}
}

// envelopedSafe is a ContentInfo of EnvelopedData: RFC 7292, 4.1.
func envelopedSafe(b *cryptobyte.Builder) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(envelopes[0]) })
}

// Counts that no int holds are too much, or nonsense, like smaller ones.
func TestRoundsOutOfRange(t *testing.T) {
	for name, test := range map[string]struct {
		octets []byte
		want   error
	}{
		"2^72":  {append([]byte{1}, make([]byte, 9)...), key.ErrTooMuchWork},
		"-2^71": {append([]byte{0x80}, make([]byte, 8)...), key.ErrDamaged},
		"2^63":  {append([]byte{0, 0x80}, make([]byte, 7)...), key.ErrTooMuchWork},
	} {
		parameters := build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1OctetString(make([]byte, 8))
				b.AddASN1(asn1.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(test.octets) })
			})
		})
		d, err := readPBKDF2(parameters)
		require.NoError(t, err, name)
		assert.ErrorIs(t, newBudget().spend(d.rounds, 1), test.want, name)
		_, iterations, err := saltAndIterations(parameters)
		require.NoError(t, err, name)
		assert.ErrorIs(t, newBudget().spend(iterations, 1), test.want, name)
	}
}

func iitFile(t testing.TB, mac, aux, data []byte) []byte {
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(oidIIT)
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1OctetString(mac)
					b.AddASN1OctetString(aux)
				})
			})
			b.AddASN1OctetString(data)
		})
	})
}

func TestTooManyKeys(t *testing.T) {
	entries := make([]Entry, maxBags+1)
	for i := range entries {
		entries[i].Key = testKey(t, int64(i+2))
	}
	file, err := MarshalPKCS12(entries, []byte("password"), PKCS12Options{Iterations: 1})
	require.NoError(t, err)
	_, err = Open(file, Passwords{File: []byte("password")})
	assert.ErrorIs(t, err, key.ErrTooLarge)
}

// A DSTU key outside 1…n−1, and on a curve that no standard knows.
func TestUnfitDSTUKeys(t *testing.T) {
	curve := dstu4145.Curves()[6]
	order := reversed(curve.Params().N.Bytes())
	domain, err := pki.MarshalDomain(curve, nil)
	require.NoError(t, err)
	unknown := build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(append(pki.OIDDSTU4145Curve[:len(pki.OIDDSTU4145Curve):len(pki.OIDDSTU4145Curve)], 77))
		})
	})
	for name, test := range map[string]struct {
		domain, scalar []byte
		want           error
	}{
		"zero":          {domain, make([]byte, 32), key.ErrDamaged},
		"no octets":     {domain, nil, key.ErrDamaged},
		"n":             {domain, order, key.ErrDamaged},
		"unknown curve": {unknown, []byte{7}, key.ErrUnsupported},
	} {
		t.Run(name, func(t *testing.T) {
			info := privateKeyInfo(t, pki.OIDDSTU4145, test.domain, test.scalar)
			_, err := parsePrivateKeyInfo(info)
			assert.ErrorIs(t, err, test.want)
		})
	}
	t.Run("in a normal basis", func(t *testing.T) {
		_, err := parsePrivateKeyInfo(privateKeyInfo(t, pki.OIDDSTU4145NormalBasis, domain, []byte{7}))
		assert.ErrorIs(t, err, key.ErrUnsupported)
		assert.ErrorIs(t, err, pki.ErrNormalBasis)
	})
	t.Run("big-endian", func(t *testing.T) {
		entries, err := parsePrivateKeyInfo(privateKeyInfo(t, pki.OIDDSTU4145BigEndian, domain, []byte{0, 0, 7}))
		require.NoError(t, err)
		assert.True(t, pki.EqualPublicKeys(testKey(t, 7).Public(), entries[0].Key.Public()))
	})
	t.Run("zeros behind", func(t *testing.T) {
		entries, err := parsePrivateKeyInfo(privateKeyInfo(t, pki.OIDDSTU4145, domain, append([]byte{7}, make([]byte, 35)...)))
		require.NoError(t, err)
		assert.True(t, pki.EqualPublicKeys(testKey(t, 7).Public(), entries[0].Key.Public()))
	})
}

func privateKeyInfo(t testing.TB, algorithm stdasn1.ObjectIdentifier, domain, scalar []byte) []byte {
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(0)
			pki.AlgorithmIdentifier{OID: algorithm, Parameters: domain}.AddTo(b)
			b.AddASN1OctetString(scalar)
		})
	})
}

// What a file keeps of many certificates is bounded, and none keeps anybody
// from the key.
func TestTooManyCertificates(t *testing.T) {
	info, err := marshalPrivateKeyInfo(testKey(t, 7))
	require.NoError(t, err)
	contents := build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for i := range maxCertificates + 1 {
				addCertificateBag(b, selfSigned(t, int64(i+1)), nil)
			}
		})
	})
	w := gostSealing.sealer([]byte("password"), nil, 1)
	file := pfx(t, func(b *cryptobyte.Builder) {
		addData(b, func(b *cryptobyte.Builder) { w.addKeyBags(b, []plainBag{{info: info}}) })
		addData(b, func(b *cryptobyte.Builder) { b.AddBytes(contents) })
	}, nil)
	store, err := Open(file, Passwords{File: []byte("password")})
	require.NoError(t, err)
	defer store.Close()
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	assert.Len(t, keys[0].Certificates(), maxCertificates)
}

func selfSigned(t testing.TB, serial int64) *x509.Certificate {
	t.Helper()
	public, private, err := ed25519.GenerateKey(bytes.NewReader(make([]byte, 32)))
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(serial)}
	der, err := x509.CreateCertificate(nil, template, template, public, private)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return certificate
}
