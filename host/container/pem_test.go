// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/key"
)

func pemOf(label string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
}

// dsaKey has the form of OpenSSL's DSAPrivateKey: version, p, q, g, y, x.
func dsaKey(t testing.TB) []byte {
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(0)
			b.AddASN1BigInt(new(big.Int).Lsh(big.NewInt(1), minRSA-1))
			for range 4 {
				b.AddASN1Int64(3)
			}
		})
	})
}

func TestPEM(t *testing.T) {
	sign, agree := testKey(t, 12345), testKey(t, 54321)
	one, err := MarshalPKCS8(sign, []byte("one"), PKCS8Options{Iterations: 1})
	require.NoError(t, err)
	two, err := MarshalPKCS8(agree, []byte("two"), PKCS8Options{Iterations: 1})
	require.NoError(t, err)
	plain, err := MarshalPKCS8(agree, nil, PKCS8Options{})
	require.NoError(t, err)
	first, second := pemOf("ENCRYPTED PRIVATE KEY", one), pemOf("ENCRYPTED PRIVATE KEY", two)
	certificate := pemOf("CERTIFICATE", selfSigned(t, 1).Raw)
	broken := bytes.Replace(first, []byte("\nMI"), []byte("\n!I"), 1)
	for name, test := range map[string]struct {
		file         []byte
		keys         int
		certificates int
		want         error
	}{
		"one key":                              {first, 1, 0, nil},
		"Windows line ends, and a mark":        {append([]byte("\ufeff\r\n"), bytes.ReplaceAll(first, []byte("\n"), []byte("\r\n"))...), 1, 0, nil},
		"a mark before the key at once":        {append([]byte("\ufeff"), first...), 1, 0, nil},
		"a line of dashes behind":              {append(first[:len(first):len(first)], "\n-----\nA signature\n"...), 1, 0, nil},
		"zeros behind":                         {append(first[:len(first):len(first)], 0, 0, 0), 1, 0, nil},
		"certificates first":                   {slices.Concat(certificate, []byte("text\n"), first), 1, 1, nil},
		"two keys, one under another password": {slices.Concat(first, second), 1, 0, nil},
		"two keys, one unprotected":            {slices.Concat(first, pemOf("PRIVATE KEY", plain)), 2, 0, nil},
		"only under another password":          {second, 0, 0, key.ErrWrongPassword},
		"the wrong label":                      {pemOf("PRIVATE KEY", one), 1, 0, nil},
		"a key that is none":                   {pemOf("PRIVATE KEY", []byte{4, 1, 0}), 0, 0, key.ErrUnsupported},
		"a key cut short inside":               {pemOf("PRIVATE KEY", plain[:20]), 0, 0, key.ErrDamaged},
		"DSA":                                  {pemOf("DSA PRIVATE KEY", plain), 1, 0, nil},
		"DSA from before PKCS #8":              {pemOf(pemDSA, dsaKey(t)), 0, 0, key.ErrUnsupported},
		"no end":                               {first[:len(first)-5], 0, 0, key.ErrTruncated},
		"no end of a certificate behind":       {slices.Concat(first, certificate[:len(certificate)-30]), 0, 0, key.ErrTruncated},
		"a letter that is none of Base64":      {slices.Concat(broken, certificate), 0, 0, key.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			f, data, err := recognise(test.file)
			var entries []Entry
			if err == nil {
				entries, err = f.open(data, newOpening(Passwords{File: []byte("one")}, newBudget()))
			}
			require.ErrorIs(t, err, test.want)
			require.Len(t, entries, test.keys)
			assert.Len(t, Certificates(test.file), test.certificates)
		})
	}
}

// As many keys as a file may have still open when they are protected strongly.
func TestManyKeysInPEM(t *testing.T) {
	var file []byte
	for i := range maxBags {
		der, err := x509.MarshalECPrivateKey(ecKey(t, int64(i+2)))
		require.NoError(t, err)
		file = append(file, pemOf(pemEC, der)...)
	}
	changed, err := ChangePassword(file, Passwords{}, []byte("password"))
	require.NoError(t, err)
	assert.Equal(t, maxBags, countPEMKeys(changed))
}

// Old headers that say nonsense.
func TestHostileTraditional(t *testing.T) {
	for name, test := range map[string]struct {
		label, info string
		want        error
	}{
		"no cipher":                 {pemRSA, "", key.ErrUnsupported},
		"an unknown cipher":         {pemRSA, "ROT13,00112233445566778899aabbccddeeff", key.ErrUnsupported},
		"a vector that is no hex":   {pemRSA, "AES-128-CBC,zz", key.ErrDamaged},
		"a short vector":            {pemRSA, "AES-128-CBC,0011", key.ErrDamaged},
		"the vector of another":     {pemRSA, "AES-128-CBC,0011223344556677", key.ErrDamaged},
		"PKCS #8 has no such thing": {"PRIVATE KEY", "AES-128-CBC,00112233445566778899aabbccddeeff", key.ErrUnsupported},
		"another's key":             {pemEC, "AES-128-CBC,00112233445566778899aabbccddeeff", key.ErrWrongPassword},
	} {
		file := pem.EncodeToMemory(&pem.Block{
			Type: test.label, Bytes: make([]byte, 64),
			Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": test.info},
		})
		_, err := Open(file, Passwords{File: []byte("password")})
		assert.ErrorIs(t, err, test.want, name)
	}
}

// Files of the largest size, made of what costs most to look through, take no
// longer than a moment.
func TestLargestFiles(t *testing.T) {
	k := pemOf("EC PRIVATE KEY", []byte{0x30, 0})
	trusted := "\x00\x00\x00\x02" + strings.Repeat("\x00", 2+8+2+4)
	jks := jksMagic + "\x00\x00\x00\x02\x00\x00\x04\x00" + strings.Repeat(trusted, maxJKSEntries) + strings.Repeat("\x00", 20)
	for name, file := range map[string][]byte{
		"beginnings of keys":   bytes.Repeat([]byte("-----BEGIN PRIVATE KEY-----\n"), MaxSize/28),
		"keys":                 bytes.Repeat(k, MaxSize/len(k)),
		"certificates":         append(pemOf("PRIVATE KEY", []byte{0x30, 0}), bytes.Repeat([]byte("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"), MaxSize/64)...),
		"dashes":               bytes.Repeat([]byte("-----BEGIN "), MaxSize/11),
		"nested sequences":     bytes.Repeat([]byte{0x30, 0x80}, MaxSize/2),
		"trusted certificates": []byte(jks),
	} {
		start := time.Now()
		err := Check(file)
		assert.True(t, err != nil && isKnown(err), "%s: %v", name, err)
		Certificates(file)
		assert.Less(t, time.Since(start), 20*time.Second, name)
		t.Logf("%s: %v, %v", name, time.Since(start), err)
	}
}
