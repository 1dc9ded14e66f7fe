// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// A key store of the JDK with two keys under different passwords and a trusted
// certificate.
func TestKeytoolWritesJKS(t *testing.T) {
	keytool := interop.NewTool(t, "keytool")
	const store = " -keystore out.jks -storetype JKS -storepass Пароль-1 "
	keytool.Run("-genkeypair -alias перший -keyalg EC -groupname secp256r1 -dname CN=one -keypass Пароль-1" + store)
	keytool.Run("-genkeypair -alias second -keyalg RSA -keysize 2048 -dname CN=two -keypass Another-2" + store)
	keytool.Run("-exportcert -alias second -file two.cer" + store)
	keytool.Run("-importcert -noprompt -alias trusted -file two.cer" + store)
	file := keytool.Read("out.jks")
	require.Equal(t, container.JKS, container.Detect(file))
	assert.Len(t, container.Certificates(file), 2)

	keys := keysOf(t, open(t, file, "Пароль-1"))
	require.Len(t, keys, 1, "the other key has another password")
	assert.Equal(t, "перший", keys[0].(key.Named).Alias())
	keys = keysOf(t, openWith(t, file, container.Passwords{File: []byte("Пароль-1"), Keys: []byte("Another-2")}))
	require.Len(t, keys, 2, "each key under one of the two")
	for _, k := range keys {
		signs(t, k)
		assert.True(t, pki.SamePublicKey(k.Certificates()[0], k.Public()))
	}
	_, err := container.Open(file, container.Passwords{File: []byte("Another-3")})
	assert.ErrorIs(t, err, key.ErrWrongPassword)

	_, err = container.ChangePassword(file, container.Passwords{File: []byte("Пароль-1")}, []byte("Новий-1"))
	assert.ErrorIs(t, err, key.ErrKeyPassword, "a key would be lost")
	both := container.Passwords{File: []byte("Пароль-1"), Keys: []byte("Another-2")}
	changed, err := container.ChangePassword(file, both, []byte("Changed-1"))
	require.NoError(t, err)
	keytool.Write("changed.jks", changed)
	keytool.Run("-list -keystore changed.jks -storetype JKS -storepass Changed-1")
	keytool.Run("-importkeystore -srckeystore changed.jks -srcstorepass Changed-1 -srcalias second -srckeypass Changed-1 " +
		"-destkeystore converted.p12 -deststoretype PKCS12 -deststorepass Changed-1") // Java reads the keys, too
	signs(t, keysOf(t, open(t, keytool.Read("converted.p12"), "Changed-1"))[0])
}

// Java takes no Cyrillic passwords here.
func TestKeytoolWritesPKCS12(t *testing.T) {
	keytool := interop.NewTool(t, "keytool")
	for name, options := range map[string]string{
		"as now":    "",
		"as before": "-J-Dkeystore.pkcs12.legacy",
	} {
		t.Run(name, func(t *testing.T) {
			keytool := keytool.In(t)
			keytool.Run(options + " -genkeypair -alias ключ -keyalg EC -groupname secp384r1 -dname CN=one -keystore out.p12 -storetype PKCS12 -storepass Password-1")
			keytool.Run(options + " -genseckey -alias secret -keyalg AES -keysize 256 -keystore out.p12 -storetype PKCS12 -storepass Password-1")
			keys := keysOf(t, open(t, keytool.Read("out.p12"), "Password-1"))
			require.Len(t, keys, 1)
			assert.Equal(t, "ключ", keys[0].(key.Named).Alias())
			signs(t, keys[0])
			_, err := container.ChangePassword(keytool.Read("out.p12"), container.Passwords{File: []byte("Password-1")}, []byte("Новий-1"))
			assert.ErrorIs(t, err, key.ErrUnsupported, "the secret key would be lost")
		})
	}
}

// What is no key, or in a store that we do not read, is named for what it is.
func TestKeytoolWritesOthers(t *testing.T) {
	keytool := interop.NewTool(t, "keytool")
	keytool.Run("-genkeypair -alias a -keyalg EC -groupname secp256r1 -dname CN=one -keystore out.jck -storetype JCEKS -storepass password -keypass password")
	keytool.Run("-exportcert -alias a -file a.cer -keystore out.jck -storetype JCEKS -storepass password")
	keytool.Run("-importcert -noprompt -alias a -file a.cer -keystore trust.jks -storetype JKS -storepass password")
	keytool.Run("-certreq -alias a -file a.csr -keystore out.jck -storetype JCEKS -storepass password")
	for file, what := range map[string]string{"out.jck": key.WhatKeystore, "trust.jks": key.WhatChain, "a.csr": key.WhatRequest, "a.cer": key.WhatCertificate} {
		var notKey *key.NotKeyError
		require.ErrorAs(t, container.Check(keytool.Read(file)), &notKey, file)
		assert.Equal(t, what, notKey.What, file)
	}
}

// Java reads the key store that we write as PrivatBank does. It does not know
// the algorithm of the keys, so it only lists them.
func TestKeytoolReadsWhatWeWrite(t *testing.T) {
	keytool := interop.NewTool(t, "keytool")
	file := testpki.New(func() time.Time { return time.Now() }).JKS(testpki.Password, testpki.KeyPassword)
	keytool.Write("out.jks", file)
	keytool.Run("-list -keystore out.jks -storetype JKS -storepass " + testpki.Password)
	_, err := keytool.Try("-list -keystore out.jks -storetype JKS -storepass another")
	assert.Error(t, err)
}
