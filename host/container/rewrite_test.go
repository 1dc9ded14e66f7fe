// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container_test

import (
	"crypto/x509"
	"encoding/pem"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// same checks that two opened files hold the same keys, names and certificates.
func same(t *testing.T, was, is []key.Key) {
	t.Helper()
	require.Len(t, is, len(was))
	for i := range was {
		assert.True(t, pki.EqualPublicKeys(was[i].Public(), is[i].Public()))
		assert.Equal(t, was[i].(key.Named).Alias(), is[i].(key.Named).Alias())
		assert.ElementsMatch(t, raw(was[i].Certificates()), raw(is[i].Certificates()))
		signs(t, is[i])
	}
}

func raw(certificates []*x509.Certificate) (all [][]byte) {
	for _, c := range certificates {
		all = append(all, c.Raw)
	}
	return all
}

// interopSamples are files of others, one of each kind: rewriting takes many
// derivations.
var interopSamples = []string{
	"containers/key6-iit-generated/store-cyrillic.Key-6.dat",
	"containers/pfx-iit-export-with-certs/export-cyrillic.pfx",
	"containers/pk8-iit-export/sign-cyrillic.pk8",
	"containers/pk8-jkurwa/STORE_A040.pem",
	"containers/jks-jdk-generated/jdk-key-password-differs.jks",
	"containers/jks-jdk-generated/jdk-two-aliases-cyrillic.jks",
	"containers/jks-rsa-ecdsa/ecdsa.jks",
}

// ownSamples are files of ours, one of each kind.
var ownSamples = []string{"Key-6.dat", "director.pfx", "ecdsa.p12", "person.pk8", "privatbank.jks", "jks-two-passwords.jks", "rsa.pem"}

func TestChangePasswordAndConvert(t *testing.T) {
	files := testpki.New(clock).Files()
	for _, name := range ownSamples {
		passwords := container.Passwords{File: []byte(testpki.Password)}
		if name == "jks-two-passwords.jks" {
			passwords.Keys = []byte(testpki.KeyPassword)
		}
		t.Run(name, func(t *testing.T) { rewrites(t, files[name], passwords) })
	}
	t.Run("of others", func(t *testing.T) {
		for _, e := range expectations(t) {
			if slices.Contains(interopSamples, e.File) {
				t.Run(e.File, func(t *testing.T) { rewrites(t, interop.Read(t, e.File), e.passwords()) })
			}
		}
	})
}

func rewrites(t *testing.T, data []byte, passwords container.Passwords) {
	fresh := []byte("Новий пароль")
	was := keysOf(t, openWith(t, data, passwords))

	changed, err := container.ChangePassword(data, passwords, fresh)
	require.NoError(t, err)
	assert.Equal(t, container.Detect(data), container.Detect(changed))
	same(t, was, keysOf(t, open(t, changed, string(fresh))))
	_, err = container.Open(changed, passwords)
	assert.ErrorIs(t, err, key.ErrWrongPassword)

	converted, err := container.ToPKCS12(data, passwords, fresh, nil)
	require.NoError(t, err)
	assert.Equal(t, container.PKCS12, container.Detect(converted))
	same(t, was, keysOf(t, open(t, converted, string(fresh))))
}

func TestToPKCS12WithCertificates(t *testing.T) {
	person := testpki.New(clock).Subscriber(testpki.Person)
	found := append(person.Certificates(), person.Chain...)
	file, err := container.ToPKCS12(person.Key6("old"), container.Passwords{File: []byte("old")}, []byte("new"), append(found, found...))
	require.NoError(t, err)
	candidates := key.Choose(keysOf(t, open(t, file, "new")), nil, nil)
	require.Len(t, candidates, 2)
	assert.True(t, candidates[0].Selected)
	assert.Equal(t, person.SignCert.Raw, candidates[0].Certificate.Raw)
	assert.Equal(t, person.AgreeCert.Raw, candidates[1].Certificate.Raw)
	assert.Len(t, candidates[0].Key.Certificates(), 1+len(person.Chain), "each once, and not the twin's")
}

func TestRewritingRefuses(t *testing.T) {
	p := testpki.New(clock)
	person := p.Subscriber(testpki.Person)
	key6, old := person.Key6("old"), container.Passwords{File: []byte("old")}
	for name, test := range map[string]struct {
		data []byte
		old  container.Passwords
		new  string
		want error
	}{
		"a wrong password":                {key6, container.Passwords{File: []byte("odd")}, "new", key.ErrWrongPassword},
		"no password":                     {key6, container.Passwords{}, "new", key.ErrEmptyPassword},
		"no new password":                 {key6, old, "", key.ErrEmptyPassword},
		"a certificate":                   {person.SignCert.Raw, old, "new", &key.NotKeyError{What: key.WhatCertificate}},
		"keys under another password":     {p.JKS("old", "keys"), old, "new", key.ErrKeyPassword},
		"a password outside windows-1251": {key6, old, "密碼", container.ErrPassword},
		"a password that is no text":      {p.JKS("old", "old"), old, "\xff", container.ErrPassword},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := container.ChangePassword(test.data, test.old, []byte(test.new))
			if _, is := test.want.(*key.NotKeyError); is {
				assert.ErrorAs(t, err, new(*key.NotKeyError))
				return
			}
			assert.ErrorIs(t, err, test.want)
			if test.want != container.ErrPassword {
				_, err = container.ToPKCS12(test.data, test.old, []byte(test.new), nil)
				assert.ErrorIs(t, err, test.want)
			}
		})
	}
	_, err := container.ToPKCS12(key6, old, []byte("\xff"), nil)
	assert.ErrorIs(t, err, container.ErrPassword)
	_, err = container.ToPKCS12(key6, old, []byte("密碼"), nil)
	assert.NoError(t, err, "PKCS #12 takes any text")
}

// A PEM keeps its text and its certificates, and its keys are PKCS #8
// afterwards.
func TestChangePasswordOfPEM(t *testing.T) {
	p := testpki.New(clock)
	rsa, ecdsa := p.Subscriber(testpki.RSAPerson), p.Subscriber(testpki.ECDSAPerson)
	plain, err := container.MarshalPKCS8(ecdsa.SignKey, nil, container.PKCS8Options{})
	require.NoError(t, err)
	file := append([]byte("My keys\n"), rsa.PEM("old")...)
	file = append(file, "and another, unprotected\n"...)
	file = append(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: plain})...)
	file = append(file, "The end\n"...)
	was := keysOf(t, open(t, file, "old"))
	require.Len(t, was, 2)

	changed, err := container.ChangePassword(file, container.Passwords{File: []byte("old")}, []byte("new"))
	require.NoError(t, err)
	same(t, was, keysOf(t, open(t, changed, "new")))
	text := string(changed)
	assert.Contains(t, text, "My keys\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
	assert.Contains(t, text, "and another, unprotected\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
	assert.Contains(t, text, "-----\nThe end\n")
	assert.NotContains(t, text, "-----BEGIN PRIVATE KEY-----")
	assert.Equal(t, raw(container.Certificates(file)), raw(container.Certificates(changed)))
}
