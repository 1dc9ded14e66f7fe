// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A tool is a program of others that writes key files in a folder of its own.
// pair is a key in PKCS #8 and a certificate for it, in one PEM.
func pair(t *testing.T, k crypto.Signer) (file []byte, certificate *x509.Certificate) {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(7), KeyUsage: x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, k.Public(), k)
	require.NoError(t, err)
	certificate, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	info, err := x509.MarshalPKCS8PrivateKey(k)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, pem.Encode(&b, &pem.Block{Type: "PRIVATE KEY", Bytes: info}))
	require.NoError(t, pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return b.Bytes(), certificate
}

// international are keys of all kinds that OpenSSL and Java know, too.
func international(t *testing.T) map[string]crypto.Signer {
	t.Helper()
	keys := map[string]crypto.Signer{}
	for name, curve := range map[string]elliptic.Curve{"P224": elliptic.P224(), "P256": elliptic.P256(), "P384": elliptic.P384(), "P521": elliptic.P521()} {
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		require.NoError(t, err)
		keys[name] = k
	}
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	keys["RSA"] = k
	return keys
}

// opens checks that a file holds that one key, and that another password is
// wrong for it.
func opens(t *testing.T, file []byte, password string, want crypto.Signer) key.Key {
	t.Helper()
	require.NoError(t, container.Check(file))
	require.True(t, container.NeedsPassword(file))
	keys := keysOf(t, open(t, file, password))
	require.Len(t, keys, 1)
	assert.True(t, pki.EqualPublicKeys(want.Public(), keys[0].Public()))
	_, err := container.Open(file, container.Passwords{File: []byte("another")})
	assert.ErrorIs(t, err, key.ErrWrongPassword)
	return keys[0]
}

// Every way in which OpenSSL 3 protects a PKCS #8, but for ciphers that Go
// does not have: Camellia, ARIA, SEED, Blowfish, CAST5, SM4.
func TestOpenSSLWritesPKCS8(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	ways := []string{"-scrypt", "-scrypt -scrypt_N 1024 -scrypt_r 4 -scrypt_p 3"}
	for _, scheme := range []string{
		"PBE-MD5-DES", "PBE-SHA1-DES", "PBE-MD5-RC2-64", "PBE-SHA1-RC2-64", "PBE-SHA1-RC4-128", "PBE-SHA1-RC4-40",
		"PBE-SHA1-3DES", "PBE-SHA1-2DES", "PBE-SHA1-RC2-128", "PBE-SHA1-RC2-40",
	} {
		ways = append(ways, "-provider legacy -provider default -v1 "+scheme)
	}
	for _, cipher := range []string{"aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des3"} {
		ways = append(ways, "-v2 "+cipher)
	}
	for _, cipher := range []string{"des-cbc", "rc2-cbc", "rc2-64-cbc", "rc2-40-cbc"} {
		ways = append(ways, "-provider legacy -provider default -v2 "+cipher)
	}
	for _, prf := range []string{"hmacWithMD5", "hmacWithSHA1", "hmacWithSHA224", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512", "hmacWithSHA512-224", "hmacWithSHA512-256"} {
		ways = append(ways, "-v2 aes-256-cbc -v2prf "+prf)
	}
	keys := international(t)
	for name, k := range keys {
		file, _ := pair(t, k)
		openssl.Write(name+".pem", file)
	}
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			for _, form := range []string{"PEM", "DER"} {
				openssl.Run("pkcs8 -topk8 -in P384.pem -outform " + form + " -out out -passout pass:Пароль " + way)
				signs(t, opens(t, openssl.Read("out"), "Пароль", keys["P384"]))
			}
		})
	}
	for name, k := range keys {
		t.Run(name, func(t *testing.T) {
			openssl.Run("pkcs8 -topk8 -in " + name + ".pem -out out -passout pass:password")
			signs(t, opens(t, openssl.Read("out"), "password", k))
			openssl.Run("pkcs8 -topk8 -nocrypt -in " + name + ".pem -out out -outform DER")
			assert.False(t, container.NeedsPassword(openssl.Read("out")))
			assert.True(t, pki.EqualPublicKeys(k.Public(), keysOf(t, open(t, openssl.Read("out"), ""))[0].Public()))
		})
	}
	t.Run("no password", func(t *testing.T) {
		openssl.Run("pkcs8 -topk8 -in P256.pem -out out -passout pass:")
		open(t, openssl.Read("out"), "")
	})
	t.Run("a cipher that Go does not have", func(t *testing.T) {
		if _, err := openssl.Try("pkcs8 -topk8 -in P256.pem -out out -passout pass:password -v2 camellia-256-cbc"); err != nil {
			t.Skip("this OpenSSL does not have it either")
		}
		assert.ErrorIs(t, container.Check(openssl.Read("out")), key.ErrUnsupported, "told before a password is asked for")
	})
}

// Keys from before PKCS #8.
func TestOpenSSLWritesTraditional(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	for name, k := range international(t) {
		t.Run(name, func(t *testing.T) {
			file, _ := pair(t, k)
			openssl.Write("in", file)
			for _, form := range []string{"PEM", "DER"} {
				openssl.Run("pkey -traditional -in in -out out -outform " + form)
				assert.False(t, container.NeedsPassword(openssl.Read("out")))
				signs(t, keysOf(t, open(t, openssl.Read("out"), ""))[0])
			}
			for _, cipher := range []string{"aes128", "aes192", "aes256", "des3"} {
				openssl.Run("pkey -traditional -in in -out out -passout pass:Пароль -" + cipher)
				signs(t, opens(t, openssl.Read("out"), "Пароль", k))
			}
			if name == "RSA" {
				for _, cipher := range []string{"des-cbc", "rc2-cbc", "rc2-64-cbc", "rc2-40-cbc"} {
					openssl.Run("pkey -provider legacy -provider default -traditional -in in -out out -passout pass:Пароль -" + cipher)
					opens(t, openssl.Read("out"), "Пароль", k)
				}
			}
		})
	}
}

func TestOpenSSLWritesPKCS12(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	keys := international(t)
	for name, k := range keys {
		file, _ := pair(t, k)
		openssl.Write(name+".pem", file)
	}
	ways := []string{"", "-legacy", "-legacy -descert", "-nomac", "-iter 1 -maciter", "-nomaciter -noiter", "-name Ключ", "-nocerts", "-keypbe NONE", "-certpbe NONE"}
	for _, pbe := range []string{"PBE-SHA1-RC4-128", "PBE-SHA1-RC4-40", "PBE-SHA1-3DES", "PBE-SHA1-2DES", "PBE-SHA1-RC2-128", "PBE-SHA1-RC2-40"} {
		ways = append(ways, "-legacy -keypbe "+pbe+" -certpbe "+pbe)
	}
	for _, pbe := range []string{"AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC"} {
		ways = append(ways, "-keypbe "+pbe+" -certpbe "+pbe)
	}
	for _, hash := range []string{"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256", "sha3-256", "sha3-512"} {
		ways = append(ways, "-macalg "+hash)
	}
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			for name, k := range map[string]crypto.Signer{"P256": keys["P256"], "RSA": keys["RSA"]} {
				openssl.Run("pkcs12 -export -in " + name + ".pem -out out -passout pass:Пароль " + way)
				file := openssl.Read("out")
				if way == "-nomac" || way == "-keypbe NONE" {
					signs(t, keysOf(t, open(t, file, "Пароль"))[0])
					continue
				}
				signs(t, opens(t, file, "Пароль", k))
			}
		})
	}
	t.Run("without any protection", func(t *testing.T) {
		openssl.Run("pkcs12 -export -in P256.pem -out out -passout pass: -nomac -keypbe NONE -certpbe NONE")
		assert.False(t, container.NeedsPassword(openssl.Read("out")))
		assert.Len(t, container.Certificates(openssl.Read("out")), 1)
		opened := keysOf(t, open(t, openssl.Read("out"), ""))
		assert.Len(t, opened[0].Certificates(), 1)
	})
	t.Run("no password", func(t *testing.T) {
		for _, way := range []string{"", "-legacy"} {
			openssl.Run("pkcs12 -export -in P256.pem -out out -passout pass: " + way)
			open(t, openssl.Read("out"), "")
		}
	})
	t.Run("by old software, which widens octets", func(t *testing.T) {
		const password = "Пароль"
		var widened strings.Builder // its BMPString is each octet of the password after a zero
		for _, b := range []byte(password) {
			widened.WriteRune(rune(b))
		}
		openssl.Write("password", []byte(widened.String()))
		openssl.Run("pkcs12 -export -legacy -in P256.pem -out out -passout file:password")
		opens(t, openssl.Read("out"), password, keys["P256"])
	})
	t.Run("to PEM", func(t *testing.T) {
		openssl.Run("pkcs12 -export -in P256.pem -out out -passout pass:password -name Ключ")
		openssl.Run("pkcs12 -in out -out pem -passin pass:password -passout pass:Пароль")
		k := opens(t, openssl.Read("pem"), "Пароль", keys["P256"])
		assert.Len(t, k.Certificates(), 1)
		assert.Len(t, container.Certificates(openssl.Read("pem")), 1)
	})
}

// What we write, OpenSSL reads.
func TestOpenSSLReadsWhatWeWrite(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	for name, k := range international(t) {
		if name != "P256" && name != "RSA" {
			continue // the others take as long and differ in nothing
		}
		t.Run(name, func(t *testing.T) {
			file, certificate := pair(t, k)
			openssl.Write("in", file)
			converted, err := container.ToPKCS12(file, container.Passwords{}, []byte("Пароль"), nil)
			require.NoError(t, err)
			openssl.Write("p12", converted)
			openssl.Run("pkcs12 -in p12 -out pem -nodes -passin pass:Пароль")
			k := keysOf(t, open(t, openssl.Read("pem"), ""))[0]
			assert.Equal(t, certificate.Raw, k.Certificates()[0].Raw)

			for in, line := range map[string]string{"PEM": "pkey -in out -passin pass:Новий", "DER": "pkey -inform DER -in out -passin pass:Новий"} {
				openssl.Run("pkcs8 -topk8 -in in -outform " + in + " -out old -passout pass:password")
				changed, err := container.ChangePassword(openssl.Read("old"), container.Passwords{File: []byte("password")}, []byte("Новий"))
				require.NoError(t, err)
				openssl.Write("out", changed)
				openssl.Run(line)
			}
		})
	}
}

// What OpenSSL says of the bags of a PKCS #12 stays when the password changes.
func TestAttributesOfBagsStay(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	keys := international(t)
	file, _ := pair(t, keys["P256"])
	other, _ := pair(t, keys["P384"])
	openssl.Write("in", file)
	openssl.Write("other", other)
	openssl.Run("pkcs12 -export -in in -certfile other -name Key -caname Centre -CSP Provider -keysig -out old -passout pass:old")
	changed, err := container.ChangePassword(openssl.Read("old"), container.Passwords{File: []byte("old")}, []byte("new"))
	require.NoError(t, err)
	openssl.Write("new", changed)
	said := map[string][]string{}
	for _, name := range []string{"old", "new"} {
		openssl.Run("pkcs12 -in " + name + " -out text -nodes -passin pass:" + name)
		for line := range strings.Lines(string(openssl.Read("text"))) {
			if strings.HasPrefix(line, " ") {
				said[name] = append(said[name], strings.TrimSpace(line))
			}
		}
	}
	assert.Contains(t, said["old"], "friendlyName: Centre")
	assert.ElementsMatch(t, said["old"], said["new"])
}
