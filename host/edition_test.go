// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !demo

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ids are those of extension/ids.json, which the keys in the extension's
// manifests decide.
type ids struct {
	Chromium []string
	Firefox  string
}

func knownIDs(t *testing.T) (release, demo ids) {
	octets, err := os.ReadFile("../extension/ids.json")
	require.NoError(t, err)
	var both struct{ Release, Demo ids }
	require.NoError(t, json.Unmarshal(octets, &both))
	return both.Release, both.Demo
}

func TestReleaseAdmitsItsOwnExtension(t *testing.T) {
	release, demo := knownIDs(t)
	assert.Equal(t, release, ids{product.chromium, product.firefox})

	source, err := os.ReadFile("demo.go")
	require.NoError(t, err)
	for _, id := range demo.Chromium {
		assert.Contains(t, string(source), `"`+id+`"`)
	}
	assert.Contains(t, string(source), `"`+demo.Firefox+`"`)
}

// TestReleaseProgramHoldsNothingOfTheDemo looks for the demo's traces in the
// octets of a release, in which it finds the IDs that the linker adds.
func TestReleaseProgramHoldsNothingOfTheDemo(t *testing.T) {
	program := filepath.Join(t.TempDir(), "pidpys")
	const linked = "ponmlkjihgfedcbaponmlkjihgfedcba"
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-X main.extensionIDs="+linked, "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	output, err := build.CombinedOutput()
	require.NoError(t, err, string(output))
	octets, err := os.ReadFile(program)
	require.NoError(t, err)

	release, demo := knownIDs(t)
	assert.Contains(t, string(octets), release.Chromium[0], "the search works")
	assert.Contains(t, string(octets), linked)
	for _, trace := range append(demo.Chromium, demo.Firefox, "org.pidpys.demo", "http://localhost", "host/testpki", "pidpys-test", "PIDPYS_DEMO", "config.ReadFrom", "hardware/simulator", "host/cloud/csctest", "host/cloud/ksptest", "host/relying/diia", "Навчальне сховище") {
		assert.NotContains(t, string(octets), trace)
	}
}

// TestEveryIDIsAdmitted: the edition's own, and those that the linker adds.
func TestEveryIDIsAdmitted(t *testing.T) {
	e := edition{chromium: []string{"aaa", "bbb"}, firefox: "a@example.org"}
	for _, caller := range []string{"chrome-extension://aaa/", "chrome-extension://bbb/", "a@example.org"} {
		assert.True(t, e.admits(caller), caller)
	}
	for _, caller := range []string{"", "chrome-extension:///", "chrome-extension://aaa", "chrome-extension://ccc/", "chrome-extension://a@example.org/", "aaa"} {
		assert.False(t, e.admits(caller), caller)
	}
	t.Cleanup(func() { extensionIDs = "" })
	extensionIDs = "ccc,,ddd"
	assert.True(t, e.admits("chrome-extension://ccc/"))
	assert.True(t, e.admits("chrome-extension://aaa/"))
	assert.False(t, e.admits("chrome-extension:///"))
	assert.Equal(t, []string{"aaa", "bbb", "ccc", "ddd"}, e.chromiumIDs())
}

func TestTaxCabinet(t *testing.T) {
	assert.True(t, product.taxCabinet("https://cabinet.tax.gov.ua"))
	for _, origin := range []string{"", "http://cabinet.tax.gov.ua", "https://cabinet.tax.gov.ua.example", "https://my.gov.ua", "https://cabinet.tax.gov.ua:8443"} {
		assert.False(t, product.taxCabinet(origin), origin)
	}
}
