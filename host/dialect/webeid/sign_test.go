// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package webeid

import (
	"crypto"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/base64"
	"maps"
	"math/big"
	"testing"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

var document = []byte("договір")

// A page gets a certificate, hashes a document, and has the hash signed, in every way
// that it was told the key signs.
func TestSign(t *testing.T) {
	sha := []string{"SHA-256", "SHA-384", "SHA-512"}
	for name, row := range map[string]struct {
		person            key.Candidate
		functions         []string
		algorithm, padded string
	}{
		"P-256":     {candidate(t, ecdsaKey(t, elliptic.P256()), toSign), sha, "ECC", "NONE"},
		"P-521":     {candidate(t, ecdsaKey(t, elliptic.P521()), toSign|toSignIn), sha, "ECC", "NONE"},
		"RSA":       {candidate(t, rsaKey(t, 2048), toSign), sha, "RSA", "PKCS1.5"},
		"DSTU 4145": {national(), []string{"gost34311", "kupyna256", "kupyna384", "kupyna512"}, "DSTU4145", "NONE"},
	} {
		t.Run(name, func(t *testing.T) {
			desk := &fakeDesk{t: t, people: []key.Candidate{row.person}}
			d := &dialect{desk: desk}
			got := ask(t, d, "get-signing-certificate", map[string]any{"lang": "et"})
			require.Equal(t, row.person.Certificate.Raw, got.Certificate)
			var functions []string
			for _, way := range got.Supported {
				functions = append(functions, way.HashFunction)
				require.Equal(t, signatureAlgorithm{CryptoAlgorithm: row.algorithm, HashFunction: way.HashFunction, PaddingScheme: row.padded}, way)
				hash := hashOf(t, row.person.Key.Public(), way.HashFunction)
				signed := ask(t, d, "sign", map[string]any{"certificate": got.Certificate, "hash": hash.Sum(document), "hashFunction": way.HashFunction})
				require.Empty(t, signed.Error)
				assert.Equal(t, way, signed.Algorithm)
				value := nested(t, row.algorithm, signed.Signature)
				assert.NoError(t, pki.VerifyDigest(row.person.Key.Public(), hash, hash.Sum(document), value))
			}
			assert.Equal(t, row.functions, functions)
			assert.Len(t, desk.opened, 1, "the key stayed open")
			d.Close()
			assert.True(t, desk.opened[0].closed)
		})
	}
}

// hashOf is the function of a name, as the key uses it.
func hashOf(t *testing.T, public crypto.PublicKey, name string) *pki.Hash {
	t.Helper()
	for _, f := range functions {
		if f.name == name {
			return f.hash.For(public)
		}
	}
	require.Fail(t, "no such function", name)
	return nil
}

// nested is a signature as CMS has it.
func nested(t *testing.T, algorithm string, signature []byte) []byte {
	t.Helper()
	if algorithm != "ECC" {
		return signature
	}
	require.Zero(t, len(signature)%2)
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(signature[:len(signature)/2]))
		b.AddASN1BigInt(new(big.Int).SetBytes(signature[len(signature)/2:]))
	})
	return b.BytesOrPanic()
}

// order is a page's, of what is right but for what a test changes.
func order(person key.Candidate, change map[string]any) map[string]any {
	arguments := map[string]any{"certificate": person.Certificate.Raw, "hash": pki.SHA256.Sum(document), "hashFunction": "SHA-256"}
	maps.Copy(arguments, change)
	return arguments
}

func TestOrdersThatAreNone(t *testing.T) {
	p256 := ecdsaKey(t, elliptic.P256())
	person := candidate(t, p256, toSign)
	desk := &fakeDesk{t: t, people: []key.Candidate{person, national()}}
	d := &dialect{desk: desk}
	for reason, change := range map[string]map[string]any{
		"no hash":                         {"hash": nil},
		"an empty hash":                   {"hash": ""},
		"a hash of another length":        {"hash": pki.SHA384.Sum(document)},
		"a hash in base64url":             {"hash": base64.RawURLEncoding.EncodeToString(pki.SHA256.Sum(document))},
		"no function":                     {"hashFunction": ""},
		"a function of no key":            {"hashFunction": "MD5"},
		"a function that only DSTU signs": {"hashFunction": "kupyna256"},
		"a function of a long name":       {"hashFunction": "SHA-256 or so"},
		"no certificate":                  {"certificate": ""},
		"half a certificate":              {"certificate": person.Certificate.Raw[:100]},
		"a certificate to sign in with":   {"certificate": candidate(t, p256, toSignIn).Certificate.Raw},
		"a certificate of a weak key":     {"certificate": candidate(t, ecdsaKey(t, elliptic.P224()), toSign).Certificate.Raw},
		"the PIN":                         {"pin": "12345"},
		"an origin":                       {"origin": "https://bank.example"},
	} {
		failure := ask(t, d, "sign", order(person, change)).Error
		assert.Equal(t, invalidArgument, failure.Code, reason)
		assert.NotContains(t, failure.Message, "12345")
	}
	assert.Equal(t, invalidArgument, ask(t, d, "sign", order(national(), nil)).Error.Code, "SHA-256 by DSTU 4145")
	assert.Empty(t, desk.orders, "nobody was asked")
}

func TestPagesWithoutPermission(t *testing.T) {
	person := candidate(t, ecdsaKey(t, elliptic.P256()), toSign)
	desk := &fakeDesk{t: t, people: []key.Candidate{person}, unhashed: true}
	d := &dialect{desk: desk}
	require.Empty(t, ask(t, d, "get-signing-certificate", map[string]any{}).Error)
	failure := ask(t, d, "sign", order(person, nil)).Error
	assert.Equal(t, fatal, failure.Code)
	assert.Contains(t, failure.Message, "меню Pidpys")
	assert.Empty(t, desk.orders, "nobody was asked")
}

// Whose signature it is the certificate says; the key that is open is that key, or the
// person opens it.
func TestSignWithTheKeyOfTheCertificate(t *testing.T) {
	person, other := candidate(t, ecdsaKey(t, elliptic.P256()), toSign), candidate(t, ecdsaKey(t, elliptic.P256()), toSign)
	desk := &fakeDesk{t: t, people: []key.Candidate{other, person}}
	d := &dialect{desk: desk}
	verifies := func(c key.Candidate, signature []byte) {
		t.Helper()
		assert.NoError(t, pki.VerifyDigest(c.Key.Public(), pki.SHA256, pki.SHA256.Sum(document), nested(t, "ECC", signature)))
	}

	verifies(person, ask(t, d, "sign", order(person, nil)).Signature)
	assert.Empty(t, desk.opened, "a document loaded again has no key open")

	require.Equal(t, other.Certificate.Raw, ask(t, d, "get-signing-certificate", map[string]any{}).Certificate)
	verifies(person, ask(t, d, "sign", order(person, nil)).Signature)
	assert.NotNil(t, desk.orders[1].Wanted.Fits, "not with the key that is open")
	verifies(other, ask(t, d, "sign", order(other, nil)).Signature)
	assert.Nil(t, desk.orders[2].Wanted.Fits)

	desk.opened[0].expired = true
	verifies(other, ask(t, d, "sign", order(other, nil)).Signature)
	assert.True(t, desk.opened[0].closed)
	assert.NotNil(t, desk.orders[4].Wanted.Fits, "the person opened it again")

	ask(t, d, "get-signing-certificate", map[string]any{})
	ask(t, d, "get-signing-certificate", map[string]any{})
	assert.True(t, desk.opened[1].closed, "one is open at most")
	assert.False(t, desk.opened[2].closed)

	desk.refusal = protocol.Fail(protocol.IdentityContent)
	assert.Equal(t, fatal, ask(t, d, "sign", order(other, nil)).Error.Code)
	assert.False(t, desk.opened[2].closed, "a refusal is no end")
}

func TestKeysThatDoNotSign(t *testing.T) {
	p256 := ecdsaKey(t, elliptic.P256())
	signer := candidate(t, p256, toSign)
	for reason, c := range map[string]key.Candidate{
		"to sign in with":           candidate(t, p256, toSignIn),
		"for agreement":             candidate(t, p256, x509.KeyUsageKeyAgreement),
		"a short RSA key":           candidate(t, rsaKey(t, 1024), toSign),
		"who makes a CMS by itself": {Key: enveloping{signer.Key}, Certificate: signer.Certificate},
	} {
		desk := &fakeDesk{t: t, people: []key.Candidate{c}}
		assert.Equal(t, userCancelled, ask(t, &dialect{desk: desk}, "get-signing-certificate", map[string]any{}).Error.Code, reason)
	}
}

func TestFlat(t *testing.T) {
	public := ecdsaKey(t, elliptic.P256()).Public()
	for reason, signature := range map[string][]byte{
		"nothing":     nil,
		"no sequence": {4, 0},
		"no s":        {0x30, 3, 2, 1, 1},
		"a long r":    append([]byte{0x30, 38, 2, 33, 1}, append(make([]byte, 32), 2, 1, 1)...),
	} {
		_, err := flat(public, signature)
		assert.ErrorIs(t, err, errSignature, reason)
	}
	short, err := flat(public, []byte{0x30, 6, 2, 1, 1, 2, 1, 2})
	require.NoError(t, err)
	assert.Equal(t, append(append(make([]byte, 31), 1), append(make([]byte, 31), 2)...), short)
}
