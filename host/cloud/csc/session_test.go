// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/testpki"
)

// Who looked at their certificate for longer than the leave lasts is asked again.
func TestLeaveThatEnded(t *testing.T) {
	r, ask, now := newRSSP(t, 1, testpki.Person), &person{}, today()
	s, _ := identify(t, r.provider(t, func(c *csc.Config) { c.Now = func() time.Time { return now } }), ask)
	r.signed(t, s, ask, r.digests(1))
	require.Len(t, ask.visits, 2)
	now = now.Add(250 * time.Second)
	r.signed(t, s, ask, r.digests(1))
	require.Len(t, ask.visits, 4)
	require.Len(t, r.said("/oauth2/revoke"), 1, "the leave that another replaced")
	assert.Equal(t, "service", query(t, ask.visits[2]).Get("scope"))
	assert.Equal(t, "credential", query(t, ask.visits[3]).Get("scope"))
}

// A client with a secret tells it to the token endpoint and at goodbye alone.
func TestClientSecret(t *testing.T) {
	r, ask := newRSSP(t, 2, testpki.Person), &person{}
	s, _ := identify(t, r.provider(t, func(c *csc.Config) { c.ClientSecret = []byte("секрет") }), ask)
	require.NoError(t, s.Close())
	for _, a := range r.calls {
		told := a.form.Get("client_secret") != ""
		assert.Equal(t, a.path == "/oauth2/token" || a.path == "/oauth2/revoke", told, a.path)
	}
}

// What would renew the leave is revoked with it, and never used.
func TestRefreshToken(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		r, ask := newRSSP(t, version, testpki.Person), &person{}
		r.on("/oauth2/token", text(http.StatusOK, `{"access_token": "short", "token_type": "Bearer", "refresh_token": "long"}`))
		s, _ := identify(t, r.provider(t), ask)
		require.NoError(t, s.Close())
		var revoked []string
		for _, a := range r.said("/oauth2/revoke") {
			revoked = append(revoked, a.form.Get("token_type_hint")+" "+a.form.Get("token"))
		}
		assert.Equal(t, []string{"refresh_token long", "access_token short"}, revoked)
		assert.Len(t, r.said("/oauth2/token"), 1)
	})
}
