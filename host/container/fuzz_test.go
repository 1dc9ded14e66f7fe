// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	stdasn1 "encoding/asn1"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// fuzzWork keeps a try under a millisecond.
const fuzzWork = 50

// fuzzOpening is one with the work of fuzzWork.
func fuzzOpening(password []byte) *opening {
	return newOpening(Passwords{File: password}, &budget{left: fuzzWork})
}

// FuzzOpen looks for files that hurt, whatever their format.
func FuzzOpen(f *testing.F) {
	password := []byte("пароль")
	for _, file := range cheapFiles(f, password) {
		f.Add(file)
		f.Add(file[:len(file)/2])
	}
	f.Add(pfx(f, bag(oidKeyBag, nil), nil))
	f.Add(iitFile(f, make([]byte, 4), nil, make([]byte, 64)))
	f.Fuzz(func(t *testing.T, file []byte) {
		Certificates(file)
		KeyIDs(file)
		format, data, err := recognise(file)
		if err != nil {
			return
		}
		entries, _ := format.open(data, fuzzOpening(password))
		wipeAll(entries)
	})
}

// FuzzSafes looks behind the MAC of PKCS #12.
func FuzzSafes(f *testing.F) {
	password := []byte("password")
	k := testKey(f, 12345)
	file, err := MarshalPKCS12([]Entry{{Key: k}, {Key: k, Alias: "a"}}, password, PKCS12Options{Iterations: 1})
	require.NoError(f, err)
	safes, _, err := parsePFX(file)
	require.NoError(f, err)
	f.Add(safes)
	info, err := marshalPrivateKeyInfo(k)
	require.NoError(f, err)
	content, _, err := parsePFX(pfx(f, bag(oidKeyBag, info), nil))
	require.NoError(f, err)
	f.Add(content)
	f.Fuzz(func(t *testing.T, safes []byte) {
		c, err := (&safeReader{o: fuzzOpening(password)}).read(safes)
		if err != nil {
			return
		}
		entries, _ := c.open()
		wipeAll(entries)
	})
}

// FuzzJKS looks behind the digest of a Java key store. What is read can be
// written.
func FuzzJKS(f *testing.F) {
	password := []byte("пароль")
	for _, file := range cheapFiles(f, password) {
		if detectJKS(file) {
			f.Add(file)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if !detectJKS(file) {
			return
		}
		s, err := parseJKS(file)
		if err != nil {
			return
		}
		body, err := s.marshal()
		if err != nil || !bytes.Equal(body, s.body) {
			t.Fatal(err, "another file")
		}
		c, err := s.contents([][]byte{password}, &budget{left: fuzzWork})
		if err != nil {
			return
		}
		entries, _ := c.open()
		wipeAll(entries)
	})
}

// FuzzPrivateKeyInfo looks inside the encryption. What is read can be written.
func FuzzPrivateKeyInfo(f *testing.F) {
	k := testKey(f, 12345)
	iit, err := marshalIITKey(k, testKey(f, 54321))
	require.NoError(f, err)
	f.Add(iit)
	plain, err := marshalPrivateKeyInfo(k)
	require.NoError(f, err)
	f.Add(plain)
	f.Fuzz(func(t *testing.T, info []byte) {
		entries, err := parsePrivateKeyInfo(info)
		if err != nil {
			return
		}
		for _, e := range entries {
			again, err := marshalPrivateKeyInfo(e.Key)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parsePrivateKeyInfo(again); err != nil {
				t.Fatal(err)
			}
		}
		wipeAll(entries)
	})
}

// FuzzProtection looks at the parameters of password-based encryption.
func FuzzProtection(f *testing.F) {
	f.Add(shrouded(f, 1, aesSealing.algorithm(make([]byte, 16))))
	f.Add(shrouded(f, 1, gostSealing.algorithm(make([]byte, 8))))
	for _, c := range pkcs12Ciphers {
		f.Add(oldProtection(f, c.oid))
	}
	for _, c := range pbes1Ciphers {
		f.Add(oldProtection(f, c.oid))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, encrypted, err := encryptedWith(data)
		if err != nil {
			return
		}
		o := fuzzOpening([]byte("пароль"))
		_ = p.decrypt(encrypted, o.keys, o.work, func([]byte) error { return nil })
	})
}

// oldProtection makes the value of a shrouded key bag by a scheme before PBES2.
func oldProtection(t testing.TB, oid stdasn1.ObjectIdentifier) []byte {
	parameters := build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1OctetString(make([]byte, 8))
			b.AddASN1Int64(1)
		})
	})
	return sealed{pki.AlgorithmIdentifier{OID: oid, Parameters: parameters}, make([]byte, 32)}.marshal()
}
