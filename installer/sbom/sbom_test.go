// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package sbom_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/product"
	"github.com/pidpys/pidpys/installer/sbom"
)

// worker is pidpys-token, a program with modules.
func worker(t *testing.T) string {
	p := product.Product{Name: "pidpys", Version: "1.2.3", Checkout: "../..", Host: installer.Host{ChromiumIDs: []string{"a"}}}
	programs, err := p.Programs(t.Context(), product.Target{OS: "linux", Arch: "amd64"}, t.TempDir())
	require.NoError(t, err)
	return programs.Token
}

func TestDocumentListsModules(t *testing.T) {
	p := product.Product{Name: "pidpys", Version: "1.2.3", Date: time.Unix(1700000000, 0).UTC()}
	program := worker(t)
	first, err := sbom.Write(p, []string{program, program}, t.TempDir())
	require.NoError(t, err)
	again, err := sbom.Write(p, []string{program}, t.TempDir())
	require.NoError(t, err)
	octets, err := os.ReadFile(first)
	require.NoError(t, err)
	same, err := os.ReadFile(again)
	require.NoError(t, err)
	assert.Equal(t, string(octets), string(same), "a program twice is one")

	f, err := os.Open(first)
	require.NoError(t, err)
	defer f.Close()
	var bom cyclonedx.BOM
	require.NoError(t, cyclonedx.NewBOMDecoder(f, cyclonedx.BOMFileFormatJSON).Decode(&bom))
	assert.Equal(t, cyclonedx.SpecVersion1_6, bom.SpecVersion)
	assert.Equal(t, "2023-11-14T22:13:20Z", bom.Metadata.Timestamp)
	assert.Equal(t, "pidpys", bom.Metadata.Component.Name)
	names := map[string]string{}
	for _, c := range *bom.Components {
		names[c.Name] = c.PackageURL
	}
	assert.Contains(t, names, "std")
	assert.Contains(t, names["github.com/ebitengine/purego"], "pkg:golang/github.com/ebitengine/purego@v0.")
	refs := []string{bom.Metadata.Component.BOMRef}
	for _, c := range *bom.Components {
		refs = append(refs, c.BOMRef)
	}
	for _, d := range *bom.Dependencies {
		for _, on := range *d.Dependencies {
			assert.Contains(t, refs, on)
		}
	}
}

func TestNoticesHoldEachLicenceOnce(t *testing.T) {
	text, err := sbom.Notices(t.Context(), "../..", worker(t))
	require.NoError(t, err)
	assert.Regexp(t, `(?s)Go 1\.\d+.*github\.com/ebitengine/purego v0`, text)
	assert.Contains(t, text, "Apache License", "that of purego")
}

func TestNothingIsSaidOfWhatGoDidNotBuild(t *testing.T) {
	other := filepath.Join(t.TempDir(), "program")
	require.NoError(t, os.WriteFile(other, []byte("#!/bin/sh"), 0o755))
	_, err := sbom.Notices(t.Context(), "../..", other)
	assert.Error(t, err)
	_, err = sbom.Write(product.Product{}, []string{other}, t.TempDir())
	assert.Error(t, err)
}

func TestChecksums(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "admin"), 0o755))
	files := []string{filepath.Join(folder, "b"), filepath.Join(folder, "admin", "a")}
	for _, f := range files {
		require.NoError(t, os.WriteFile(f, []byte("abc"), 0o600))
	}
	list, err := sbom.Checksums(files, folder)
	require.NoError(t, err)
	text, err := os.ReadFile(list)
	require.NoError(t, err)
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, appendix B.1
	assert.Equal(t, abc+"  admin/a\n"+abc+"  b\n", string(text))

	_, err = sbom.Checksums(slices.Concat(files, []string{filepath.Join(folder, "absent")}), folder)
	assert.ErrorIs(t, err, os.ErrNotExist)
}
