// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package addon_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"encoding/xml"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/crx3"
	"github.com/pidpys/pidpys/installer/product"
)

const (
	checkout = "../.."
	intranet = "https://intranet.example/pidpys/"
)

// edition is an edition to pack, by a key made for it.
func edition(t *testing.T, of func(string, product.Keys, func(string)) (product.Product, error)) product.Product {
	t.Helper()
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "crx.pem")
	require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	p, err := of(checkout, product.Keys{CRX: path}, quiet)
	require.NoError(t, err)
	return p
}

func quiet(string) {}

// unzip is what an archive holds.
func unzip(t *testing.T, archive []byte) addon.Files {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	require.NoError(t, err)
	files := addon.Files{}
	for _, entry := range r.File {
		assert.Equal(t, time.Unix(1700000000, 0).UTC(), entry.Modified.UTC(), entry.Name)
		assert.Equal(t, fs.FileMode(0o644), entry.Mode(), entry.Name)
		content, err := entry.Open()
		require.NoError(t, err)
		files[entry.Name], err = io.ReadAll(content)
		require.NoError(t, err)
	}
	return files
}

type manifest struct {
	Key      string `json:"key"`
	Version  string `json:"version"`
	Update   string `json:"update_url"`
	Specific struct {
		Gecko struct {
			ID     string `json:"id"`
			Update string `json:"update_url"`
		} `json:"gecko"`
	} `json:"browser_specific_settings"`
}

func manifestOf(t *testing.T, files addon.Files) (m manifest) {
	t.Helper()
	require.NoError(t, json.Unmarshal(files["manifest.json"], &m))
	return m
}

// TestIDs holds the table of ids against the manifests and the key of the CRX.
func TestIDs(t *testing.T) {
	for name, of := range map[string]func(string, product.Keys, func(string)) (product.Product, error){
		"release": product.New, "demo": product.NewDemo,
	} {
		t.Run(name, func(t *testing.T) {
			p := edition(t, of)
			files, err := addon.Unpacked(p)
			require.NoError(t, err)
			m := manifestOf(t, files)
			spki, err := base64.StdEncoding.DecodeString(m.Key)
			require.NoError(t, err)
			key, err := x509.ParsePKIXPublicKey(spki)
			require.NoError(t, err)
			loaded, err := crx3.ID(key)
			require.NoError(t, err)

			file, err := addon.CRX(p)
			require.NoError(t, err)
			crx, err := crx3.Read(file)
			require.NoError(t, err)
			assert.Equal(t, crx.ID, p.PackedID())
			assert.Contains(t, p.Host.ChromiumIDs, loaded)
			assert.Contains(t, p.Host.ChromiumIDs, crx.ID)
			assert.Equal(t, p.Host.FirefoxIDs, []string{m.Specific.Gecko.ID})
		})
	}
}

// TestPackages: all are the same extension, each with the manifest that its reader
// takes.
func TestPackages(t *testing.T) {
	p := edition(t, product.New)
	p.Version = "7.8.9"
	unpacked, err := addon.Unpacked(p)
	require.NoError(t, err)
	assert.NotEmpty(t, manifestOf(t, unpacked).Key)

	for _, base := range []string{"", intranet} {
		p.Updates = base
		store, err := addon.Store(p)
		require.NoError(t, err)
		xpi, err := addon.XPI(p)
		require.NoError(t, err)
		crx, err := addon.CRX(p)
		require.NoError(t, err)
		read, err := crx3.Read(crx)
		require.NoError(t, err)
		for name, c := range map[string]struct {
			archive           []byte
			chromium, firefox string
		}{
			"store": {archive: store},
			"xpi":   {archive: xpi, firefox: "updates.json"},
			"crx":   {archive: read.Archive, chromium: "updates.xml"},
		} {
			files := unzip(t, c.archive)
			assert.Equal(t, unpacked.Paths(), files.Paths(), name)
			assert.Equal(t, unpacked["background.js"], files["background.js"], name)
			m := manifestOf(t, files)
			assert.Empty(t, m.Key, name)
			assert.Equal(t, "7.8.9", m.Version, name)
			assert.Equal(t, address(base, c.chromium), m.Update, name)
			assert.Equal(t, address(base, c.firefox), m.Specific.Gecko.Update, name)
		}
	}
}

// address is where a file of a self-hosted extension is; empty if it is not.
func address(base, file string) string {
	if base == "" || file == "" {
		return ""
	}
	return base + file
}

// TestReproducible: equal sources, date and key give equal octets.
// TestWithoutDialects: a package for a store that would not take what pages of
// other programs are answered with holds none of it, and all the rest.
func TestWithoutDialects(t *testing.T) {
	p := edition(t, product.New)
	whole, err := addon.Unpacked(p)
	require.NoError(t, err)
	require.Contains(t, whole, "compat/iit.js")
	p.WithoutDialects = true
	archive, err := addon.Store(p)
	require.NoError(t, err)
	packed := unzip(t, archive)
	for _, path := range whole.Paths() {
		if strings.HasPrefix(path, "compat/") {
			assert.NotContains(t, packed, path)
		} else {
			assert.Contains(t, packed, path)
		}
	}
	for path, content := range packed {
		assert.NotContains(t, string(content), "jffafkigfgmjafhpkoibhfefeaebmccg", path)
		assert.NotContains(t, string(content), "eusw@iit", path)
	}
}

func TestReproducible(t *testing.T) {
	p := edition(t, product.New)
	p.Updates = intranet
	once, again := t.TempDir(), t.TempDir()
	first, err := addon.Build(t.Context(), p, once, quiet)
	require.NoError(t, err)
	second, err := addon.Build(t.Context(), p, again, quiet)
	require.NoError(t, err)
	require.Len(t, second, len(first))
	for i := range first {
		a, err := os.ReadFile(first[i])
		require.NoError(t, err)
		b, err := os.ReadFile(second[i])
		require.NoError(t, err)
		assert.Equal(t, a, b, first[i])
	}
}

// TestZipBeforeZip: a date that ZIP cannot tell becomes the first that it can.
func TestZipBeforeZip(t *testing.T) {
	archive, err := addon.Files{"a": []byte("b")}.Zip(time.Unix(0, 0))
	require.NoError(t, err)
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	require.NoError(t, err)
	assert.Equal(t, 1980, r.File[0].Modified.UTC().Year())
}

// TestUpdates holds what browsers of an organization are told to the packages.
func TestUpdates(t *testing.T) {
	p := edition(t, product.New)
	p.Updates = intranet
	out := t.TempDir()
	_, err := addon.Build(t.Context(), p, out, quiet)
	require.NoError(t, err)

	var gupdate struct {
		XMLName  xml.Name
		Protocol string `xml:"protocol,attr"`
		App      struct {
			ID    string `xml:"appid,attr"`
			Check struct {
				Codebase string `xml:"codebase,attr"`
				Version  string `xml:"version,attr"`
				Minimum  string `xml:"prodversionmin,attr"`
			} `xml:"updatecheck"`
		} `xml:"app"`
	}
	text, err := os.ReadFile(filepath.Join(out, "updates.xml"))
	require.NoError(t, err)
	require.NoError(t, xml.Unmarshal(text, &gupdate))
	assert.Equal(t, xml.Name{Space: "http://www.google.com/update2/response", Local: "gupdate"}, gupdate.XMLName)
	assert.Equal(t, "2.0", gupdate.Protocol)
	assert.Equal(t, p.PackedID(), gupdate.App.ID)
	assert.Equal(t, intranet+addon.FileName(p, "crx"), gupdate.App.Check.Codebase)
	assert.Equal(t, p.Version, gupdate.App.Check.Version)
	assert.NotEmpty(t, gupdate.App.Check.Minimum)
	assert.FileExists(t, filepath.Join(out, addon.FileName(p, "crx")))

	text, err = os.ReadFile(filepath.Join(out, "updates.json"))
	require.NoError(t, err)
	xpi, err := os.ReadFile(filepath.Join(out, addon.FileName(p, "xpi")))
	require.NoError(t, err)
	sum := sha256.Sum256(xpi)
	assert.JSONEq(t, `{"addons": {"pidpys@pidpys.org": {"updates": [{
		"version": "`+p.Version+`",
		"update_link": "`+intranet+addon.FileName(p, "xpi")+`",
		"update_hash": "sha256:`+hex.EncodeToString(sum[:])+`",
		"applications": {"gecko": {"strict_min_version": "140.0"}}
	}]}}}`, string(text))
}

func TestBuildRefusesAnAddress(t *testing.T) {
	p := edition(t, product.New)
	for _, base := range []string{
		"intranet.example/pidpys/", "http://intranet.example/pidpys/", "https:///pidpys/", "https://intranet.example/pidpys",
		"https://intranet.example/?pidpys/", "https://intranet.example/#/", "https://admin@intranet.example/", "file:///srv/", "https://a\x00/",
	} {
		p.Updates = base
		_, err := addon.Build(t.Context(), p, t.TempDir(), quiet)
		assert.Error(t, err, base)
	}
	p.Updates = "http://127.0.0.1:8080/"
	_, err := addon.Build(t.Context(), p, t.TempDir(), quiet)
	assert.NoError(t, err, "nobody stands between a machine and itself")
}
