// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// webEID is a page that speaks the dialect to the whole program, and its person, who
// opens a key file and agrees to everything.
type webEID struct {
	*host
	t     *testing.T
	file  []byte
	calls int

	actions []string // that the person was shown
}

// visitWebEID is such a page among the test authorities, whose site may have hashes
// signed or not.
func visitWebEID(t *testing.T, file string, hashes bool) *webEID {
	t.Helper()
	t.Setenv("AUTHORITY", serveAuthorities(t, t.TempDir(), testpki.ServicesOptions{}))
	p := &webEID{host: startAs(t, "pidpys-there", ownCaller), t: t, file: testpki.New(time.Now).Files()[file]}
	require.NotEmpty(t, p.file, file)
	dialect := fmt.Sprintf(`"dialect":{"name":"webeid","hashes":%t},"language"`, hashes)
	p.say(t, strings.Replace(hello, `"language"`, dialect, 1))
	require.Contains(t, p.hear(t), "result")
	return p
}

// asks is a request of the page, in two pieces; all that happens until the answer
// stands the person does.
func (p *webEID) asks(command string, arguments map[string]any, into any) (code string) {
	p.t.Helper()
	request, err := json.Marshal(map[string]any{"command": command, "arguments": arguments})
	require.NoError(p.t, err)
	p.piece(request[:20], false)
	require.Equal(p.t, map[string]any{"text": "", "last": false}, p.hear(p.t)["result"])
	last := p.piece(request[20:], true)
	for {
		f := p.hear(p.t)
		if f["id"] != last {
			p.does(f)
			continue
		}
		result := f["result"].(map[string]any)
		require.Equal(p.t, true, result["last"])
		var failed struct{ Error struct{ Code string } }
		require.NoError(p.t, json.Unmarshal([]byte(result["text"].(string)), &failed))
		require.NoError(p.t, json.Unmarshal([]byte(result["text"].(string)), into))
		return failed.Error.Code
	}
}

func (p *webEID) piece(text []byte, last bool) (id string) {
	p.calls++
	id = fmt.Sprint("page-", p.calls)
	p.frame("page", map[string]any{"id": id, "method": "dialect", "params": map[string]any{"text": string(text), "last": last}})
	return id
}

func (p *webEID) frame(role string, members map[string]any) {
	members["role"] = role
	octets, err := json.Marshal(members)
	require.NoError(p.t, err)
	p.say(p.t, string(octets))
}

// does what the host wants of the extension and of the person.
func (p *webEID) does(f map[string]any) {
	p.t.Helper()
	require.NotContains(p.t, f, "error")
	reply := func(role string, result map[string]any) {
		p.frame(role, map[string]any{"id": f["id"], "result": result})
	}
	params, _ := f["params"].(map[string]any)
	switch f["method"] {
	case "window":
		reply("extension", map[string]any{})
		p.frame("window", map[string]any{"id": "operation", "method": "operation"})
	case "read":
		from := int(params["offset"].(float64))
		reply("window", map[string]any{"data": p.file[from : from+int(params["length"].(float64))]})
	case "ask":
		if params["kind"] == "password" {
			reply("window", map[string]any{"secret": testpki.Password})
		} else {
			require.Equal(p.t, "consent", params["kind"])
			reply("window", map[string]any{"key": params["key"], "approved": true})
		}
	}
	if f["id"] == "operation" {
		operation := f["result"].(map[string]any)
		assert.Equal(p.t, "webeid", operation["dialect"])
		p.actions = append(p.actions, operation["action"].(string))
		if operation["open"] == nil {
			p.frame("window", map[string]any{"id": "keys", "method": "keys", "params": map[string]any{"file": map[string]any{"name": "key.p12", "size": len(p.file), "blob": "k"}}})
		}
	}
}

// assertECDSA verifies r‖s.
func assertECDSA(t *testing.T, certificate *x509.Certificate, digest, signature []byte) {
	t.Helper()
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	assert.True(t, ecdsa.Verify(certificate.PublicKey.(*ecdsa.PublicKey), digest, r, s))
}

func TestWebEIDSignsIn(t *testing.T) {
	p := visitWebEID(t, "ecdsa-login.p12", false)
	var status struct{ Version string }
	require.Empty(t, p.asks("status", map[string]any{}, &status))
	assert.Equal(t, "2.1.0", status.Version)

	nonce := base64.StdEncoding.EncodeToString(make([]byte, 32))
	var token struct {
		UnverifiedCertificate, Signature []byte
		Algorithm                        string
	}
	require.Empty(t, p.asks("authenticate", map[string]any{"challengeNonce": nonce}, &token))
	assert.Equal(t, []string{"login"}, p.actions, "one window, one consent")
	certificate, err := x509.ParseCertificate(token.UnverifiedCertificate)
	require.NoError(t, err)
	assert.Equal(t, "ES256", token.Algorithm)
	sum := pki.SHA256.Sum
	digest := sum(sum([]byte("https://cabinet.example")), sum([]byte(nonce)))
	assertECDSA(t, certificate, digest, token.Signature)

	assert.Equal(t, "ERR_WEBEID_NATIVE_INVALID_ARGUMENT", p.asks("authenticate", map[string]any{"challengeNonce": nonce, "origin": "https://bank.example"}, &token))
	assert.Empty(t, p.ends(t, 0))
	assert.NotContains(t, p.logged(t), nonce)
}

func TestWebEIDSigns(t *testing.T) {
	p := visitWebEID(t, "ecdsa.p12", true)
	var opened struct{ Certificate []byte }
	require.Empty(t, p.asks("get-signing-certificate", map[string]any{}, &opened))
	certificate, err := x509.ParseCertificate(opened.Certificate)
	require.NoError(t, err)
	for _, hash := range []*pki.Hash{pki.SHA256, pki.SHA384} {
		digest := hash.Sum([]byte("договір"))
		var signed struct{ Signature []byte }
		function := map[*pki.Hash]string{pki.SHA256: "SHA-256", pki.SHA384: "SHA-384"}[hash]
		require.Empty(t, p.asks("sign", map[string]any{"certificate": opened.Certificate, "hash": digest, "hashFunction": function}, &signed))
		assertECDSA(t, certificate, digest, signed.Signature)
	}
	assert.Equal(t, []string{"open", "sign", "sign"}, p.actions, "the password was typed once")
	assert.Empty(t, p.ends(t, 0))
}

func TestWebEIDWithoutHashes(t *testing.T) {
	p := visitWebEID(t, "ecdsa.p12", false)
	var opened struct{ Certificate []byte }
	require.Empty(t, p.asks("get-signing-certificate", map[string]any{}, &opened))
	order := map[string]any{"certificate": opened.Certificate, "hash": pki.SHA256.Sum(nil), "hashFunction": "SHA-256"}
	assert.Equal(t, "ERR_WEBEID_NATIVE_FATAL", p.asks("sign", order, &struct{}{}))
	assert.Equal(t, []string{"open"}, p.actions, "no window")
	assert.Empty(t, p.ends(t, 0))
}
