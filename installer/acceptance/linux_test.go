// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"archive/zip"
	"bytes"
	"debug/elf"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/linux"
	"github.com/pidpys/pidpys/installer/product"
)

// shipment is all packages of a release for Linux.
type shipment struct {
	product product.Product
	folder  string
}

// packages are those of a format for an architecture: the program's, the worker's and
// the extension's.
func (s shipment) packages(f linux.Format, architecture string) []string {
	var paths []string
	for suffix, of := range map[string]string{"": architecture, "-token": architecture, "-extension": "all"} {
		paths = append(paths, filepath.Join(s.folder, f.FileName(s.product.Name+suffix, s.product.Version, of)))
	}
	return paths
}

func TestLinux(t *testing.T) {
	say := func(line string) { t.Log(line) }
	p, err := product.New(checkout, product.Keys{}, say)
	require.NoError(t, err)
	s := shipment{p, t.TempDir()}
	made, err := linux.Build(t.Context(), p, s.folder, say)
	require.NoError(t, err)
	require.Len(t, made, len(linux.Formats)*(2*len(linux.Architectures)+1))

	t.Run("packages hold what the table says", s.hold)
	t.Run("a second build gives equal octets", s.equal)
	t.Run("lintian", s.pleaseLintian)
	t.Run("deb", s.lives)
	t.Run("rpm", s.rpm)
	t.Run("signed", s.signed)
}

// hold unpacks every package, and looks at what is in it.
func (s shipment) hold(t *testing.T) {
	demo, err := product.Host(checkout, true)
	require.NoError(t, err)
	traces := append(demo.ChromiumIDs, demo.FirefoxIDs[0], demo.Name, "pidpys-demo", "host/testpki", "PIDPYS_DEMO", "hardware/simulator")
	for _, format := range linux.Formats {
		for _, architecture := range linux.Architectures {
			t.Run(string(format)+" "+architecture, func(t *testing.T) {
				root := t.TempDir()
				for _, path := range s.packages(format, architecture) {
					unpack(t, path, root)
				}
				s.holdsManifests(t, format, root)
				s.holdsExtension(t, format, root)
				holdsPrograms(t, format.Target(architecture), root)
				holdsNothingOf(t, root, traces)
			})
		}
	}
}

// unpack lays what a package would install into a folder.
func unpack(t *testing.T, path, root string) {
	t.Helper()
	command := exec.Command("bsdtar", "-xf", path, "-C", root)
	if filepath.Ext(path) == ".deb" {
		command = exec.Command("dpkg-deb", "--extract", path, root)
	}
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s: %s", path, out)
}

func (s shipment) holdsManifests(t *testing.T, f linux.Format, root string) {
	t.Helper()
	for _, row := range installer.Rows("linux", installer.System, "") {
		folders := []string{row.Hosts}
		if f == linux.RPM && row.Twin != "" {
			folders = append(folders, row.Twin)
		}
		for _, folder := range folders {
			if f == linux.Deb && strings.HasPrefix(folder, "/etc/opt/") {
				continue // linked when it is installed
			}
			text, err := os.ReadFile(filepath.Join(root, folder, s.product.Host.Name+".json"))
			require.NoError(t, err)
			manifest, err := installer.ParseManifest(text)
			require.NoError(t, err)
			assert.Equal(t, "/usr/lib/pidpys/pidpys", manifest.Path)
			if row.Family == installer.Chromium {
				assert.Equal(t, s.product.Host.ChromiumIDs, manifest.ChromiumIDs)
			} else {
				assert.Equal(t, s.product.Host.FirefoxIDs, manifest.FirefoxIDs)
			}
		}
	}
}

func (s shipment) holdsExtension(t *testing.T, f linux.Format, root string) {
	t.Helper()
	assert.FileExists(t, filepath.Join(root, "usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}/pidpys@pidpys.org.xpi"))
	assert.FileExists(t, filepath.Join(root, "usr/share/pidpys/extension/manifest.json"))
	folder := filepath.Join(root, "usr/share/chromium/extensions")
	if f == linux.Deb {
		assert.FileExists(t, filepath.Join(folder, "pidpys", "manifest.json"))
		return
	}
	text, err := os.ReadFile(filepath.Join(folder, s.product.PackedID()+".json"))
	require.NoError(t, err)
	var descriptor struct {
		CRX     string `json:"external_crx"`
		Version string `json:"external_version"`
	}
	require.NoError(t, json.Unmarshal(text, &descriptor))
	assert.Equal(t, s.product.Version, descriptor.Version)
	assert.FileExists(t, filepath.Join(root, descriptor.CRX))
}

// glibc is the oldest that the worker may ask for.
const glibc = "GLIBC_2.28"

// holdsPrograms looks what the programs are built for, and what they need.
func holdsPrograms(t *testing.T, target product.Target, root string) {
	t.Helper()
	link, err := os.Readlink(filepath.Join(root, "usr/bin/pidpys"))
	require.NoError(t, err)
	assert.Equal(t, "../lib/pidpys/pidpys", link)
	machine := map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[target.Arch]
	for _, name := range []string{"pidpys", "pidpys-token"} {
		program, err := elf.Open(filepath.Join(root, "usr/lib/pidpys", name))
		require.NoError(t, err)
		defer program.Close()
		assert.Equal(t, machine, program.Machine)
		loader := program.Section(".interp")
		if name == "pidpys" {
			assert.Nil(t, loader, "the host needs no library")
			continue
		}
		text, err := loader.Data()
		require.NoError(t, err)
		assert.Equal(t, target.Libc == "musl", strings.Contains(string(text), "/lib/ld-musl-"), "%s", text)
		symbols, err := program.ImportedSymbols()
		require.NoError(t, err)
		for _, symbol := range symbols {
			if version, found := strings.CutPrefix(symbol.Version, "GLIBC_"); found {
				out, err := exec.Command("dpkg", "--compare-versions", version, "le", strings.TrimPrefix(glibc, "GLIBC_")).CombinedOutput()
				assert.NoError(t, err, "%s of %s %s", symbol.Name, symbol.Version, out)
			}
		}
	}
}

// holdsNothingOf looks for traces in all files, and in those inside of packed
// extensions.
func holdsNothingOf(t *testing.T, root string, traces []string) {
	t.Helper()
	look := func(name string, octets []byte) {
		for _, trace := range traces {
			assert.False(t, bytes.Contains(octets, []byte(trace)), "%s holds %s", name, trace)
		}
	}
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Base(filepath.Dir(filepath.Dir(path))) == "doc" {
			return err // a README tells about the demo
		}
		octets, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		look(path, octets)
		if packed, err := zip.NewReader(bytes.NewReader(octets), int64(len(octets))); err == nil {
			for _, f := range packed.File {
				look(path+": "+f.Name, content(t, f))
			}
		}
		return nil
	}))
}

// content is what a file in an archive holds.
func content(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.Open()
	require.NoError(t, err)
	defer r.Close()
	octets, err := io.ReadAll(r)
	require.NoError(t, err)
	return octets
}

// equal packs once more, from a copy of the sources in another folder.
func (s shipment) equal(t *testing.T) {
	again := s
	again.folder = t.TempDir()
	again.product.Checkout = t.TempDir()
	duplicate := exec.Command("sh", "-ec", `git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from - --ignore-failed-read | tar --extract --directory "$1"`, "sh", again.product.Checkout)
	duplicate.Dir = checkout
	out, err := duplicate.CombinedOutput()
	require.NoError(t, err, string(out))
	for _, format := range []linux.Format{linux.Deb, linux.APK} {
		programs, err := again.product.Programs(t.Context(), format.Target("amd64"), t.TempDir())
		require.NoError(t, err)
		for _, f := range linux.Formats {
			if f.Target("amd64") != format.Target("amd64") {
				continue
			}
			_, err := linux.Programs(t.Context(), again.product, f, "amd64", programs, again.folder)
			require.NoError(t, err)
			_, err = linux.Extension(t.Context(), again.product, f, again.folder)
			require.NoError(t, err)
		}
	}
	for _, f := range linux.Formats {
		for _, path := range again.packages(f, "amd64") {
			second, err := os.ReadFile(path)
			require.NoError(t, err)
			first, err := os.ReadFile(filepath.Join(s.folder, filepath.Base(path)))
			require.NoError(t, err)
			assert.True(t, bytes.Equal(first, second), filepath.Base(path))
		}
	}
}

// pleaseLintian has it look at all packages for Debian.
func (s shipment) pleaseLintian(t *testing.T) {
	out, err := exec.Command("lintian", append([]string{"--allow-root", "--fail-on", "error,warning"}, s.packages(linux.Deb, runtime.GOARCH)...)...).CombinedOutput()
	assert.NoError(t, err, string(out))
	assert.Empty(t, strings.TrimSpace(string(out)))
}
