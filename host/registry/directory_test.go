// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry_test

import (
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWith(t *testing.T) {
	own := registry.Authority{Names: []string{"Власний надавач"}, CMP: "ca.local:8080", Private: true}
	moved := registry.Authority{Names: []string{"КНЕДП «ДПС»", "Податкова"}, CMP: "cmp.tax.example.ua"}
	before := registry.Builtin().Authorities()
	d := registry.Builtin().With([]registry.Authority{own, moved})
	all := d.Authorities()
	require.Len(t, all, len(before)+1)
	assert.Equal(t, []registry.Authority{own, moved}, all[:2], "an administrator's stand first")
	assert.Equal(t, before, registry.Builtin().Authorities(), "the list itself has changed")

	for name, want := range map[string]registry.Authority{"власний НАДАВАЧ": own, "КНЕДП ДПС": moved, "Податкова": moved} {
		found, ok := d.Find(name)
		require.True(t, ok, name)
		assert.Equal(t, want, found)
	}
	_, ok := d.Find("QTSP State Tax Service of Ukraine")
	assert.False(t, ok, "a name of the authority that was replaced")
	for _, a := range all[2:] {
		found, ok := d.Find(a.Name())
		require.True(t, ok)
		assert.Equal(t, a, found)
	}

	both := registry.Authority{Names: []string{"КНЕДП ДПС", "КНЕДП НГУ"}}
	assert.Len(t, registry.Builtin().With([]registry.Authority{both}).Authorities(), len(before)-1)
	assert.Empty(t, new(registry.Directory).Authorities())
}

func TestHosts(t *testing.T) {
	hosts := registry.Builtin().Hosts()
	for _, want := range []string{"ca.tax.gov.ua", "cmp.e-life.com.ua", "ocsp.e-life.com.ua", "ca.treasury.gov.ua:43222"} {
		assert.Contains(t, hosts, outbound.Host{Name: want})
	}
	seen := map[outbound.Host]bool{}
	for _, h := range hosts {
		assert.False(t, seen[h], h.Name)
		seen[h] = true
		assert.False(t, h.Private, "%s may have a private address", h.Name)
		assert.False(t, strings.ContainsAny(h.Name, "/@?#"), h.Name)
	}

	d := registry.Builtin().With([]registry.Authority{
		{Names: []string{"а"}, CMP: "https://ca.local:8443/cmp", OCSP: "10.0.0.1", TSP: "[fd00::1]:80/tsp", Reissue: "https://renew.local/cmp", Private: true},
	})
	for _, want := range []string{"ca.local:8443", "10.0.0.1", "[fd00::1]:80", "renew.local"} {
		assert.Contains(t, d.Hosts(), outbound.Host{Name: want, Private: true})
	}
}

func TestLookup(t *testing.T) {
	var none []string
	for _, a := range registry.Builtin().Authorities() {
		if !a.Lookup() {
			none = append(none, a.Name())
		}
	}
	assert.Equal(t, []string{`КНЕДП АТ "Ощадбанк"`, `КНЕДП Казначейства`, `КНЕДП ЦЕЗАРІС TOB "Інтер-Метл"`}, none)
}
