// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// fuzzWork keeps a try under a millisecond.
const fuzzWork = 50

// FuzzOpen looks for files that hurt before a password proves right.
func FuzzOpen(f *testing.F) {
	password := []byte("пароль")
	k := testKey(f, 12345)
	p12, err := MarshalPKCS12([]Entry{{Key: k, Alias: "ключ"}}, password, PKCS12Options{Iterations: 1})
	require.NoError(f, err)
	iit, err := MarshalIIT(k, k, password)
	require.NoError(f, err)
	for _, file := range [][]byte{p12, iit, iit[:40], pfx(f, bag(oidKeyBag, nil), nil), iitFile(f, make([]byte, 4), nil, make([]byte, 64))} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		data, err := whole(file)
		if err != nil {
			return
		}
		for _, format := range formats {
			if format.detect(data) {
				entries, _ := format.open(data, password, &budget{left: fuzzWork})
				wipeAll(entries)
			}
		}
	})
}

// FuzzSafes looks behind the MAC of PKCS #12.
func FuzzSafes(f *testing.F) {
	password := []byte("password")
	k := testKey(f, 12345)
	file, err := MarshalPKCS12([]Entry{{Key: k}, {Key: k, Alias: "a"}}, password, PKCS12Options{Iterations: 1})
	require.NoError(f, err)
	safes, err := authenticatedSafe(file, password, newBudget())
	require.NoError(f, err)
	f.Add(safes)
	info, err := marshalPrivateKeyInfo(k)
	require.NoError(f, err)
	content, err := authenticatedSafe(pfx(f, bag(oidKeyBag, info), nil), password, newBudget())
	require.NoError(f, err)
	f.Add(content)
	f.Fuzz(func(t *testing.T, safes []byte) {
		r := &safeReader{password: password, work: &budget{left: fuzzWork}}
		if r.readSafes(safes) != nil {
			return
		}
		entries, err := r.open()
		if err != nil {
			return
		}
		distribute(r.certificates, entries)
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
	f.Fuzz(func(t *testing.T, data []byte) {
		p, encrypted, err := encryptedWith(data)
		if err != nil {
			return
		}
		_ = p.decrypt(encrypted, []byte("пароль"), &budget{left: fuzzWork}, func([]byte) error { return nil })
	})
}
