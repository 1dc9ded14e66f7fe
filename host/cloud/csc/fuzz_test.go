// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
)

func testProvider(t testing.TB, version int) *provider {
	p, err := New(Config{
		Provider: key.Provider{Title: "Хмара"}, Base: "https://host.example/csc", Version: version, ClientID: "pidpys",
		HTTP: http.DefaultTransport, Now: time.Now, Log: logrus.New(),
	})
	require.NoError(t, err)
	return p.(*provider)
}

// Whatever a service says it is either does not fit or has one way in that holds.
func FuzzInfo(f *testing.F) {
	f.Add(0, `{"specs": "1.0.3.0", "authType": ["basic", "oauth2code"], "oauth2": "https://host.example/", "methods": ["credentials/list"]}`)
	f.Add(1, `{"specs": "2.2.0.0", "authType": ["oauth2code"], "oauth2Servers": [{"baseUri": "https://host.example", "authType": ["oauth2code"]}]}`)
	f.Add(1, `{"specs": "2.0.0.0", "authType": ["external"], "supportedHashTypes": []}`)
	f.Fuzz(func(t *testing.T, version int, document string) {
		var info serviceInfo
		if json.Unmarshal([]byte(document), &info) != nil {
			return
		}
		s, fits := info.service(1 + version&1)
		if !fits {
			return
		}
		assert.False(t, s.location.base != "" && s.location.issuer != "", "one location")
		if slices.Contains(s.authTypes, authOAuth2Code) {
			assert.NotZero(t, s.location)
		}
	})
}

// Metadata are of the issuer that was asked.
func FuzzMetadata(f *testing.F) {
	f.Add("https://a.example", `{"issuer": "https://a.example", "authorization_endpoint": "https://a.example/a", "token_endpoint": "https://a.example/t"}`)
	f.Fuzz(func(t *testing.T, issuer, document string) {
		var m metadata
		if json.Unmarshal([]byte(document), &m) != nil {
			return
		}
		if s, fits := m.server(issuer); fits {
			assert.Equal(t, issuer, s.issuer)
			assert.NotEmpty(t, s.authorize)
			assert.NotEmpty(t, s.token)
		}
	})
}

// A credential that fits has a certificate and a way to authorize it.
func FuzzCredential(f *testing.F) {
	f.Add(1, `{"key": {"status": "enabled", "algo": ["1.2"]}, "cert": {"certificates": ["AAAA"]}, "multisign": 1, "authMode": "implicit"}`)
	f.Add(2, `{"key": {"status": "enabled"}, "auth": {"mode": "explicit", "expression": "PIN AND OTP", "objects": [{"type": "Password", "id": "PIN"}]}}`)
	f.Fuzz(func(t *testing.T, version int, document string) {
		var info credentialInfo
		if json.Unmarshal([]byte(document), &info) != nil {
			return
		}
		c, err := info.credential(version)
		if err != nil {
			assert.True(t, errors.Is(err, errUnusable) || errors.Is(err, key.ErrAnswer), err)
			return
		}
		assert.NotEmpty(t, c.Certificates)
		assert.NotNil(t, c.public)
		assert.Positive(t, c.Max)
		assert.NotEmpty(t, c.mode)
	})
}

// Where the person came back from gives a code only with our state in it.
func FuzzRedirect(f *testing.F) {
	const redirect, state = "https://extension.example/back", "STATE"
	f.Add(redirect + "?code=1&state=STATE")
	f.Add(redirect + "?error=access_denied&state=STATE&iss=x")
	f.Add(redirect + "?code=1&state=STATE&state=OTHER#")
	f.Fuzz(func(t *testing.T, came string) {
		s := &session{provider: testProvider(t, 2)}
		code, err := s.returned(came, redirect, state)
		if err != nil {
			assert.Empty(t, code)
			return
		}
		assert.NotEmpty(t, code)
		assert.True(t, strings.HasPrefix(came, redirect+"?"))
		assert.Contains(t, came, state)
	})
}

// An expression gives distinct ids, none of them an operator.
func FuzzExpression(f *testing.F) {
	for _, e := range []string{"PIN AND OTP", "(PIN OR A) AND (B XOR C)", "((((a))))", "a AND", ")", "a b", "OR", "a OR (b AND a) AND a"} {
		f.Add(e)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		ids, fits := choose(expression)
		if !fits {
			return
		}
		assert.NotEmpty(t, ids)
		seen := map[string]bool{}
		for _, id := range ids {
			assert.False(t, seen[id])
			seen[id] = true
			assert.NotContains(t, []string{"AND", "OR", "XOR", "(", ")"}, id)
		}
	})
}

// What was typed comes out of the request as it was, and nothing else with it.
func FuzzProofs(f *testing.F) {
	f.Add(1, "PIN", []byte("1234"), []byte("\"\\\x00\x7fє"))
	f.Add(2, "\"", []byte(""), []byte("]}"))
	f.Fuzz(func(t *testing.T, version int, id string, pin, otp []byte) {
		all := proofs{{factor{id: id, kind: key.AskRemotePIN}, pin}, {factor{id: id + "2", kind: key.AskOTP}, otp}}
		version = 1 + version&1
		body, err := all.join([]byte(`{"credentialID":"one"}`), version)
		if !utf8.Valid(pin) || !utf8.Valid(otp) {
			assert.Error(t, err)
			return
		}
		require.NoError(t, err)
		var read map[string]any
		require.NoError(t, json.Unmarshal(body, &read))
		assert.Equal(t, "one", read["credentialID"])
		if !utf8.ValidString(id) || id == "credentialID" {
			return
		}
		if version == 1 {
			assert.Equal(t, string(pin), read[id])
			assert.Equal(t, string(otp), read[id+"2"])
			return
		}
		assert.Equal(t, []any{
			map[string]any{"id": id, "value": string(pin)}, map[string]any{"id": id + "2", "value": string(otp)},
		}, read["authData"])
	})
}

// Answers to a request for signatures, and to one for leave.
func FuzzAnswers(f *testing.F) {
	f.Add(200, []byte(`{"signatures": ["AAAA"], "responseID": null}`))
	f.Add(202, []byte(`{"handle": "x"}`))
	f.Add(200, []byte(`{"SAD": "x", "expiresIn": 300, "responseID": "y"}`))
	f.Add(400, []byte(`{"error": "invalid_request", "error_description": "SAD expired"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		s := &session{provider: testProvider(t, 2), service: service{asynchronous: true}}
		answered, err := s.accept(status, bytes.Clone(body), nil)
		if err != nil {
			told, is := errors.AsType[*key.ProviderError](err)
			assert.True(t, is)
			assert.Equal(t, "Хмара", told.Provider)
			return
		}
		g := &signing{hashes: [][]byte{{1}}}
		if progress, err := g.read(s, answered); err == nil {
			assert.Equal(t, progress.State == cloud.Done, len(progress.Results) > 0)
			assert.Equal(t, progress.State == cloud.Waiting, g.response != "")
		}
		g = &signing{}
		if g.take(s, answered) == nil {
			assert.True(t, (g.sad == "") != (g.handle == ""))
		}
	})
}
