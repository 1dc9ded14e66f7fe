// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"testing"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// vain is the code of an order that the person agreed to, and that comes to nothing.
func (c counter) vain(h service.Held, o service.SignOrder) protocol.Code {
	c.t.Helper()
	err := c.has(func(ctx context.Context, d *service.Desk) error {
		_, err := d.Sign(ctx, h, o)
		return err
	}, func() { c.opens(); c.agree() })
	require.Error(c.t, err)
	c.queue["window"] = nil
	return service.AsError(err).Code
}

// TestOrderedIdentities: what would be a login elsewhere is not signed, seen or unseen, in
// whatever form; and that only after the person agreed.
func TestOrderedIdentities(t *testing.T) {
	code := pki.Subject(authorities().Subscriber(testpki.Director).SignCert).DRFO
	require.NotEmpty(t, code)
	text := func(content string) service.Paper { return service.Paper{Name: "a", Content: []byte(content)} }
	serveDesk(t, &surroundings{}, "director.p12", true, func(c counter) {
		held := c.holds()
		for name, o := range map[string]service.SignOrder{
			"a code":                {Papers: []service.Paper{text(code)}},
			"beside another":        {Papers: []service.Paper{text("Звіт"), text(code)}, Form: service.Attached},
			"in a container":        {Papers: []service.Paper{text(code)}, Form: service.ASiCE},
			"by the bare key":       {Papers: []service.Paper{text(code)}, Form: service.Raw},
			"a UUID":                {Papers: []service.Paper{text("123e4567-e89b-12d3-a456-426614174000")}},
			"of a code":             {Papers: []service.Paper{unseen(pki.GOST34311, code)}},
			"of a code, raw":        {Papers: []service.Paper{unseen(pki.GOST34311, code)}, Form: service.Raw},
			"of base64":             {Papers: []service.Paper{unseen(pki.GOST34311, base64.StdEncoding.EncodeToString([]byte(code)))}},
			"of base64 of UTF-16":   {Papers: []service.Paper{unseen(pki.GOST34311, base64.StdEncoding.EncodeToString(wide(code)))}},
			"of hexadecimal":        {Papers: []service.Paper{unseen(pki.GOST34311, hex.EncodeToString([]byte(code)))}},
			"of UTF-16":             {Papers: []service.Paper{unseen(pki.GOST34311, string(wide(code)))}},
			"under another name":    {Papers: []service.Paper{{Hash: pki.GOST34311, Value: pki.SHA256.Sum([]byte(code))}}},
			"of a digest":           {Papers: []service.Paper{unseen(pki.GOST34311, string(pki.SHA256.Sum([]byte(code))))}},
			"of base64 of a digest": {Papers: []service.Paper{unseen(pki.GOST34311, base64.StdEncoding.EncodeToString(pki.SHA1.Sum([]byte(code))))}},
		} {
			assert.Equal(t, protocol.IdentityContent, c.vain(held, o), name)
			assert.False(t, held.Closed())
		}
		c.signs(held, service.SignOrder{Papers: []service.Paper{unseen(pki.GOST34311, "Звіт"), text("Звіт " + code)}})
	})
}

// TestBareKeySignsNoAttributes: signed attributes that a page made for a document of its
// own, or for a sign-in elsewhere, would make a message of a bare signature. As a document in
// a message they are good for nothing.
func TestBareKeySignsNoAttributes(t *testing.T) {
	serveDesk(t, &surroundings{}, "director.p12", true, func(c counter) {
		held := c.holds()
		message := parsed(t, c.signs(held, service.SignOrder{Papers: papers("Звіт")})[0])
		paper := service.Paper{Name: "звіт.txt", Content: message.SignerInfos[0].SignedOctets()}
		assert.Equal(t, "identity-content", c.refusal(held, service.SignOrder{Papers: []service.Paper{paper}, Form: service.Raw}))
		c.signs(held, service.SignOrder{Papers: []service.Paper{paper}})

		for _, o := range []service.SignOrder{
			{Papers: papers("Звіт"), Form: service.Raw, Login: true},
			{Papers: []service.Paper{unseen(pki.GOST34311, "Звіт")}, Form: service.Raw, Login: true},
		} {
			assert.Equal(t, "identity-content", c.refusal(held, o), "a sign-in that nobody composed")
		}
	})
}

// wide is a text in UTF-16, little-endian.
func wide(text string) []byte {
	var all []byte
	for _, r := range text {
		all = append(all, byte(r), byte(r>>8))
	}
	return all
}

// TestOrderedTaxLogin: the signer's own number, for the page that may have it, and nothing
// else.
func TestOrderedTaxLogin(t *testing.T) {
	code := pki.Subject(authorities().Subscriber(testpki.Director).SignCert).DRFO
	order := func(content []byte) service.SignOrder {
		return service.SignOrder{Papers: []service.Paper{{Content: content}}, Form: service.Attached, Login: true}
	}
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		held := c.holds()
		for _, content := range [][]byte{[]byte(code), wide(code)} {
			message := c.signs(held, order(content))[0]
			_, inside := verified(t, message, nil)
			assert.Equal(t, content, inside)
		}
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
			_, err := d.Sign(ctx, held, order([]byte(code)))
			return err
		}, func() {
			operation, asked := c.opens(), c.asks("consent")
			assert.Equal(t, []any{"login", "tax-cabinet"}, []any{operation["action"], operation["profile"]})
			params := asked["params"].(map[string]any)
			assert.Equal(t, code, params["text"])
			c.say(frame{"id": asked["id"], "result": frame{"key": params["key"], "approved": true}, "role": "window"})
			c.closes()
		}))
		for _, content := range []string{"0000000000", code + "\n", "Звіт", ""} {
			assert.Equal(t, protocol.IdentityContent, c.vain(held, order([]byte(content))), "%q", content)
		}
		detached := order([]byte(code))
		detached.Form = service.Detached
		assert.Equal(t, "identity-content", c.refusal(held, detached))
	})
	serve(t, func(b *browser) {
		c := counter{b.visit("director.p12", map[string][]byte{})}
		c.greetAs("https://cabinet.example", frame{"name": "iit", "hashes": true})
		assert.Equal(t, "identity-content", c.refusal(nil, order([]byte(code))), "not for this page")
	})
}

// TestOrderedStatement: a sign-in whose statement depends on the key is one window, which
// shows no documents, and no matter of hashes.
func TestOrderedStatement(t *testing.T) {
	statement := []byte("statement of this page")
	public := authorities().Subscriber(testpki.ECDSAPerson).SignKey.Public()
	serveDesk(t, &surroundings{}, "ecdsa-person.p12", false, func(c counter) {
		var asked []key.Candidate
		var value []byte
		compose := func(k key.Candidate) (*pki.Hash, []service.Paper) {
			asked = append(asked, k)
			return pki.SHA384, []service.Paper{{Content: statement}}
		}
		order := service.SignOrder{Form: service.Raw, Login: true, Compose: compose}
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
			made, err := d.Sign(ctx, nil, order)
			if err == nil {
				value = made[0]
			}
			return err
		}, c.chooses))
		require.Len(t, asked, 1)
		assert.Equal(t, public, asked[0].Certificate.PublicKey)
		algorithm, err := pki.SignatureAlgorithm(public, pki.SHA384)
		require.NoError(t, err)
		scheme, err := pki.SchemeOf(algorithm, pki.SHA384, public)
		require.NoError(t, err)
		assert.NoError(t, scheme.Verify(public, pki.SHA384.Sum(statement), value))

		order.Wanted.Fits = func(k key.Candidate) bool { return false }
		err = c.has(func(ctx context.Context, d *service.Desk) error {
			_, err := d.Sign(ctx, nil, order)
			return err
		}, func() {
			c.opens()
			c.say(frame{"id": "k", "method": "keys", "params": frame{"file": frame{"name": "a.p12", "size": len(c.blobs["key"]), "blob": "key"}}, "role": "window"})
			c.types(c.asks("password"), testpki.Password)
			assert.Equal(t, map[string]any{"code": "no-signing-key"}, c.answerAmong("window", "k")["error"])
			c.say(frame{"id": "c", "method": "cancel", "role": "window"})
			c.closes()
		})
		assert.Equal(t, protocol.Cancelled, service.AsError(err).Code)

		for name, o := range map[string]service.SignOrder{
			"no login":       {Form: service.Raw, Compose: compose},
			"papers as well": {Form: service.Raw, Login: true, Compose: compose, Papers: papers("a")},
			"a message":      {Form: service.Attached, Login: true, Compose: compose},
			"a hash as well": {Form: service.Raw, Login: true, Compose: compose, Hash: pki.SHA256},
		} {
			assert.Equal(t, "invalid-params", c.refusal(nil, o), name)
		}
	})
}

// TestStatementsAreNoLoginElsewhere: what a dialect composes is held to the rules of
// documents.
func TestStatementsAreNoLoginElsewhere(t *testing.T) {
	code := pki.Subject(authorities().Subscriber(testpki.Director).SignCert).DRFO
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		held := c.holds()
		for content, want := range map[string]protocol.Code{code: protocol.IdentityContent, "": protocol.InvalidParams} {
			paper := service.Paper{Content: []byte(content)}
			if content == "" {
				paper = unseen(pki.GOST34311, "a")
			}
			compose := func(key.Candidate) (*pki.Hash, []service.Paper) { return nil, []service.Paper{paper} }
			assert.Equal(t, want, c.vain(held, service.SignOrder{Form: service.Raw, Login: true, Compose: compose}))
		}
	})
}
