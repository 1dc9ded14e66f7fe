// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// names lists what is in a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// remembering finds the certificates of somebody, in a folder of its own, and
// returns the finder.
func remembering(t *testing.T, s *testpki.Subscriber) *lookup.Finder {
	t.Helper()
	at := serve(t, testpki.CMPOptions{})
	f := finder(authority(name, at.address))
	f.Folder = filepath.Join(t.TempDir(), "cache", "certificates")
	_, err := f.Ask(t.Context(), name, keysOf(s)...)
	require.NoError(t, err)
	return f
}

func TestRemembered(t *testing.T) {
	for _, who := range []string{testpki.Person, testpki.Kupyna, testpki.ECDSAPerson, testpki.RSAPerson, testpki.NotYet} {
		t.Run(who, func(t *testing.T) {
			s := ukraine().Subscriber(who)
			f := remembering(t, s)
			f.Client = nil // nobody is asked
			has(t, s, f.Remembered(keysOf(s)...))
			for _, cert := range s.Certificates() {
				for _, id := range pki.KeyIDs(must(pki.PublicKey(cert))) {
					assert.Contains(t, f.Remembered(lookup.ByID(id)), cert)
				}
			}
			assert.Empty(t, f.Remembered(keysOf(ukraine().Subscriber(testpki.Director))...))
		})
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func TestNothingIsRemembered(t *testing.T) {
	person := ukraine().Subscriber(testpki.Person)
	at := serve(t, testpki.CMPOptions{})
	for what, folder := range map[string]string{"no folder": "", "a folder in a file": filepath.Join(must(os.Executable()), "x")} {
		f := finder(authority(name, at.address))
		f.Folder = folder
		found, err := f.Ask(t.Context(), name, keysOf(person)...)
		require.NoError(t, err, what)
		has(t, person, found)
		assert.Empty(t, f.Remembered(keysOf(person)...))
	}
}

// TestExpiredIsNotRemembered wants an authority asked again, which may have
// renewed the certificate.
func TestExpiredIsNotRemembered(t *testing.T) {
	person := ukraine().Subscriber(testpki.Person)
	f := remembering(t, person)
	f.Now = func() time.Time { return person.SignCert.NotAfter.Add(time.Second) }
	assert.Empty(t, f.Remembered(keysOf(person)...))
}

func TestFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions come from the profile's folder")
	}
	f := remembering(t, ukraine().Subscriber(testpki.Person))
	require.NoError(t, filepath.WalkDir(f.Folder, func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := d.Info()
		require.NoError(t, err)
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = fs.ModeDir | 0o700
		}
		assert.Equal(t, want, info.Mode(), path)
		return nil
	}))
}

// TestNamesAreHexadecimal holds that no name of the folder's files comes from
// anybody else, such as from an authority called "../..".
func TestNamesAreHexadecimal(t *testing.T) {
	at := serve(t, testpki.CMPOptions{})
	evil := "../../" + name
	f := finder(authority(evil, at.address))
	outside := t.TempDir()
	f.Folder = filepath.Join(outside, "a", "b")
	_, err := f.Ask(t.Context(), evil, keysOf(ukraine().Subscriber(testpki.Person))...)
	require.NoError(t, err)
	assert.Equal(t, []string{"a"}, names(t, outside))
	assert.Equal(t, []string{"b"}, names(t, filepath.Join(outside, "a")))
	files := names(t, f.Folder)
	require.Len(t, files, 4, "two keys, two identifiers each")
	for _, file := range files {
		assert.Regexp(t, `^[0-9a-f]{64}\.p7b$`, file)
	}
}

// TestDamage wants a damaged, planted or strange file to be as good as none.
func TestDamage(t *testing.T) {
	person, director := ukraine().Subscriber(testpki.Person), ukraine().Subscriber(testpki.Director)
	forged := forgeries(t, person)
	for what, harm := range map[string]func(path string) error{
		"empty":      func(path string) error { return os.Truncate(path, 0) },
		"cut short":  func(path string) error { return os.Truncate(path, 500) },
		"garbage":    func(path string) error { return os.WriteFile(path, []byte("garbage"), 0o600) },
		"too long":   func(path string) error { return os.Truncate(path, 1<<30) },
		"another's":  func(path string) error { return os.WriteFile(path, director.SignCert.Raw, 0o600) },
		"forged":     func(path string) error { return os.WriteFile(path, forged, 0o600) },
		"a folder":   func(path string) error { return replace(path, func() error { return os.Mkdir(path, 0o700) }) },
		"a pipe":     func(path string) error { return replace(path, func() error { return makePipe(path) }) },
		"a link":     func(path string) error { return replace(path, func() error { return os.Symlink("/dev/zero", path) }) },
		"a dead end": func(path string) error { return replace(path, func() error { return os.Symlink(path, path) }) },
	} {
		t.Run(what, func(t *testing.T) {
			f := remembering(t, person)
			for _, file := range names(t, f.Folder) {
				if err := harm(filepath.Join(f.Folder, file)); err != nil {
					t.Skipf("this system does not make it: %v", err)
				}
			}
			assert.Empty(t, f.Remembered(keysOf(person)...))

			found, err := f.Ask(t.Context(), name, keysOf(person)...)
			require.NoError(t, err)
			has(t, person, found)
			if what != "a folder" {
				has(t, person, f.Remembered(keysOf(person)...))
			}
		})
	}
}

// replace makes something else in the place of a file.
func replace(path string, by func() error) error {
	if err := os.Remove(path); err != nil {
		return err
	}
	return by()
}

// forgeries is a bundle of certificates for the person's keys that nobody
// issued.
func forgeries(t *testing.T, s *testpki.Subscriber) []byte {
	t.Helper()
	request := keyid.Request{Slots: keyid.Short}
	for _, cert := range s.Certificates() {
		request.IDs = append(request.IDs, cert.SubjectKeyId)
	}
	service := httptest.NewRecorder()
	ukraine().CMP(testpki.CMPOptions{Fault: testpki.CMPSelfMade}).ServeHTTP(service,
		httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(must(request.Marshal()))))
	answer, err := keyid.ParseResponse(service.Body.Bytes())
	require.NoError(t, err)
	require.Len(t, answer.Certificates, 2)
	return must(pki.MarshalCertificates(answer.Certificates))
}

// TestLinksDoNotLeadOut plants a link in the folder's place of a file, which
// must neither be read nor be written through.
func TestLinksDoNotLeadOut(t *testing.T) {
	person := ukraine().Subscriber(testpki.Person)
	f := remembering(t, person)
	outside := filepath.Join(t.TempDir(), "outside")
	certs := must(pki.MarshalCertificates(append(person.Certificates(), person.Chain...)))
	require.NoError(t, os.WriteFile(outside, certs, 0o600))
	for _, file := range names(t, f.Folder) {
		path := filepath.Join(f.Folder, file)
		require.NoError(t, os.Remove(path))
		if err := os.Symlink(outside, path); err != nil {
			t.Skip(err)
		}
	}
	assert.Empty(t, f.Remembered(keysOf(person)...))
	_, err := f.Ask(t.Context(), name, keysOf(person)...)
	require.NoError(t, err)
	after, err := os.ReadFile(outside)
	require.NoError(t, err)
	assert.Equal(t, certs, after)
	has(t, person, f.Remembered(keysOf(person)...))
}

// TestFolderIsBounded wants the oldest to go, and nothing that is somebody
// else's.
func TestFolderIsBounded(t *testing.T) {
	person := ukraine().Subscriber(testpki.Person)
	f := remembering(t, person)
	for i := range 300 {
		path := filepath.Join(f.Folder, fmt.Sprintf("%064x.p7b", i))
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		old := now.AddDate(-1, 0, 0).Add(time.Duration(i) * time.Hour)
		require.NoError(t, os.Chtimes(path, old, old))
	}
	draft := filepath.Join(f.Folder, hex.EncodeToString(make([]byte, 32))+".p7b.ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	require.NoError(t, os.WriteFile(draft, nil, 0o600))
	require.NoError(t, os.Chtimes(draft, now.AddDate(-2, 0, 0), now.AddDate(-2, 0, 0)))
	others := []string{"Key-6.dat", "notes.p7b", "0000.p7b", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
	for _, other := range others {
		path := filepath.Join(f.Folder, other)
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		require.NoError(t, os.Chtimes(path, time.Unix(0, 0), time.Unix(0, 0)))
	}

	director := ukraine().Subscriber(testpki.Director)
	_, err := f.Ask(t.Context(), name, keysOf(director)...)
	require.NoError(t, err)
	after := names(t, f.Folder)
	assert.Len(t, after, 256+len(others))
	assert.Subset(t, after, others)
	assert.NotContains(t, after, filepath.Base(draft))
	assert.NotContains(t, after, fmt.Sprintf("%064x.p7b", 0))
	assert.Contains(t, after, fmt.Sprintf("%064x.p7b", 299))
	has(t, person, f.Remembered(keysOf(person)...))
	has(t, director, f.Remembered(keysOf(director)...))
}

// TestManyWriters has several finders of one folder, as of several processes,
// write and read the same.
func TestManyWriters(t *testing.T) {
	person := ukraine().Subscriber(testpki.Person)
	first := remembering(t, person)
	var work sync.WaitGroup
	for range 4 {
		f := *first
		work.Go(func() {
			for range 3 {
				_, err := f.Ask(t.Context(), name, keysOf(person)...)
				assert.NoError(t, err)
				has(t, person, f.Remembered(keysOf(person)...))
			}
		})
	}
	work.Wait()
	assert.Len(t, names(t, first.Folder), 4, "a draft stayed behind")
}
