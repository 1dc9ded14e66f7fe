// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/outbound"
)

// TestBuiltinProviders: what people are shown is fit for it, and promises nothing.
func TestBuiltinProviders(t *testing.T) {
	var ids []string
	for _, p := range BuiltinProviders() {
		assert.Regexp(t, providerID, p.ID)
		assert.True(t, p.Title != "" && fit(p.Title) && fit(p.App), p.ID)
		assert.Equal(t, Provider{ID: p.ID, Title: p.Title, App: p.App}, p, "nobody told how to speak to it")
		ids = append(ids, p.ID)
	}
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(ids))), len(ids))
	assert.Empty(t, BuiltinProviders().Hosts())
}

// TestProvidersOfStateSites: those whom state sites show are there, with their own
// applications, save for a vendor's practice server, Дія.Підпис, which is another
// road, and a second entry of one provider, which has its application.
func TestProvidersOfStateSites(t *testing.T) {
	var known struct {
		Providers []struct{ ID, Name, MobileAppName string }
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "cloud-providers/ksp-providers.json"), &known))
	require.NotEmpty(t, known.Providers)
	apps := map[string]string{}
	for _, p := range known.Providers {
		apps[strings.TrimSuffix(p.ID, "-qr")] += p.MobileAppName
		shown := slices.ContainsFunc(BuiltinProviders(), func(b Provider) bool { return b.ID == p.ID })
		assert.Equal(t, !slices.Contains([]string{"iit-demo", "diia", "vchasno-qr"}, p.ID), shown, p.Name)
	}
	for _, p := range BuiltinProviders() {
		assert.Equal(t, apps[p.ID], p.App, p.ID)
	}
}

func TestParseProviders(t *testing.T) {
	list, err := ParseProviders([]byte(`[
		{"id": "ours", "title": "Сховище установи", "family": "csc2", "address": "https://sign.local/csc/v2", "client_id": "pidpys", "hosts": ["login.local:8443"], "user": "optional", "hint": "Табельний номер"},
		{"id": "dps", "title": "ДПС", "app": "Застосунок", "family": "ksp6", "address": "https://sign.local/api", "link": "https://sign.local/kep", "logins": true}
	]`))
	require.NoError(t, err)
	assert.Equal(t, Providers{
		{ID: "ours", Title: "Сховище установи", Family: CSC2, Address: "https://sign.local/csc/v2", ClientID: "pidpys", Hosts: []string{"login.local:8443"}, User: "optional", Hint: "Табельний номер"},
		{ID: "dps", Title: "ДПС", App: "Застосунок", Family: KSP6, Address: "https://sign.local/api", Link: "https://sign.local/kep", Logins: true},
	}, list)
	assert.Equal(t, []outbound.Host{{Name: "sign.local", Private: true}, {Name: "login.local:8443", Private: true}}, list.Hosts())

	assert.Equal(t, "https://sign.local/kep", list[1].LinkURL())
	assert.Empty(t, list[0].LinkURL())
	assert.Equal(t, "https://sign.local/csc/v2", list[0].URL())

	all := BuiltinProviders().With(list)
	assert.Equal(t, list, all[:2])
	assert.Len(t, all, len(BuiltinProviders())+1, "one takes the place of ours")
}

func TestParseProvidersRefuses(t *testing.T) {
	with := func(member string) string {
		return `[{"id": "a", "title": "Н", "family": "csc2", "address": "https://a.local/csc/v2", "client_id": "c", ` + member + `}]`
	}
	without := func(rest string) string { return `[{"id": "a", "title": "Н"` + rest + `}]` }
	for what, text := range map[string]string{
		"nothing":              "",
		"something after":      "[] []",
		"an unknown member":    with(`"adress": "https://a.local"`),
		"no address":           without(`, "family": "ksp4"`),
		"no family":            without(`, "address": "https://a.local"`),
		"another family":       without(`, "address": "https://a.local", "family": "ksp5"`),
		"http":                 without(`, "address": "http://a.local", "family": "ksp4"`),
		"no scheme":            without(`, "address": "a.local", "family": "ksp4"`),
		"a user in it":         without(`, "address": "https://u@a.local", "family": "ksp4"`),
		"a query":              without(`, "address": "https://a.local/?a", "family": "ksp4"`),
		"a link by http":       without(`, "address": "https://a.local", "family": "ksp6", "link": "http://a.local"`),
		"a script for a link":  without(`, "address": "https://a.local", "family": "ksp6", "link": "javascript:alert(1)"`),
		"a link of CSC":        with(`"link": "https://a.local"`),
		"hosts of KSP":         without(`, "address": "https://a.local", "family": "ksp6", "hosts": ["b.local"]`),
		"an id of a path":      `[{"id": "../a", "title": "Н", "family": "ksp4", "address": "https://a.local"}]`,
		"no id":                `[{"title": "Н", "family": "ksp4", "address": "https://a.local"}]`,
		"no title":             `[{"id": "a", "family": "ksp4", "address": "https://a.local"}]`,
		"a title that hides":   `[{"id": "a", "title": "Н\u202e", "family": "ksp4", "address": "https://a.local"}]`,
		"a long title":         `[{"id": "a", "title": "` + strings.Repeat("н", maxTitle+1) + `", "family": "ksp4", "address": "https://a.local"}]`,
		"a user neither":       with(`"user": "always"`),
		"logins":               with(`"logins": true`),
		"a user of KSP":        without(`, "address": "https://a.local", "family": "ksp4", "user": "required"`),
		"a host with a scheme": with(`"hosts": ["https://b.local"]`),
		"a host with a path":   with(`"hosts": ["b.local/a"]`),
		"a client with space":  with(`"client_id": "a b"`),
		"no client":            without(`, "address": "https://a.local", "family": "csc2"`),
		"one id of two": `[{"id": "a", "title": "Н", "family": "ksp4", "address": "https://a.local"},
			{"id": "a", "title": "М", "family": "ksp6", "address": "https://b.local"}]`,
	} {
		_, err := ParseProviders([]byte(text))
		assert.Error(t, err, what)
	}
	var many Providers
	for i := range maxProviders + 1 {
		many = append(many, Provider{ID: fmt.Sprint(i), Title: "Н", Family: KSP4, Address: "https://a.local"})
	}
	data, err := json.Marshal(many)
	require.NoError(t, err)
	_, err = ParseProviders(data)
	assert.ErrorContains(t, err, "providers")
}

// FuzzParseProviders wants every provider that is read to be spoken to by https at
// the host that it shows.
func FuzzParseProviders(f *testing.F) {
	f.Add([]byte(`[{"id": "a", "title": "Н", "family": "csc2", "client_id": "c", "address": "https://a.local:8443/csc", "hosts": ["[fd00::1]:80"]}]`))
	f.Add([]byte(`[{"id": "b", "title": "Н", "family": "ksp6", "address": "https://a.local", "link": "https://a.local/kep", "logins": true}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := ParseProviders(data)
		if err != nil {
			return
		}
		for _, p := range list {
			require.True(t, strings.HasPrefix(p.Address, "https://"+hostOf(p.Address)), p.Address)
			require.NotEmpty(t, hostOf(p.Address))
		}
		_ = list.Hosts()
	})
}
