// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/bmp"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/product"
)

var sample = product.Product{
	Name:    "pidpys",
	Title:   "Pidpys",
	Version: "1.2.3",
	Date:    time.Date(2026, 1, 2, 3, 4, 6, 0, time.UTC),
	Host: installer.Host{
		Name:        "org.pidpys.host",
		ChromiumIDs: []string{"abcdefghijklmnopabcdefghijklmnop"},
		FirefoxIDs:  []string{"pidpys@pidpys.org"},
	},
}

// laid puts files where packages are made of them.
func laid(t *testing.T, names ...string) (work string) {
	work = t.TempDir()
	for _, name := range names {
		path := filepath.Join(work, filesFolder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte("text of "+name), 0o600))
	}
	require.NoError(t, layPictures("../../extension/icons", work))
	require.NoError(t, date(work, sample.Date))
	return work
}

func TestGUIDOfAName(t *testing.T) {
	// Python: uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/pidpys/pidpys#pidpys")
	assert.Equal(t, "{A033FEDB-8990-508C-8A7C-30911E52ECDA}", family(sample).String())
	other := sample
	other.Version = "1.2.4"
	assert.Equal(t, family(sample), family(other))
	assert.NotEqual(t, release(sample), release(other))
}

func TestNumbersOrderVersions(t *testing.T) {
	var last uint32
	for _, version := range []string{"0.0.1", "0.1.0", "0.1.1", "0.2.0", "0.10.0", "1.0.0", "127.255.65535"} {
		n, err := number(version)
		require.NoError(t, err)
		assert.Greater(t, n, last, version)
		last = n
	}
	for version, why := range map[string]string{
		"":             "nothing",
		"1.2":          "two numbers",
		"1.2.3.4":      "Windows Installer passes over the fourth",
		"1.2.3-beta":   "a word",
		"128.0.0":      "conditions compare signed numbers",
		"0.256.0":      "the second has 8 bits",
		"0.0.65536":    "the third has 16",
		"-1.0.0":       "negative",
		"1.2.3\n4.5.6": "two lines",
	} {
		_, err := number(version)
		assert.Error(t, err, why)
	}
}

func TestIconHoldsThePictures(t *testing.T) {
	text, err := icon("../../extension/icons")
	require.NoError(t, err)
	require.Equal(t, []byte{0, 0, 1, 0, byte(len(iconSizes)), 0}, text[:6])
	for i, size := range iconSizes {
		entry := text[6+16*i:]
		length, start := binary.LittleEndian.Uint32(entry[8:]), binary.LittleEndian.Uint32(entry[12:])
		assert.EqualValues(t, size, entry[0])
		assert.True(t, bytes.HasPrefix(text[start:start+length], []byte("\x89PNG")))
	}
	_, err = icon(t.TempDir())
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestSidebarIsOfTheSizeThatNSISShows(t *testing.T) {
	text, err := sidebar("../../extension/icons")
	require.NoError(t, err)
	picture, err := bmp.Decode(bytes.NewReader(text))
	require.NoError(t, err)
	assert.Equal(t, sidebarSize, picture.Bounds())
	assert.NotEqual(t, picture.At(0, 0), picture.At(82, 100), "the icon is on it")
	_, err = sidebar(t.TempDir())
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestEveryKeyIsRegisteredOnce(t *testing.T) {
	keys := map[string]registration{}
	for _, r := range registrations("org.pidpys.host") {
		assert.NotContains(t, keys, r.Key)
		keys[r.Key] = r
	}
	for _, l := range installer.Rows("windows", installer.System, "") {
		r := keys[l.Hosts+`\org.pidpys.host`]
		assert.Contains(t, r.Browsers, l.Browser)
		assert.Equal(t, installer.RegisteredFile("org.pidpys.host", l.Family), r.Manifest)
	}
	chrome := keys[`SOFTWARE\Google\Chrome\NativeMessagingHosts\org.pidpys.host`]
	assert.Equal(t, "CHROMEINSTALL", chrome.Option)
	assert.Equal(t, []string{`SOFTWARE\Google\Chrome\NativeMessagingHosts`, `SOFTWARE\Google\Chrome`, `SOFTWARE\Google`}, chrome.Above())
}

func TestManifestsNameTheProgramBesideThem(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, writeManifests(sample, folder))
	for family, ids := range map[installer.Family]string{installer.Chromium: sample.Host.ChromiumIDs[0], installer.Firefox: sample.Host.FirefoxIDs[0]} {
		text, err := os.ReadFile(filepath.Join(folder, installer.RegisteredFile("org.pidpys.host", family)))
		require.NoError(t, err)
		h, err := installer.ParseManifest(text)
		require.NoError(t, err)
		assert.Equal(t, "pidpys.exe", h.Path)
		assert.Equal(t, []string{ids}, append(h.ChromiumIDs, h.FirefoxIDs...))
	}
}

func TestFoldersOfFiles(t *testing.T) {
	c, err := describe(sample, laid(t, "pidpys.exe", "extension/lib/a.js", "extension/_locales/uk/b.json"))
	require.NoError(t, err)
	assert.Equal(t, []file{`extension\_locales\uk\b.json`, `extension\lib\a.js`, `pidpys.exe`}, c.Files)
	assert.Equal(t, []folder{`extension`, `extension\_locales`, `extension\_locales\uk`, `extension\lib`}, c.Folders())
	assert.Equal(t, folder(`extension\lib`), c.Emptied()[0])
	assert.Equal(t, "files/extension/lib/a.js", c.Path(c.Files[1]))
	assert.Equal(t, "a.js", c.Files[1].Name())
	assert.True(t, c.Files[2].Program())
	assert.Empty(t, c.Files[2].Folder())
}

func TestNamesThatSourcesCannotQuote(t *testing.T) {
	for _, name := range []string{"a'b", `a"b`, "a$b", "a&b", "a`b", "a<b"} {
		_, err := describe(sample, laid(t, name))
		assert.ErrorContains(t, err, "no name like", name)
	}
}

func TestSourcesAreFilled(t *testing.T) {
	c, err := describe(sample, laid(t, "pidpys.exe", "extension/lib/a.js"))
	require.NoError(t, err)
	wxs, err := c.fill("package.wxs")
	require.NoError(t, err)
	for d := xml.NewDecoder(bytes.NewReader(wxs)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
	}
	sql, err := c.fill("tables.sql")
	require.NoError(t, err)
	for line := range strings.Lines(strings.TrimSpace(string(sql))) {
		assert.Regexp(t, "^(UPDATE|INSERT|CREATE) ", line)
	}
	assert.Contains(t, string(sql), "`Version` = '1.2.3.0', `Language` = '1033' WHERE `File` = 'File1'")
	assert.NotContains(t, string(sql), "'File2'")
	nsi, err := c.fill("setup.nsi")
	require.NoError(t, err)
	assert.NotContains(t, string(nsi), "uninstfinalize")
	c.Keys.Certificate, c.Keys.CertificateKey = "it's.pem", "key.pem"
	nsi, err = c.fill("setup.nsi")
	require.NoError(t, err)
	assert.Contains(t, string(nsi), `'-certs' 'it'\''s.pem' '-key' 'key.pem'`)
}

// TestPackagesAreReproducible makes each twice.
func TestPackagesAreReproducible(t *testing.T) {
	for name, build := range map[string]func(context.Context, contents, string) error{"a.msi": buildMSI, "a.exe": buildSetup} {
		var first []byte
		for range 2 {
			work := laid(t, "pidpys.exe", "extension/lib/a.js")
			c, err := describe(sample, work)
			require.NoError(t, err)
			path := filepath.Join(work, name)
			err = build(t.Context(), c, path)
			if missing := new(product.MissingError); errors.As(err, &missing) {
				t.Skip(missing)
			}
			require.NoError(t, err)
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			if first == nil {
				first = text
			}
			assert.True(t, bytes.Equal(first, text), name)
		}
	}
}

func TestTimesOfAPackageThatIsNone(t *testing.T) {
	whole := append(make([]byte, 28), summaryFormat...)
	for name, text := range map[string][]byte{
		"empty":              nil,
		"format at the head": summaryFormat,
		"no section":         whole,
		"section outside":    append(bytes.Clone(whole), 0xff, 0xff, 0, 0),
		"no properties":      append(append(bytes.Clone(whole), 48, 0, 0, 0), make([]byte, 8)...),
	} {
		assert.ErrorIs(t, overwriteTimes(text, sample.Date), errSummary, name)
	}
}
