// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// committed is a file of the registry as it is.
func committed(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", name))
	require.NoError(t, err)
	return data
}

// TestAuthorities wants the committed list to be what the public one makes.
func TestAuthorities(t *testing.T) {
	made, err := authorities(interop.Read(t, "ca-registry/CAs-"+registry.AsOf.Format(time.DateOnly)+".json"))
	require.NoError(t, err)
	assert.Equal(t, string(committed(t, "authorities.json")), string(made))
}

// TestCertificates wants the same of the bundle.
func TestCertificates(t *testing.T) {
	made, err := certificates(interop.Read(t, "ca-registry/CACertificates-2026-06-16.p7b"), time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	assert.Equal(t, committed(t, "certificates.p7b"), made)
}

// TestInOrder wants the committed list in the order in which a person looks for
// a name.
func TestInOrder(t *testing.T) {
	var list []registry.Authority
	require.NoError(t, json.Unmarshal(committed(t, "authorities.json"), &list))
	sorted := slices.Clone(list)
	slices.Reverse(sorted)
	byAlphabet(sorted)
	assert.Equal(t, list, sorted)

	var names []registry.Authority
	alphabet := strings.Split("ZЯЮЬЩШЧЦХФУТСРПОНМЛКЙЇІИЗЖЄЕДҐГВБА«", "")
	for _, letter := range alphabet {
		names = append(names, registry.Authority{Names: []string{letter}})
	}
	byAlphabet(names)
	var got string
	for _, a := range names {
		got += a.Name()
	}
	assert.Equal(t, "«ZАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ", got)
}

func TestNoAuthorities(t *testing.T) {
	for what, source := range map[string]string{
		"no list":          `{}`,
		"an empty one":     `[]`,
		"one without name": `[{"issuerCNs": [], "cmpAddress": "ca.example.ua"}]`,
	} {
		_, err := authorities([]byte(source))
		assert.Error(t, err, what)
	}
}

func TestWithPort(t *testing.T) {
	for _, c := range []struct{ address, port, want string }{
		{"", "80", ""},
		{"", "43222", ""},
		{"ca.example.ua", "80", "ca.example.ua"},
		{"ca.example.ua", "", "ca.example.ua"},
		{"ca.example.ua", "43222", "ca.example.ua:43222"},
		{"ca.example.ua/services/ocsp/", "8080", "ca.example.ua:8080/services/ocsp/"},
		{"ca.example.ua:8443/ocsp", "8080", "ca.example.ua:8443/ocsp"},
	} {
		assert.Equal(t, c.want, withPort(c.address, c.port))
	}
}
