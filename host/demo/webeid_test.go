// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// token is one of Web eID, and the challenge that the page sends along.
type token struct {
	Challenge []byte         `json:"challenge"`
	Token     map[string]any `json:"token"`
}

// raw signs as keys of RFC 7518 section 3.4 do.
func raw(t *testing.T, key crypto.Signer, digest []byte) []byte {
	t.Helper()
	r, s, err := ecdsa.Sign(rand.Reader, key.(*ecdsa.PrivateKey), digest)
	require.NoError(t, err)
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
}

// tokenFor makes a token for an origin, with a fresh challenge.
func (v *visitor) tokenFor(origin string) token {
	v.t.Helper()
	var given struct{ Challenge []byte }
	require.Equal(v.t, http.StatusOK, v.ask("POST", "/api/challenge", nil, nil, &given))
	site := sha256.Sum256([]byte(origin))
	nonce := sha256.Sum256([]byte(base64.StdEncoding.EncodeToString(given.Challenge)))
	digest := sha256.Sum256(slices.Concat(site[:], nonce[:]))
	return token{given.Challenge, map[string]any{
		"unverifiedCertificate": v.key.SignCert.Raw, "algorithm": "ES256", "signature": raw(v.t, v.key.SignKey, digest[:]), "format": "web-eid:1.0",
	}}
}

func (v *visitor) present(t token, answer any) int {
	v.t.Helper()
	body, err := json.Marshal(t)
	require.NoError(v.t, err)
	return v.ask("POST", "/api/web-eid", nil, bytes.NewReader(body), answer)
}

func TestWebEIDToken(t *testing.T) {
	v := newVisitor(t)
	v.key = v.house.PKI.Subscriber(testpki.ECDSALogin)
	good := v.tokenFor(v.house.Origin)
	var who map[string]any
	require.Equal(t, http.StatusOK, v.present(good, &who))
	assert.Equal(t, "web-eid", who["way"])
	assert.Equal(t, pki.Subject(v.key.SignCert), (<-events).Visitor.Person)
	assert.Equal(t, http.StatusUnauthorized, v.present(good, nil), "a second time")
	<-events

	for why, change := range map[string]func(*token){
		"another challenge": func(t *token) { t.Challenge = bytes.Repeat([]byte{1}, 32) },
		"another origin":    func(t *token) { *t = v.tokenFor("https://evil.example") },
		"another format":    func(t *token) { t.Token["format"] = "web-eid:2.0" },
		"no algorithm":      func(t *token) { t.Token["algorithm"] = "none" },
		"another hash":      func(t *token) { t.Token["algorithm"] = "ES384" },
		"no signature":      func(t *token) { t.Token["signature"] = []byte{} },
		"no certificate":    func(t *token) { t.Token["unverifiedCertificate"] = []byte("hello") },
		"another's certificate": func(t *token) {
			t.Token["unverifiedCertificate"] = v.house.PKI.Subscriber(testpki.ECDSAPerson).SignCert.Raw
		},
	} {
		bad := v.tokenFor(v.house.Origin)
		change(&bad)
		assert.Equal(t, http.StatusUnauthorized, v.present(bad, nil), why)
		assert.Error(t, (<-events).Err, why)
	}
	for _, body := range []string{"", "{", `{"token":"x"}`} {
		assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/web-eid", nil, bytes.NewReader([]byte(body)), nil), body)
	}
}

// TestWebEIDCertificate refuses those that are no sign-in certificates in force.
func TestWebEIDCertificate(t *testing.T) {
	v := newVisitor(t)
	for name, why := range map[string]string{testpki.ECDSAPerson: "for documents", testpki.OnHold: "revoked"} {
		v.key = v.house.PKI.Subscriber(name)
		assert.Equal(t, http.StatusUnauthorized, v.present(v.tokenFor(v.house.Origin), nil), why)
		assert.ErrorContains(t, (<-events).Err, why)
	}
}

func TestWebEIDSign(t *testing.T) {
	v := newVisitor(t)
	v.key = v.house.PKI.Subscriber(testpki.ECDSALogin)
	require.Equal(t, http.StatusOK, v.present(v.tokenFor(v.house.Origin), nil))
	<-events
	v.key = v.house.PKI.Subscriber(testpki.ECDSAPerson)
	prepare := func(content string) (prepared struct {
		Hash         []byte
		HashFunction string
	}) {
		body, err := json.Marshal(map[string][]byte{"certificate": v.key.SignCert.Raw, "content": []byte(content)})
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, v.ask("POST", "/api/web-eid/prepare", nil, bytes.NewReader(body), &prepared))
		return prepared
	}
	finish := func(signature []byte, answer any) int {
		body, err := json.Marshal(map[string][]byte{"signature": signature})
		require.NoError(t, err)
		return v.ask("POST", "/api/web-eid/finish", nil, bytes.NewReader(body), answer)
	}
	prepared := prepare("Договір")
	assert.Equal(t, "SHA-256", prepared.HashFunction)
	signature := raw(t, v.key.SignKey, prepared.Hash)
	var finished struct {
		Signature []byte
		Report    struct{ Passed bool }
	}
	require.Equal(t, http.StatusOK, finish(signature, &finished))
	assert.True(t, finished.Report.Passed)
	assert.True(t, (<-events).Passed)
	assert.Equal(t, http.StatusBadRequest, finish(signature, nil), "a second time")

	prepare("Інший договір")
	assert.Equal(t, http.StatusBadRequest, finish(signature, nil), "of another document")
	body, err := json.Marshal(map[string][]byte{"certificate": []byte("hello"), "content": []byte("Договір")})
	require.NoError(t, err)
	assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/web-eid/prepare", nil, bytes.NewReader(body), nil))
}
