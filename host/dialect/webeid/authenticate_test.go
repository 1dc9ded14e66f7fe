// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package webeid

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nonce is as short as one may be.
var nonce = strings.Repeat("0123456789", 5)[:minNonce]

// verify is what a server does with a token, by the standard library alone: is it
// signed for this origin and challenge, by the key of the certificate in it, in the
// way that it names.
func verify(token token, origin, nonce string) bool {
	certificate, err := x509.ParseCertificate(token.UnverifiedCertificate)
	hash, known := map[string]crypto.Hash{"256": crypto.SHA256, "384": crypto.SHA384, "512": crypto.SHA512}[token.Algorithm[2:]]
	if err != nil || !known || token.Format != "web-eid:1.0" {
		return false
	}
	sum := func(octets ...[]byte) []byte {
		h := hash.New()
		for _, o := range octets {
			h.Write(o)
		}
		return h.Sum(nil)
	}
	digest := sum(sum([]byte(origin)), sum([]byte(nonce)))
	switch public := certificate.PublicKey.(type) {
	case *ecdsa.PublicKey:
		half := len(token.Signature) / 2
		r, s := new(big.Int).SetBytes(token.Signature[:half]), new(big.Int).SetBytes(token.Signature[half:])
		return token.Algorithm[:2] == "ES" && half == (public.Params().BitSize+7)/8 && ecdsa.Verify(public, digest, r, s)
	case *rsa.PublicKey:
		return token.Algorithm[:2] == "RS" && rsa.VerifyPKCS1v15(public, hash, digest, token.Signature) == nil
	}
	return false
}

func TestAuthenticate(t *testing.T) {
	for algorithm, signer := range map[string]crypto.Signer{
		"ES256": ecdsaKey(t, elliptic.P256()),
		"ES384": ecdsaKey(t, elliptic.P384()),
		"ES512": ecdsaKey(t, elliptic.P521()),
		"RS256": rsaKey(t, 2048),
	} {
		t.Run(algorithm, func(t *testing.T) {
			desk := &fakeDesk{t: t, people: []key.Candidate{candidate(t, signer, toSignIn)}, unhashed: true}
			token := ask(t, &dialect{desk: desk, release: "1.2.3"}, "authenticate", map[string]any{"challengeNonce": nonce, "lang": "uk"}).token
			assert.Equal(t, algorithm, token.Algorithm)
			assert.Equal(t, "https://github.com/pidpys/pidpys/releases/1.2.3", token.AppVersion)
			assert.True(t, verify(token, origin, nonce))
			assert.False(t, verify(token, "https://cabinet.example.org", nonce), "another site")
			assert.False(t, verify(token, origin, nonce+"0"), "another challenge")
		})
	}
}

// What signs documents signs nobody in, and neither does what servers do not know.
func TestKeysThatDoNotSignIn(t *testing.T) {
	p256 := ecdsaKey(t, elliptic.P256())
	signsIn := candidate(t, p256, toSignIn)
	for reason, c := range map[string]key.Candidate{
		"contentCommitment alone":   candidate(t, p256, toSign),
		"contentCommitment too":     candidate(t, p256, toSign|toSignIn),
		"for agreement":             candidate(t, p256, x509.KeyUsageKeyAgreement),
		"DSTU 4145":                 {Key: national().Key, Certificate: signsIn.Certificate},
		"a short RSA key":           candidate(t, rsaKey(t, 1024), toSignIn),
		"a weak curve":              candidate(t, ecdsaKey(t, elliptic.P224()), toSignIn),
		"who makes a CMS by itself": {Key: enveloping{signsIn.Key}, Certificate: signsIn.Certificate},
	} {
		desk := &fakeDesk{t: t, people: []key.Candidate{c}}
		answer := ask(t, &dialect{desk: desk}, "authenticate", map[string]any{"challengeNonce": nonce})
		assert.Equal(t, userCancelled, answer.Error.Code, reason)
	}
	require.True(t, authenticates(signsIn))
}

// enveloping is a key that answers with a CMS.
type enveloping struct{ key.Key }

func (enveloping) AnswersCMS() bool { return true }

func TestChallengesThatAreNone(t *testing.T) {
	desk := &fakeDesk{t: t, people: []key.Candidate{candidate(t, ecdsaKey(t, elliptic.P256()), toSignIn)}}
	d := &dialect{desk: desk}
	for reason, arguments := range map[string]map[string]any{
		"none":             {},
		"short":            {"challengeNonce": nonce[1:]},
		"long":             {"challengeNonce": strings.Repeat("0", maxNonce+1)},
		"null":             {"challengeNonce": nil},
		"no text":          {"challengeNonce": 44},
		"an origin of its": {"challengeNonce": nonce, "origin": "https://bank.example"},
		"no language":      {"challengeNonce": nonce, "lang": 1},
	} {
		assert.Equal(t, invalidArgument, ask(t, d, "authenticate", arguments).Error.Code, reason)
	}
	assert.Empty(t, desk.orders, "nobody was asked")
	for _, longest := range []string{strings.Repeat("0", maxNonce), strings.Repeat("я", maxNonce)} {
		assert.True(t, verify(ask(t, d, "authenticate", map[string]any{"challengeNonce": longest}).token, origin, longest))
	}
}

func TestRefusals(t *testing.T) {
	desk := &fakeDesk{t: t, people: []key.Candidate{candidate(t, ecdsaKey(t, elliptic.P256()), toSignIn)}}
	d := &dialect{desk: desk}
	for _, row := range []struct {
		refusal protocol.Code
		told    string
		words   string
	}{
		{protocol.Cancelled, userCancelled, "Дію скасовано."},
		{protocol.Declined, userCancelled, "Дію скасовано."},
		{protocol.TimedOut, userTimeout, "Час очікування минув."},
		{protocol.TooManyCancels, fatal, "тричі"},
		{protocol.Busy, fatal, ""},
		{protocol.WrongPIN, fatal, "Не вдалося завершити дію."},
		{protocol.PINLocked, fatal, "Не вдалося завершити дію."},
	} {
		desk.refusal = protocol.Fail(row.refusal)
		failure := ask(t, d, "authenticate", map[string]any{"challengeNonce": nonce}).Error
		assert.Equal(t, row.told, failure.Code, row.refusal)
		assert.Contains(t, failure.Message, row.words)
		assert.NotContains(t, failure.Message, "PIN", "what is wrong with the carrier is not the page's to know")
	}
}
