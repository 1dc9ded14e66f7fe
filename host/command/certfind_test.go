// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/testpki"
)

const issuer = "Тестовий кваліфікований надавач електронних довірчих послуг"

// A world is authorities on this machine, and a folder of keys.
type world struct {
	folder  string
	program Program
	asked   atomic.Int32 // requests
}

// newWorld has one authority that knows everybody unless it is at fault, one
// that does not answer, and one without a look-up.
func newWorld(t *testing.T, fault testpki.CMPFault) *world {
	t.Helper()
	t.Setenv("LANG", "en_US.UTF-8")
	t.Setenv("LC_ALL", "")
	p := testpki.New(time.Now)
	w := &world{folder: t.TempDir()}
	knows := httptest.NewServer(p.CMP(testpki.CMPOptions{Fault: fault, Asked: func(keyid.Request) { w.asked.Add(1) }}))
	t.Cleanup(knows.Close)
	silent := httptest.NewServer(p.CMP(testpki.CMPOptions{Fault: testpki.CMPFails}))
	t.Cleanup(silent.Close)
	directory := new(registry.Directory).With([]registry.Authority{
		{Names: []string{`КНЕДП "Мовчун"`}, EDRPOU: "00000025", CMP: strings.TrimPrefix(silent.URL, "http://"), Private: true},
		{Names: []string{issuer}, EDRPOU: "00000024", CMP: strings.TrimPrefix(knows.URL, "http://"), Private: true},
		{Names: []string{"КНЕДП Скриня"}, EDRPOU: "00000026"},
	})
	w.program = Program{
		Now: time.Now, Roots: p.Anchors, Authorities: p.Certificates,
		Finder: &lookup.Finder{
			Directory: directory, Client: outbound.New(directory.Hosts()), Trust: p.Trust, Folder: t.TempDir(), Now: time.Now,
		},
	}
	files := p.Files()
	w.write(t, "Key-6.dat", files["Key-6-alone.dat"])
	w.write(t, "Key-11.dat", files["Key-11.dat"])
	w.write(t, "note.txt", []byte("Купити молока"))
	w.write(t, "password", []byte(testpki.Password))
	return w
}

func (w *world) path(name string) string { return filepath.Join(w.folder, name) }

func (w *world) write(t *testing.T, name string, data []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(w.path(name), data, 0o600))
}

// run runs the program with file names in the folder, which begin with "@".
func (w *world) run(args ...string) (code int, stdout, stderr string) {
	for i, arg := range args {
		if name, ok := strings.CutPrefix(arg, "@"); ok {
			args[i] = w.path(name)
		}
	}
	var out, err bytes.Buffer
	code = w.program.Run(args, strings.NewReader(""), &out, &err)
	return code, out.String(), err.String()
}

func TestCertFind(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault testpki.CMPFault
		args  []string
		code  int
		says  string // on either output
		asked bool
	}{
		{"nobody named", 0, []string{"@Key-6.dat"}, exitUsage, "every authority learns the number", false},
		{"by Key-11.dat", 0, []string{"@Key-11.dat", "--authority", "all"}, exitDone, "Зразкова Марія Павлівна", true},
		{"by the one beside", 0, []string{"@Key-6.dat", "--authority", issuer}, exitDone, "taken from", true},
		{"with the password", 0, []string{"@Key-6.dat", "--authority", "00000024", "--password-file", "@password"}, exitDone, "The chain reaches a root", true},
		{"part of a name", 0, []string{"@Key-11.dat", "--authority", "кваліфікований надавач"}, exitDone, "Зразкова", true},
		{"a name of nobody", 0, []string{"@Key-11.dat", "--authority", "Щедрик"}, exitUsage, "no authority “Щедрик”", false},
		{"a name of several", 0, []string{"@Key-11.dat", "--authority", "кнедп"}, exitUsage, "КНЕДП Скриня", false},
		{"a name of nothing", 0, []string{"@Key-11.dat", "--authority", " – "}, exitUsage, "no authority", false},
		{"no look-up there", 0, []string{"@Key-11.dat", "--authority", "скриня"}, exitTrouble, "only together with the key: КНЕДП Скриня", false},
		{"no answer", 0, []string{"@Key-11.dat", "--authority", "мовчун"}, exitTrouble, "(lookup: КНЕДП \"Мовчун\": ", false},
		{"nobody answers", testpki.CMPHTML, []string{"@Key-11.dat", "--authority", "all"}, exitTrouble, "does not answer", true},
		{"nobody knows", testpki.CMPEmpty, []string{"@Key-11.dat", "--authority", "all"}, exitTrouble, "no answer from: КНЕДП \"Мовчун\"", true},
		{"that one knows nothing", testpki.CMPEmpty, []string{"@Key-11.dat", "--authority", issuer}, exitTrouble, "Name another authority", true},
		{"somebody else's", testpki.CMPForeign, []string{"@Key-11.dat", "--authority", issuer}, exitTrouble, "not found", true},
		{"a wrong password", 0, []string{"@Key-6.dat", "--authority", "all", "--password-file", "@note.txt"}, exitTrouble, "password", false},
		{"no key", 0, []string{"@note.txt", "--authority", "all"}, exitTrouble, "not a key file", false},
		{"no file", 0, []string{"@missing", "--authority", "all"}, exitTrouble, "missing", false},
		{"what is there", 0, []string{"@Key-11.dat", "--authority", "all", "-o", "@password"}, exitUsage, "exists already", false},
		{"two into one", 0, []string{"@Key-11.dat", "--authority", "all", "-o", "@my.cer"}, exitTrouble, "several certificates", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, test.fault)
			code, out, err := w.run(append([]string{"cert", "find"}, test.args...)...)
			assert.Equal(t, test.code, code)
			assert.Contains(t, out+err, test.says)
			assert.Equal(t, test.asked, w.asked.Load() > 0)
		})
	}
}

func TestCertFindAsJSON(t *testing.T) {
	w := newWorld(t, testpki.CMPNoFault)
	_, out, _ := w.run("cert", "find", "@Key-6.dat", "--json")
	var choice struct {
		Authorities []authority
		Error       fault
	}
	require.NoError(t, json.Unmarshal([]byte(out), &choice))
	assert.Equal(t, "usage", choice.Error.Code)
	assert.Equal(t, []authority{
		{`КНЕДП "Мовчун"`, "00000025", true}, {issuer, "00000024", true}, {"КНЕДП Скриня", "00000026", false},
	}, choice.Authorities)

	code, out, _ := w.run("cert", "find", "@Key-6.dat", "--json", "--authority", "all", "-o", "@found.p7b")
	require.Equal(t, exitDone, code)
	var found struct {
		Certificates []shown
		File         string
	}
	require.NoError(t, json.Unmarshal([]byte(out), &found))
	assert.Equal(t, w.path("found.p7b"), found.File)
	require.Len(t, found.Certificates, 3)
	assert.True(t, found.Certificates[0].Verified)
	assert.Equal(t, "person", found.Certificates[0].Kind)
	assert.Equal(t, "ЯЯ000023", found.Certificates[0].Passport)
	assert.True(t, found.Certificates[2].Authority)
}

// TestFoundOnce: what was found is there for every command, and none of them
// asks anybody for it again.
func TestFoundOnce(t *testing.T) {
	w := newWorld(t, testpki.CMPNoFault)
	sign := []string{"sign", "@note.txt", "--key", "@Key-6.dat", "--password-file", "@password", "--force"}
	code, _, err := w.run(sign...)
	require.Equal(t, exitTrouble, code)
	assert.Contains(t, err, "pidpys cert find")
	code, _, _ = w.run("cert", "find", "@Key-6.dat", "--authority", "all")
	require.Equal(t, exitDone, code)

	asked := w.asked.Load()
	code, out, _ := w.run("keys", "@Key-6.dat", "--password-file", "@password")
	assert.Equal(t, exitDone, code)
	assert.Contains(t, out, "Зразкова Марія Павлівна")
	assert.NotContains(t, out, "NOT VERIFIED")
	code, _, err = w.run("sign", "@note.txt", "--key", "@Key-6.dat", "--password-file", "@password")
	assert.Equal(t, exitDone, code, err)
	code, _, err = w.run("convert", "@Key-6.dat", "-o", "@mine.p12", "--password-file", "@password")
	assert.Equal(t, exitDone, code, err)
	code, out, _ = w.run("cert", "show", "@mine.p12", "--password-file", "@password")
	assert.Equal(t, exitDone, code)
	assert.Equal(t, 3, strings.Count(out, "Valid from"), "both, and that of who issued them")
	assert.Equal(t, asked, w.asked.Load())
}

func TestCertFindWithoutAFinder(t *testing.T) {
	w := newWorld(t, testpki.CMPNoFault)
	w.program.Finder = nil
	code, out, _ := w.run("cert", "find", "@Key-6.dat", "--authority", "all", "--json")
	assert.Equal(t, exitTrouble, code)
	assert.Contains(t, out, `"no-finder"`)
	code, _, _ = w.run("keys", "@Key-6.dat", "--password-file", "@password")
	assert.Equal(t, exitDone, code)
}
