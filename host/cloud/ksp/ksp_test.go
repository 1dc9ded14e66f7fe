// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/qr"
)

func TestNewRefuses(t *testing.T) {
	for why, change := range map[string]func(*ksp.Config){
		"an unknown kind":               func(c *ksp.Config) { c.Kind = 5 },
		"no transport":                  func(c *ksp.Config) { c.HTTP = nil },
		"no trust":                      func(c *ksp.Config) { c.Trust = nil },
		"no clock":                      func(c *ksp.Config) { c.Now = nil },
		"no address":                    func(c *ksp.Config) { c.Base = "" },
		"an address that is none":       func(c *ksp.Config) { c.Base = "https://keys.example:x/" },
		"an address without encryption": func(c *ksp.Config) { c.Base = "http://keys.example/api" },
		"an address with a query":       func(c *ksp.Config) { c.Base = "https://keys.example/api?a=b" },
		"an address that begins one":    func(c *ksp.Config) { c.Base = "https://keys.example/api?" },
		"an address with a fragment":    func(c *ksp.Config) { c.Base = "https://keys.example/api#" },
		"an address with a password":    func(c *ksp.Config) { c.Base = "https://a:b@keys.example/api" },
		"a link without encryption":     func(c *ksp.Config) { c.Link = "http://phone.example/rd/kep" },
		"a link of a program":           func(c *ksp.Config) { c.Link = "intent://phone.example/rd/kep" },
		"a link with another query":     func(c *ksp.Config) { c.Link = "https://phone.example/rd/kep?link=" },
		"a link with a fragment":        func(c *ksp.Config) { c.Link = "https://phone.example/rd/kep#a" },
		"a link that begins one":        func(c *ksp.Config) { c.Link = "https://phone.example/rd/kep#" },
	} {
		c := config(ksp.SmartID, cut{})
		change(&c)
		_, err := ksp.New(c)
		assert.Error(t, err, why)
		assert.NotErrorIs(t, err, ksp.ErrNoCipher, why)
	}
	c := config(ksp.SmartID, cut{})
	c.Cipher = nil
	_, err := ksp.New(c)
	assert.ErrorIs(t, err, ksp.ErrNoCipher)
	c = config(ksp.SmartID, cut{})
	c.Base, c.Link, c.Plain = "http://127.0.0.1:1/api/", "http://127.0.0.1:1/rd/kep", true
	_, err = ksp.New(c)
	assert.NoError(t, err)
}

// TestWhoMustBeTold: where a scan tells who it is, nobody is asked.
func TestWhoMustBeTold(t *testing.T) {
	for _, c := range []struct {
		name string
		kind ksp.Kind
		link string
		user key.UserID
		most int
		host []string
	}{
		{"sign server", ksp.SignServer, "", key.UserRequired, 250, nil},
		{"sign server with a link", ksp.SignServer, "https://phone.example/kep", key.UserRequired, 250, []string{"phone.example"}},
		{"SmartID", ksp.SmartID, "", key.UserRequired, 40, nil},
		{"SmartID with a link", ksp.SmartID, "https://phone.example:8443/kep", key.UserNone, 40, []string{"phone.example:8443"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			settings := config(c.kind, cut{})
			settings.Link = c.link
			settings.Provider.User = key.UserOptional
			p := provider(t, settings)
			about := p.Describe()
			assert.Equal(t, c.user, about.User)
			assert.Equal(t, c.most, about.Max)
			assert.Equal(t, c.host, about.Hosts)
			assert.True(t, about.Witnessed)
			assert.Equal(t, "Зразок", about.Title)
			_, err := p.Enter(t.Context(), "", nil)
			if c.user == key.UserNone {
				assert.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, key.ErrUnknownUser)
			}
		})
	}
}

var uuidForm = regexp.MustCompile("^" + prefix + "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")

func TestClientIDs(t *testing.T) {
	asked := func(t *testing.T, c ksp.Config) (client string) {
		c.HTTP = ksptest.Line(answers(func(_ string, request []byte) (any, *ksptest.Failure) {
			client = clientIn(t, request)
			return nil, &ksptest.Failure{ErrorCode: ksp.ServerFailed}
		}))
		s, err := provider(t, c).Enter(t.Context(), "Їжак a1", nil)
		require.NoError(t, err)
		defer s.Close()
		_, err = sign(t.Context(), s)
		require.ErrorIs(t, err, key.ErrProvider)
		return client
	}
	c := config(ksp.SignServer, nil)
	assert.Equal(t, prefix+"ЇЖАК A1", asked(t, c))
	c.Name = true
	assert.Equal(t, prefix+"Їжак a1", asked(t, c))
	c = config(ksp.SmartID, nil)
	c.Link = ""
	assert.Equal(t, prefix+"Їжак a1", asked(t, c))
	c = config(ksp.SmartID, nil)
	first := asked(t, c)
	assert.Regexp(t, uuidForm, first)
	assert.NotEqual(t, first, asked(t, c), "one for each session")
}

// TestLinksOfKnownProviders: what public settings have for links is read as one,
// and becomes a page on the same host that is told everything.
func TestLinksOfKnownProviders(t *testing.T) {
	var settings struct {
		Providers []struct {
			ID, Address, ConfirmationURL string
			KSP                          ksp.Kind
		}
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "cloud-providers/ksp-providers.json"), &settings))
	links := 0
	for _, p := range settings.Providers {
		if p.KSP != ksp.SignServer && p.KSP != ksp.SmartID {
			continue
		}
		t.Run(p.ID, func(t *testing.T) {
			c := config(p.KSP, ksptest.Line(answers(func(string, []byte) (any, *ksptest.Failure) {
				return map[string]any{"operationId": "+/ aЇ&=?#", "status": 1}, nil
			})))
			c.Base, c.Link = p.Address, p.ConfirmationURL
			_, err := ksp.New(c)
			require.NoError(t, err)
			if c.Link == "" {
				return
			}
			links++
			c.Base = "https://keys.example/api"
			s := enter(t, c)
			o, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Identify, Digests: documents("нічого")}, nil)
			require.NoError(t, err)
			assert.LessOrEqual(t, len(o.Link), qr.MaxText)
			assert.NotContains(t, o.Link, "+")
			assert.Equal(t, 1, strings.Count(o.Link, "?"))
			given, err := url.Parse(p.ConfirmationURL)
			require.NoError(t, err)
			made, err := url.Parse(o.Link)
			require.NoError(t, err)
			assert.Equal(t, given.Scheme+"://"+given.Host+given.Path, made.Scheme+"://"+made.Host+made.Path)
			assert.Empty(t, made.Fragment)
			text, found := strings.CutPrefix(made.Query().Get("hash"), "rd/kep/")
			require.True(t, found)
			var told map[string]string
			require.NoError(t, json.Unmarshal([]byte(text), &told))
			assert.Regexp(t, "^"+prefix, told["clientId"])
			assert.Equal(t, "+/ aЇ&=?#", told["operationId"])
			assert.Equal(t, "auth", told["action"])
			assert.Len(t, told, 3)
		})
	}
	assert.NotZero(t, links)
}
