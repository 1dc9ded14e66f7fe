// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/registry"
)

// TestSourcesOfEveryKind: each kind of keys is there, or there is nothing of it but
// its refusal, for windows and for the command line.
func TestSourcesOfEveryKind(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	for _, row := range schemes {
		s, missing := newSources(config.Config{KeyKinds: []config.KeyKind{row.kind}}, logrus.New())
		require.Empty(t, missing)
		assert.Equal(t, row.kind != config.TokenKeys, s.tokens == nil)
		assert.Equal(t, row.kind != config.TPMKeys, s.chip == nil)
		assert.Equal(t, row.kind != config.CloudKeys, s.cloud == nil)
		assert.Len(t, s.forbidden, len(schemes)-1)
		assert.NotContains(t, s.forbidden, row.scheme)
		served := map[string]bool{}
		for _, source := range s.with(nil) {
			assert.NotContains(t, served, source.Scheme())
			_, forbidden := source.(key.Forbidden)
			served[source.Scheme()] = !forbidden
		}
		assert.Len(t, served, len(schemes), row.kind)
		for _, other := range schemes {
			assert.Equal(t, other == row, served[other.scheme], "%s beside %s", other.scheme, row.kind)
		}
		s.Close()
	}
	s, missing := newSources(config.Config{}, logrus.New())
	require.Empty(t, missing)
	defer s.Close()
	assert.Empty(t, s.forbidden)
	assert.Len(t, s.with(nil), len(schemes))
}

// TestForbiddenProvidersAreNotMissing: nobody is told of slips in what is not used.
func TestForbiddenProvidersAreNotMissing(t *testing.T) {
	unfit := registry.Providers{{ID: "b", Title: "CSC 2", Family: registry.CSC2, Address: "https://b.example/csc/v2"}}
	_, missing := newSources(config.Config{KeyKinds: []config.KeyKind{config.FileKeys}, Providers: unfit}, logrus.New())
	assert.Empty(t, missing)
	s, missing := newSources(config.Config{KeyKinds: []config.KeyKind{config.CloudKeys}, Providers: unfit}, logrus.New())
	defer s.Close()
	require.Len(t, missing, 1)
	assert.ErrorContains(t, missing[0], `"b"`)
}

func TestTold(t *testing.T) {
	assert.Equal(t, protocol.Settings{PINEntry: "window", Locked: []string{}}, told(config.Config{PINEntry: config.Window}))
	assert.Equal(t, protocol.Settings{
		PINEntry: "native", Locked: []string{"pin_entry"}, KeyKinds: []string{"token", "tpm"},
		Cabinets: []protocol.Cabinet{{Origin: "https://a.local", Tops: []string{"https://b.local"}}},
		Dialects: []protocol.Dialect{{Origin: "https://a.local", Dialect: "iit", Tops: []string{"https://b.local"}, Hashes: true}},
	}, told(config.Config{
		PINEntry: config.Native, Locked: []string{"pin_entry"}, KeyKinds: []config.KeyKind{config.TokenKeys, config.TPMKeys},
		Cabinets: []config.Cabinet{{Origin: "https://a.local", Tops: []string{"https://b.local"}}},
		Dialects: []config.Dialect{{Origin: "https://a.local", Dialect: "iit", Tops: []string{"https://b.local"}, Hashes: true}},
	}))
	none := told(config.Config{KeyKinds: []config.KeyKind{}})
	for _, row := range schemes {
		assert.False(t, none.Allows(string(row.kind)))
		assert.True(t, told(config.Config{KeyKinds: []config.KeyKind{row.kind}}).Allows(string(row.kind)), "the words for kinds are the same")
	}
	assert.Equal(t, []string{protocol.FileKeys, protocol.TokenKeys, protocol.TPMKeys, protocol.CloudKeys},
		[]string{string(config.FileKeys), string(config.TokenKeys), string(config.TPMKeys), string(config.CloudKeys)})
}
