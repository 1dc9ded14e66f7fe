// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchFiles are files as people hold them, a pair of DSTU 4145 keys without
// certificates, and what each opening derives from the password.
func benchFiles(b *testing.B) []benchFile {
	b.Helper()
	sign, agree, password := testKey(b, 12345), testKey(b, 54321), []byte("password")
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(b, err)
	pair := []Entry{{Key: sign, Alias: "a"}, {Key: agree, Alias: "a"}}
	files := []benchFile{
		{name: "iit", kdf: func() { iitKey(password) }},
		{name: "pkcs12", kdf: func() {
			pkcs12KDF(gostHashing.new, make([]byte, 18), make([]byte, 32), defaultIterations, forMAC, 32)
			for range pair {
				pbkdf2(gostHashing.new, password, make([]byte, 32), defaultIterations, 32)
			}
		}},
		{name: "pkcs12-aes", kdf: func() {
			const iterations = 2048 // OpenSSL's
			pkcs12KDF(sha256Hashing.new, make([]byte, 18), make([]byte, 16), iterations, forMAC, 32)
			pbkdf2(sha256Hashing.new, password, make([]byte, 16), iterations, 32)
		}},
		{name: "pkcs8", kdf: func() { pbkdf2(gostHashing.new, password, make([]byte, 32), defaultIterations, 32) }},
		{name: "jks", kdf: func() { sunStream(make([]byte, 16), make([]byte, 20), make([]byte, 600)) }},
	}
	for i, write := range []func() ([]byte, error){
		func() ([]byte, error) { return MarshalIIT(sign, agree, password) },
		func() ([]byte, error) { return MarshalPKCS12(pair, password, PKCS12Options{}) },
		func() ([]byte, error) {
			return MarshalPKCS12([]Entry{{Key: ec}}, password, PKCS12Options{Iterations: 2048})
		},
		func() ([]byte, error) { return MarshalPKCS8(sign, password, PKCS8Options{}) },
		func() ([]byte, error) { return MarshalJKS(pair, Passwords{File: password}, JKSOptions{}) },
	} {
		files[i].data, err = write()
		require.NoError(b, err)
	}
	return files
}

type benchFile struct {
	name string
	data []byte
	kdf  func()
}

// BenchmarkOpen and BenchmarkKDF belong side by side: the second is that part
// of the first which makes guessing passwords slow. PKCS #12 derives on several
// processors at once.
func BenchmarkOpen(b *testing.B) {
	for _, f := range benchFiles(b) {
		b.Run(f.name, func(b *testing.B) { benchmarkOpen(b, f.data) })
	}
}

// BenchmarkOpenKey6 and BenchmarkOpenPKCS12 open the files of one key that
// Ukrainian authorities give out: 10,000 rounds of the IIT store, and 10,000
// each for the MAC and for the key of PKCS #12. With -cpu 1 the time is that of
// the processor.
func BenchmarkOpenKey6(b *testing.B) {
	file, err := MarshalIIT(testKey(b, 12345), nil, []byte("password"))
	require.NoError(b, err)
	benchmarkOpen(b, file)
}

func BenchmarkOpenPKCS12(b *testing.B) {
	file, err := MarshalPKCS12([]Entry{{Key: testKey(b, 12345), Alias: "a"}}, []byte("password"), PKCS12Options{})
	require.NoError(b, err)
	benchmarkOpen(b, file)
}

func benchmarkOpen(b *testing.B, file []byte) {
	for b.Loop() {
		store, err := Open(file, Passwords{File: []byte("password")})
		require.NoError(b, err)
		require.NoError(b, store.Close())
	}
}

func BenchmarkKDF(b *testing.B) {
	for _, f := range benchFiles(b) {
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				f.kdf()
			}
		})
	}
}
