// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// How signatures are named, by what the credential says it makes.
func TestAlgorithms(t *testing.T) {
	pss, err := pki.PSSAlgorithm(country().Subscriber(testpki.RSAPerson).SignKey.Public(), pki.SHA256)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		subscriber string
		hash       *pki.Hash
		pss        bool
		offered    []string
		sign       string // empty: none fits
		parameters []byte
	}{
		"DSTU 4145 with GOST 34.311": {testpki.Person, pki.GOST34311, false, []string{"1.2.804.2.1.1.1.1.3.1.1"}, "1.2.804.2.1.1.1.1.3.1.1", nil},
		"DSTU 4145 with Kupyna":      {testpki.Kupyna, pki.Kupyna256, false, []string{"1.2.804.2.1.1.1.1.3.6.1.1"}, "1.2.804.2.1.1.1.1.3.6.1.1", nil},
		"Kupyna by a key for GOST":   {testpki.Person, pki.Kupyna256, false, []string{"1.2.804.2.1.1.1.1.3.1.1"}, "", nil},
		"ECDSA":                      {testpki.ECDSAPerson, pki.SHA256, false, []string{"1.2.840.10045.4.3.2"}, "1.2.840.10045.4.3.2", nil},
		"ECDSA with SHA-384":         {testpki.ECDSAPerson, pki.SHA384, false, []string{"1.2.840.10045.4.3.2"}, "", nil},
		"any ECDSA":                  {testpki.ECDSAPerson, pki.SHA384, false, []string{"1.2.840.10045.2.1"}, "1.2.840.10045.2.1", nil},
		"RSA":                        {testpki.RSAPerson, pki.SHA256, false, []string{"1.2.840.113549.1.1.11"}, "1.2.840.113549.1.1.11", nil},
		"any RSA":                    {testpki.RSAPerson, pki.SHA512, false, []string{"1.2.840.113549.1.1.1"}, "1.2.840.113549.1.1.1", nil},
		"the whole name first":       {testpki.RSAPerson, pki.SHA256, false, []string{"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"}, "1.2.840.113549.1.1.11", nil},
		"PSS":                        {testpki.RSAPerson, pki.SHA256, true, []string{"1.2.840.113549.1.1.10"}, "1.2.840.113549.1.1.10", pss.Parameters},
		"PSS by PKCS #1":             {testpki.RSAPerson, pki.SHA256, true, []string{"1.2.840.113549.1.1.1"}, "", nil},
		"PKCS #1 by PSS":             {testpki.RSAPerson, pki.SHA256, false, []string{"1.2.840.113549.1.1.10"}, "", nil},
		"PSS by ECDSA":               {testpki.ECDSAPerson, pki.SHA256, true, []string{"1.2.840.113549.1.1.10"}, "", nil},
		"GOST 34.311 by RSA":         {testpki.RSAPerson, pki.GOST34311, false, []string{"1.2.840.113549.1.1.1"}, "", nil},
		"SHA-1":                      {testpki.RSAPerson, pki.SHA1, false, []string{"1.2.840.113549.1.1.1"}, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			versions(t, func(t *testing.T, version int) {
				r, ask := newRSSP(t, version, c.subscriber), &person{}
				r.about["key"].(object)["algo"] = c.offered
				r.on("/signatures/signHash", func(w http.ResponseWriter, _ *http.Request) {
					say(w, http.StatusOK, object{"signatures": []string{"AAAA"}})
				})
				s, _ := identify(t, r.provider(t), ask)
				digest := key.Digest{Hash: c.hash, Value: c.hash.Sum(nil), PSS: c.pss}
				o, err := s.Start(t.Context(), signRequest([]key.Digest{digest}), ask)
				if c.sign == "" {
					assert.ErrorIs(t, err, key.ErrDigest)
					return
				}
				require.NoError(t, err)
				_, err = s.Poll(t.Context(), o)
				require.NoError(t, err)
				body := r.said("/signatures/signHash")[0].body
				assert.Equal(t, c.sign, body["signAlgo"])
				assert.Equal(t, c.hash.OID().String(), body[map[int]string{1: "hashAlgo", 2: "hashAlgorithmOID"}[version]])
				assert.Equal(t, []any{base64.StdEncoding.EncodeToString(digest.Value)}, body[map[int]string{1: "hash", 2: "hashes"}[version]])
				if c.parameters == nil {
					assert.NotContains(t, body, "signAlgoParams")
				} else {
					assert.Equal(t, base64.StdEncoding.EncodeToString(c.parameters), body["signAlgoParams"])
				}
				assert.NotContains(t, body, "operationMode")
			})
		})
	}
}

// Requests that nobody needs to be asked about.
func TestStartRefused(t *testing.T) {
	r, ask := newRSSP(t, 2, testpki.RSAPerson), &person{}
	r.about["key"].(object)["algo"] = []string{"1.2.840.113549.1.1.1"}
	s, _ := identify(t, r.provider(t), ask)
	mixed := r.digests(2)
	mixed[1].Hash, mixed[1].Value = pki.SHA512, pki.SHA512.Sum(nil)
	short := r.digests(1)
	short[0].Value = short[0].Value[1:]
	for name, c := range map[string]struct {
		request cloud.Request
		want    error
	}{
		"nothing":              {signRequest(nil), key.ErrDigest},
		"another's credential": {cloud.Request{Purpose: cloud.Sign, Credential: "two", Digests: r.digests(1)}, key.ErrNoSuchKey},
		"two hashes":           {signRequest(mixed), key.ErrDigest},
		"a short digest":       {signRequest(short), key.ErrDigest},
		"too many":             {signRequest(r.digests(4)), key.ErrTooMany},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Start(t.Context(), c.request, ask)
			assert.ErrorIs(t, err, c.want)
			if told := (*key.ProviderError)(nil); c.want == key.ErrTooMany && assert.ErrorAs(t, err, &told) {
				assert.Equal(t, 3, told.Limit)
			}
		})
	}
	assert.Len(t, ask.visits, 1)
	_, err := s.Poll(t.Context(), cloud.Operation{})
	assert.Error(t, err, "nothing was begun")
}

// A service that signs fewer at once than it said is believed, and nobody is asked.
func TestFewerAtOnce(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		r, ask := newRSSP(t, version, testpki.Person), &person{}
		s, _ := identify(t, r.provider(t), ask)
		r.about["multisign"] = 2
		_, err := s.Start(t.Context(), signRequest(r.digests(3)), ask)
		var told *key.ProviderError
		require.ErrorAs(t, err, &told)
		assert.ErrorIs(t, told, key.ErrTooMany)
		assert.Equal(t, 2, told.Limit)
		assert.Len(t, ask.visits, 1)
		r.signed(t, s, ask, r.digests(2))
	})
}

// Signatures that are asked for now and fetched later.
func TestAsynchronous(t *testing.T) {
	r, ask := newRSSP(t, 2, testpki.Person), &person{}
	r.info["asynchronousOperationMode"] = true
	r.info["methods"] = []string{"signatures/signHash", "signatures/signPolling"}
	var body object
	r.on("/signatures/signHash", func(w http.ResponseWriter, _ *http.Request) {
		body = r.said("/signatures/signHash")[0].body
		say(w, http.StatusOK, object{"responseID": "response"})
	})
	r.on("/signatures/signPolling", func(w http.ResponseWriter, _ *http.Request) {
		switch len(r.said("/signatures/signPolling")) {
		case 1:
			say(w, http.StatusAccepted, object{"error": "accepted_request"})
		case 2: // a service in use
			refuse("invalid_request", "The previous asynchronous signature request has been accepted for processing, but …")(w, nil)
		default:
			say(w, http.StatusOK, object{"signatures": r.sign(body)})
		}
	})
	s, _ := identify(t, r.provider(t), ask)
	r.signed(t, s, ask, r.digests(2))
	assert.Len(t, r.said("/signatures/signPolling"), 3)
	assert.Equal(t, "A", body["operationMode"])
	assert.Len(t, r.said("/signatures/signHash"), 1)
	for _, polled := range r.said("/signatures/signPolling") {
		assert.Equal(t, "response", polled.body["requestID"])
	}
}

// What cannot be fetched is not asked for later.
func TestAsynchronousWithoutPolling(t *testing.T) {
	r, ask := newRSSP(t, 2, testpki.Person), &person{}
	r.info["asynchronousOperationMode"] = true
	s, _ := identify(t, r.provider(t), ask)
	r.signed(t, s, ask, r.digests(1))
	assert.NotContains(t, r.said("/signatures/signHash")[0].body, "operationMode")
}

// Errors of section 10 and 11, and what becomes of them. Whoever was out of reach
// may be asked again.
func TestErrors(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   error
	}{
		"the SAD expired":        {refuse("invalid_request", "SAD expired"), key.ErrAuthorization},
		"a wrong SAD":            {refuse("invalid_request", "Invalid parameter SAD"), key.ErrAuthorization},
		"other hashes":           {refuse("Invalid_request", "Hash is not authorized by the SAD."), key.ErrAuthorization},
		"a code found wrong now": {refuse("invalid_otp", "The OTP is invalid"), key.ErrWrongOTP},
		"an expired certificate": {refuse("invalid_request", "Signing certificate 'O=x,CN=y' is expired."), key.ErrProvider},
		"an expired token":       {refuse("expired_token", ""), key.ErrAuthorization},
		"declined":               {refuse("access_denied", ""), key.ErrDeclined},
		"the server failed":      {refuse("server_error", ""), key.ErrProvider},
		"the server is busy":     {refuse("temporarily_unavailable", ""), key.ErrProviderUnreachable},
		"an error of its own":    {refuse("signer_on_holiday", "Іван у відпустці"), key.ErrProvider},
		"no token":               {text(http.StatusUnauthorized, ""), key.ErrAuthorization},
		"forbidden":              {text(http.StatusForbidden, ""), key.ErrProvider},
		"too often":              {text(http.StatusTooManyRequests, ""), key.ErrProviderUnreachable},
		"broken":                 {text(http.StatusInternalServerError, "<html>"), key.ErrProvider},
		"not implemented":        {text(http.StatusNotImplemented, ""), key.ErrProvider},
		"a gateway":              {text(http.StatusBadGateway, "<html>"), key.ErrProviderUnreachable},
		"maintenance":            {text(http.StatusServiceUnavailable, ""), key.ErrProviderUnreachable},
		"no answer":              {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, key.ErrProviderUnreachable},
		"no JSON":                {text(http.StatusOK, `{"signatures": ["AA`), key.ErrAnswer},
		"no base64":              {text(http.StatusOK, `{"signatures": ["?"]}`), key.ErrAnswer},
		"no text":                {text(http.StatusOK, `{"signatures": [1]}`), key.ErrAnswer},
		"later, unasked":         {text(http.StatusAccepted, `{"responseID": "x"}`), key.ErrAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			r, ask := newRSSP(t, 2, testpki.Person), &person{}
			s, _ := identify(t, r.provider(t), ask)
			r.on("/signatures/signHash", c.answer)
			o, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
			require.NoError(t, err)
			_, err = s.Poll(t.Context(), o)
			require.ErrorIs(t, err, c.want)
			var told *key.ProviderError
			require.ErrorAs(t, err, &told)
			assert.Equal(t, provided.Title, told.Provider)
			assert.NotContains(t, err.Error(), "token-of")

			if c.want == key.ErrProviderUnreachable {
				r.on("/signatures/signHash", nil)
				progress, err := s.Poll(t.Context(), o)
				require.NoError(t, err)
				assert.Equal(t, cloud.Done, progress.State)
			}
		})
	}
}

// Errors of the token endpoint say nothing of what they were sent.
func TestTokenRefused(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   error
	}{
		"a spent code":    {refuse("invalid_grant", "Invalid parameter code"), key.ErrAuthorization},
		"a strange error": {refuse("strange", ""), key.ErrAuthorization},
		"broken":          {text(http.StatusInternalServerError, "<html>code-0"), key.ErrProvider},
		"no JSON":         {text(http.StatusOK, "access_token"), key.ErrAnswer},
		"no token":        {text(http.StatusOK, `{"token_type": "Bearer"}`), key.ErrAnswer},
		"another type":    {text(http.StatusOK, `{"access_token": "token-of-mac", "token_type": "mac"}`), key.ErrAnswer},
		"a SAD":           {text(http.StatusOK, `{"access_token": "token-of-sad", "token_type": "SAD"}`), key.ErrAnswer},
		"no answer":       {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, key.ErrProviderUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRSSP(t, 2, testpki.Person)
			r.on("/oauth2/token", c.answer)
			_, err := r.provider(t).Enter(t.Context(), "", &person{})
			assert.ErrorIs(t, err, c.want)
			assert.NotContains(t, err.Error(), "code-0")
			assert.NotContains(t, err.Error(), "token-of")
			assert.Len(t, r.said("/oauth2/token"), 1, "a code is never sent twice")
		})
	}
}

// The page gave leave for another credential than was asked for.
func TestLeaveForAnother(t *testing.T) {
	r, ask := newRSSP(t, 2, testpki.Person), &person{}
	s, _ := identify(t, r.provider(t), ask)
	r.on("/oauth2/token", text(http.StatusOK, `{"access_token": "leave", "token_type": "Bearer", "credentialID": "two"}`))
	_, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
	assert.ErrorIs(t, err, key.ErrAnswer)
	assert.Equal(t, "leave", r.said("/oauth2/revoke")[0].form.Get("token"))
}
