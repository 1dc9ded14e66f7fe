// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/key"
)

// pkcs12Of writes a PKCS #12 with a MAC and a certificate under "file" and one
// key under each of the passwords.
func pkcs12Of(t *testing.T, mac bool, passwords ...string) []byte {
	t.Helper()
	w := gostSealing.sealer([]byte("file"), zeros{}, 1)
	content := build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for i, password := range passwords {
				info, err := marshalPrivateKeyInfo(testKey(t, int64(i+2)))
				require.NoError(t, err)
				one := gostSealing.sealer([]byte(password), zeros{}, 1)
				addData(b, func(b *cryptobyte.Builder) { one.addKeyBags(b, []plainBag{{info: info}}) })
			}
			w.addEncryptedData(b, certificateBags(nil, nil))
		})
	})
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(3)
			addData(b, func(b *cryptobyte.Builder) { b.AddBytes(content) })
			if mac {
				w.addMAC(b, content)
			}
		})
	})
}

// Java can give each key of a PKCS #12 a password of its own.
func TestKeyPasswordOfPKCS12(t *testing.T) {
	for name, test := range map[string]struct {
		mac        bool
		inside     []string
		file, keys string
		opened     int
		want       error
	}{
		"one for all":              {true, []string{"file", "file"}, "file", "", 2, nil},
		"another for the keys":     {true, []string{"keys", "keys"}, "file", "keys", 2, nil},
		"not told":                 {true, []string{"keys", "keys"}, "file", "", 0, key.ErrKeyPassword},
		"told wrong":               {true, []string{"keys"}, "file", "odd", 0, key.ErrKeyPassword},
		"each its own":             {true, []string{"file", "keys", "odd"}, "file", "keys", 2, nil},
		"only one of them":         {true, []string{"file", "keys"}, "file", "", 1, nil},
		"the file's wrong":         {true, []string{"keys"}, "odd", "keys", 0, key.ErrWrongPassword},
		"the keys' for the file":   {true, []string{"keys"}, "keys", "", 0, key.ErrDamaged},
		"no MAC, but certificates": {false, []string{"keys"}, "file", "", 0, key.ErrKeyPassword},
		"no MAC, all wrong":        {false, []string{"keys"}, "odd", "", 0, key.ErrWrongPassword},
	} {
		t.Run(name, func(t *testing.T) {
			p := Passwords{File: []byte(test.file)}
			if test.keys != "" {
				p.Keys = []byte(test.keys)
			}
			f, data, err := recognise(pkcs12Of(t, test.mac, test.inside...))
			require.NoError(t, err)
			entries, err := f.open(data, newOpening(p, newBudget()))
			assert.ErrorIs(t, err, test.want)
			assert.Len(t, entries, test.opened)
		})
	}
}

// OpenSSL's -twopass: the MAC under one password, all within under another.
func TestSafeUnderKeyPassword(t *testing.T) {
	info, err := marshalPrivateKeyInfo(testKey(t, 2))
	require.NoError(t, err)
	mac := gostSealing.sealer([]byte("file"), zeros{}, 1)
	within := gostSealing.sealer([]byte("keys"), zeros{}, 1)
	certificates := certificateBags([]*x509.Certificate{selfSigned(t, 1)}, nil)
	keyInSafe := build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(oidKeyBag)
				b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddBytes(info) })
			})
		})
	})
	for name, safes := range map[string]cryptobyte.BuilderContinuation{
		"a shrouded key": func(b *cryptobyte.Builder) {
			addData(b, func(b *cryptobyte.Builder) { within.addKeyBags(b, []plainBag{{info: info}}) })
			within.addEncryptedData(b, certificates)
		},
		"a key only in the safe": func(b *cryptobyte.Builder) {
			within.addEncryptedData(b, keyInSafe)
			within.addEncryptedData(b, certificates)
		},
	} {
		t.Run(name, func(t *testing.T) {
			content := build(t, func(b *cryptobyte.Builder) { b.AddASN1(asn1.SEQUENCE, safes) })
			file := build(t, func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1Int64(3)
					addData(b, func(b *cryptobyte.Builder) { b.AddBytes(content) })
					mac.addMAC(b, content)
				})
			})
			_, err := Open(file, Passwords{File: []byte("file")})
			assert.ErrorIs(t, err, key.ErrKeyPassword)
			_, err = Open(file, Passwords{File: []byte("odd"), Keys: []byte("keys")})
			assert.ErrorIs(t, err, key.ErrWrongPassword)
			store, err := Open(file, Passwords{File: []byte("file"), Keys: []byte("keys")})
			require.NoError(t, err)
			defer store.Close()
			keys, err := store.Keys(t.Context())
			require.NoError(t, err)
			require.Len(t, keys, 1)
			assert.Len(t, keys[0].Certificates(), 1)
		})
	}
}
