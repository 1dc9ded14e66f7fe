// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// cheapFiles are small files of every format, by name, that cost one round of
// key derivation; but for IIT's, whose rounds are fixed.
func cheapFiles(t testing.TB, password []byte) map[string][]byte {
	t.Helper()
	sign, agree := testKey(t, 12345), testKey(t, 54321)
	ec := ecKey(t, 12345)
	chain := []*x509.Certificate{selfSigned(t, 1)}
	random := rand.NewChaCha8([32]byte{})
	files := map[string][]byte{}
	add := func(name string, file []byte, err error) {
		require.NoError(t, err)
		files[name] = file
	}
	iit, err := MarshalIIT(sign, agree, password)
	add("iit", iit, err)
	for name, k := range map[string]Entry{"dstu": {Key: sign, Alias: "підпис", Certificates: chain}, "ec": {Key: ec, Alias: "ec"}} {
		file, err := MarshalPKCS12([]Entry{k}, password, PKCS12Options{Rand: random, Iterations: 1})
		add("pkcs12 "+name, file, err)
		file, err = MarshalPKCS8(k.Key, password, PKCS8Options{Rand: random, Iterations: 1})
		add("pkcs8 "+name, file, err)
		add("pem "+name, pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: file}), nil)
		file, err = MarshalPKCS8(k.Key, nil, PKCS8Options{})
		add("plain "+name, file, err)
	}
	file, err := MarshalJKS([]Entry{
		{Key: sign, Alias: "sign", Certificates: chain}, {Key: agree, Alias: "sign"}, {Key: ec, Alias: "печатка"},
	}, Passwords{File: password}, JKSOptions{Rand: random})
	add("jks", file, err)
	traditional, err := x509.MarshalECPrivateKey(ec)
	add("traditional", traditional, err)
	return files
}

func ecKey(t testing.TB, scalar int64) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), big.NewInt(scalar).FillBytes(make([]byte, 32)))
	require.NoError(t, err)
	return k
}
