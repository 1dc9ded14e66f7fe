// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/registry"
)

// listing has the program know these providers and no others.
func listing(t *testing.T, providers registry.Providers) {
	before := product
	t.Cleanup(func() { product = before })
	product.providers = func() registry.Providers { return providers }
}

// TestCommercialProvidersPromiseNothing: people find theirs by its name, and learn
// that it serves its partners only.
func TestCommercialProvidersPromiseNothing(t *testing.T) {
	listing(t, registry.BuiltinProviders())
	source, missing := newCloud(nil, logrus.New())
	require.Empty(t, missing)
	defer source.Close()
	require.Len(t, source.Providers(), len(registry.BuiltinProviders()))
	for _, p := range source.Providers() {
		assert.True(t, p.Agreement, p.Title)
		_, err := source.Open(t.Context(), key.ProviderRef(source.Scheme(), p.ID, ""), nil)
		assert.ErrorIs(t, err, key.ErrAgreement, p.Title)
	}
}

// TestProvidersOfAdministrators: those whose protocol is public are used, also
// where the file has another that cannot be; KSP has no public cipher.
func TestProvidersOfAdministrators(t *testing.T) {
	listing(t, registry.Providers{
		{ID: "a", Title: "CSC 1", Family: registry.CSC1, Address: "https://a.example/csc/v1", ClientID: "pidpys", User: "optional", Hint: "Номер"},
		{ID: "b", Title: "CSC 2", Family: registry.CSC2, Address: "https://b.example/csc/v2"},
		{ID: "c", Title: "CSC 2", Family: registry.CSC2, Address: "https://c.example/csc/v2", ClientID: "pidpys"},
		{ID: "d", Title: "KSP 4", Family: registry.KSP4, Address: "https://d.example/"},
	})
	product.cipher = nil
	source, missing := newCloud(nil, logrus.New())
	require.Len(t, missing, 1)
	assert.ErrorIs(t, missing[0], csc.ErrConfig, "b names no client")
	defer source.Close()
	assert.Equal(t, []key.Provider{
		{ID: "a", Title: "CSC 1", User: key.UserOptional, Hint: "Номер"},
		{ID: "c", Title: "CSC 2"},
		{ID: "d", Title: "KSP 4", Agreement: true},
	}, source.Providers())
}
