// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container_test

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// An expectation is a row of expected-containers.json.
type expectation struct {
	File        string
	Password    string
	KeyPassword string `json:"key_password"`
	Format      string
	Keys        []struct {
		Curve  string
		SKI    string
		Alias  string
		Public string `json:"pub_compressed_le"`
	}
	CertsInside bool `json:"certs_inside"`
}

// formats of ours under the names of that file.
var formats = map[string]container.Format{
	"iit": container.IIT, "pfx": container.PKCS12, "pbes2": container.PKCS8,
	"jks": container.JKS, "jks-rsa": container.JKS, "jks-ec": container.JKS,
}

// passwords are the row's, of which that of the keys may be the same.
func (e expectation) passwords() container.Passwords {
	p := container.Passwords{File: []byte(e.Password)}
	if e.KeyPassword != "" {
		p.Keys = []byte(e.KeyPassword)
	}
	return p
}

func expectations(t testing.TB) []expectation {
	t.Helper()
	var all []expectation
	require.NoError(t, json.Unmarshal(interop.Read(t, "expected-containers.json"), &all))
	require.NotEmpty(t, all)
	return all
}

func open(t testing.TB, data []byte, password string) key.Store {
	t.Helper()
	return openWith(t, data, container.Passwords{File: []byte(password)})
}

func openWith(t testing.TB, data []byte, passwords container.Passwords) key.Store {
	t.Helper()
	store, err := container.Open(data, passwords)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	return store
}

func keysOf(t testing.TB, store key.Store) []key.Key {
	t.Helper()
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	return keys
}

func TestThirdPartyFiles(t *testing.T) {
	for _, e := range expectations(t) {
		t.Run(e.File, func(t *testing.T) {
			data := interop.Read(t, e.File)
			require.Contains(t, formats, e.Format)
			require.Equal(t, formats[e.Format], container.Detect(data))
			require.True(t, container.NeedsPassword(data))
			store := openWith(t, data, e.passwords())
			keys := keysOf(t, store)
			listing := key.Describe(store, key.Choose(keys, nil, nil))
			require.Equal(t, string(formats[e.Format]), listing.Format)
			require.Len(t, keys, len(e.Keys))
			for i, want := range e.Keys {
				if want.Curve != "" {
					assert.Equal(t, want.Curve, listing.Keys[i].Curve)
				}
				assert.Equal(t, want.SKI, listing.Keys[i].SKI)
				assert.Equal(t, want.Alias, listing.Keys[i].Alias)
				if want.Public != "" {
					assert.Equal(t, want.Public, hex.EncodeToString(keys[i].Public().(*dstu4145.PublicKey).Bytes()))
				}
				signs(t, keys[i])
			}
		})
	}
}

// signs checks that a key can sign, by its public key.
func signs(t *testing.T, k key.Key) {
	t.Helper()
	hashes := []*pki.Hash{pki.DefaultHash(k.Public())}
	if _, ok := k.Public().(*dstu4145.PublicKey); ok {
		hashes = append(hashes, pki.Kupyna256)
	}
	for _, hash := range hashes {
		digest := hash.Sum([]byte("document"))
		results, err := k.Sign(t.Context(), []key.Digest{{Hash: hash, Value: digest}})
		require.NoError(t, err)
		require.NoError(t, results[0].Err)
		assert.NoError(t, pki.VerifyDigest(k.Public(), hash, digest, results[0].Raw))
	}
}

func TestWrongPasswords(t *testing.T) {
	for _, e := range expectations(t) {
		t.Run(e.File, func(t *testing.T) {
			data := interop.Read(t, e.File)
			for reason, password := range map[string]string{
				"another":                 e.Password + "x",
				"shorter":                 e.Password[:len(e.Password)-1],
				"another, Cyrillic":       "пароль",
				"another, not in cp1251":  "密碼",
				"octets that are no text": "\xff\xfe",
			} {
				_, err := container.Open(data, container.Passwords{File: []byte(password), Keys: e.passwords().Keys})
				assert.ErrorIs(t, err, key.ErrWrongPassword, reason)
				assert.Equal(t, key.ErrWrongPassword, err, "nothing of the password is in it")
			}
			_, err := container.Open(data, container.Passwords{})
			assert.ErrorIs(t, err, key.ErrEmptyPassword)
			if e.KeyPassword == "" {
				return
			}
			for reason, keys := range map[string][]byte{"the file's": nil, "none": {}, "another": []byte("another")} {
				_, err = container.Open(data, container.Passwords{File: []byte(e.Password), Keys: keys})
				assert.ErrorIs(t, err, key.ErrKeyPassword, reason)
			}
		})
	}
}

// The signing key is found by its certificate, wherever both lie.
func TestChooseByCertificate(t *testing.T) {
	for _, test := range []struct {
		file, password string
		certificates   []string
	}{
		{"pfx-uapki-diia/test-diia.p12", "testpassword", []string{"pfx-uapki-diia/diia-test-kep-7775604.cer", "pfx-uapki-diia/diia-test-sign-7775603.cer"}},
		{"key6-dps-director/Key-6.dat", "tect4", []string{"key6-dps-director/8101900.cer", "key6-dps-director/8101899.cer"}},
		{"pfx-iit-export-with-certs/export-ascii.pfx", "test123", nil},
		{"pfx-iit-export-with-certs/export-cyrillic.pfx", "Парольїґ123", nil},
	} {
		t.Run(test.file, func(t *testing.T) {
			var given []*x509.Certificate
			for _, name := range test.certificates {
				c, err := pki.ParseCertificate(interop.Read(t, "containers/"+name))
				require.NoError(t, err)
				given = append(given, c)
			}
			store := open(t, interop.Read(t, "containers/"+test.file), test.password)
			candidates := key.Choose(keysOf(t, store), given, nil)
			require.Len(t, candidates, 2)

			assert.True(t, candidates[0].Selected)
			assert.Equal(t, key.Sign, candidates[0].Usage)
			assert.False(t, candidates[1].Selected)
			assert.Equal(t, key.Agree, candidates[1].Usage)
			for i, entry := range key.Describe(store, candidates).Keys {
				require.NotNil(t, candidates[i].Certificate)
				assert.Equal(t, entry.SKI, entry.Certificate.SKI)
				assert.Equal(t, strings.ToUpper(hex.EncodeToString(candidates[i].Certificate.SubjectKeyId)), entry.SKI)
			}
		})
	}
}

func TestOpenSSLFiles(t *testing.T) {
	for _, test := range []struct{ file, algorithm, curve, alias string }{
		{"ossl_ecdsa_aes_256_cbc_storage_123456.p12", "ecdsa", "1.3.132.0.34", ""},
		{"pkcs12_ecdsa_sha1_by_openssl.pfx", "ecdsa", "1.3.132.0.34", "my_name"},
		{"pkcs12_rsa.pfx", "rsa", "", ""},
	} {
		t.Run(test.file, func(t *testing.T) {
			data := interop.Read(t, "containers/p12-openssl/"+test.file)
			store := open(t, data, "123456")
			candidates := key.Choose(keysOf(t, store), nil, nil)
			entries := key.Describe(store, candidates).Keys
			require.Len(t, entries, 1)
			assert.Equal(t, test.algorithm, entries[0].Algorithm)
			assert.Equal(t, test.curve, entries[0].Curve)
			assert.Equal(t, test.alias, entries[0].Alias)
			assert.Empty(t, entries[0].SKIKupyna)
			require.NotNil(t, entries[0].Certificate, "the certificate is in the file")
			signs(t, candidates[0].Key)

			_, err := container.Open(data, container.Passwords{File: []byte("1234567")})
			assert.ErrorIs(t, err, key.ErrWrongPassword)
		})
	}
}

// Every file cut anywhere is told to be cut, once enough is left to tell what
// it was, and a file is opened whatever follows it.
func TestTruncated(t *testing.T) {
	for _, e := range expectations(t) {
		t.Run(e.File, func(t *testing.T) {
			data := interop.Read(t, e.File)
			const recognised = 40 // the longest label of PEM
			for n := recognised; n < len(bytes.TrimSpace(data)); n++ {
				require.ErrorIs(t, container.Check(data[:n]), key.ErrTruncated, "%d of %d octets", n, len(data))
			}
			for n := range recognised {
				require.Error(t, container.Check(data[:n]), "%d octets", n)
			}
			if bytes.HasPrefix(data, []byte("-----")) {
				open(t, append(data[:len(data):len(data)], "\r\n \n"...), e.Password)
				return
			}
			openWith(t, append(data[:len(data):len(data)], "\r\n\x00\x00"...), e.passwords())
		})
	}
}
