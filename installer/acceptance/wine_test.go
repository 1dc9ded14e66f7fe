// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/wine"
	"github.com/pidpys/pidpys/installer"
)

// machine is a Windows with what its administrator does there.
type machine struct{ *wine.Windows }

// newMachine is one of the oldest Windows that programs of Go run on.
func newMachine(t *testing.T) machine {
	t.Helper()
	m := machine{wine.New(t)}
	m.must(t, "winecfg", "-v", "win10")
	return m
}

// here is where a path of Windows lies on this machine.
func (m machine) here(path string) string {
	return filepath.Join(m.Drive, strings.ReplaceAll(strings.TrimPrefix(path, `C:\`), `\`, "/"))
}

// there is how Windows names a path of this machine.
func there(path string) string { return "Z:" + strings.ReplaceAll(path, "/", `\`) }

// run runs a program to its end and returns what it wrote and its exit code, of
// which Wine passes on the lowest eight bits.
func (m machine) run(t *testing.T, program string, args ...string) (output string, code int) {
	t.Helper()
	written, err := os.Create(filepath.Join(t.TempDir(), "output"))
	require.NoError(t, err)
	defer written.Close()
	command := m.Command(program, args...)
	// No pipe: services that the program starts would keep it open for minutes.
	command.Stdout, command.Stderr = written, written
	if err, exit := command.Run(), new(exec.ExitError); !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	text, err := os.ReadFile(written.Name())
	require.NoError(t, err)
	return strings.ReplaceAll(string(text), "\r\n", "\n"), command.ProcessState.ExitCode()
}

func (m machine) must(t *testing.T, program string, args ...string) string {
	t.Helper()
	output, code := m.run(t, program, args...)
	require.Zero(t, code, "%s %v: %s", program, args, output)
	return output
}

// reg runs Windows' own tool for a key in its view.
func (m machine) reg(t *testing.T, verb string, k installer.Key, args ...string) (string, int) {
	t.Helper()
	view := "/reg:64"
	if k.View == installer.View32 {
		view = "/reg:32"
	}
	return m.run(t, "reg", append([]string{verb, string(k.Hive) + `\` + k.Path, "/ve", view}, args...)...)
}

// policies imports files into the registry and lists what is below Policies then: a
// key on a line and below it its values, each with name, type and data. One run in
// many the tool found no such key right after an import that had gone well, and
// did not say why; so it is given three attempts.
func (m machine) policies(t *testing.T, files []string) string {
	t.Helper()
	var output string
	for attempt := range 3 {
		m.must(t, "regedit", append([]string{"/S"}, files...)...)
		var code int
		if output, code = m.run(t, "reg", "query", `HKLM\SOFTWARE\Policies`, "/s", "/reg:64"); code == 0 {
			return output
		}
		t.Logf("attempt %d: reg ended with %d: %s", attempt, code, output)
	}
	t.Fatal("what was imported is not there")
	return output
}

// value is a key's default value; there is none if it does not exist.
func (m machine) value(t *testing.T, k installer.Key) (value string, there bool) {
	t.Helper()
	output, code := m.reg(t, "query", k)
	if code != 0 {
		return "", false
	}
	_, value, there = strings.Cut(output, "REG_SZ")
	return strings.TrimSpace(value), there
}

func (m machine) setValue(t *testing.T, k installer.Key, value string) {
	t.Helper()
	output, code := m.reg(t, "add", k, "/d", value, "/f")
	require.Zero(t, code, output)
}

// ofWindows tells the keys that Windows makes for itself while programs are installed:
// the roots of Windows Installer's accounts, empty, with the first package; and a key
// for each network card, when its driver starts, which in Wine is a quarter of a minute
// after Windows did.
var ofWindows = regexp.MustCompile(`\\Installer(\\(Features|Products|UpgradeCodes|UserData(\\S-1-5-18(\\(Components|Products))?)?))?\]$` +
	`|\\Windows NT\\CurrentVersion\\NetworkCards\\\d+\]$`).MatchString

// keys lists all keys of Windows that hold programs' settings, both views', but not
// those ofWindows.
func (m machine) keys(t *testing.T) []string {
	t.Helper()
	var keys []string
	for _, hive := range []string{"HKLM", "HKCU"} {
		m.must(t, "reg", "export", hive+`\SOFTWARE`, `C:\export.reg`, "/y")
		text, err := os.ReadFile(m.here(`C:\export.reg`))
		require.NoError(t, err)
		require.NoError(t, os.Remove(m.here(`C:\export.reg`)))
		units := make([]uint16, len(text)/2)
		require.NoError(t, binary.Read(bytes.NewReader(text), binary.LittleEndian, units))
		for line := range strings.Lines(string(utf16.Decode(units))) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "[") && !ofWindows(line) {
				keys = append(keys, line)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

// files lists all that lies in the folders where programs are installed.
func (m machine) files(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, folder := range []string{"Program Files", "Program Files (x86)", "ProgramData"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(m.Drive, folder), func(path string, _ fs.DirEntry, err error) error {
			all = append(all, path)
			return err
		}))
	}
	slices.Sort(all)
	return all
}

// state is all that an installation may change.
type state struct{ keys, files []string }

func (m machine) state(t *testing.T) state {
	t.Helper()
	return state{m.keys(t), m.files(t)}
}

// same tells what came or went since.
func (s state) same(t *testing.T, later state) {
	t.Helper()
	for name, lists := range map[string][2][]string{"keys": {s.keys, later.keys}, "files": {s.files, later.files}} {
		came, gone := without(lists[1], lists[0]), without(lists[0], lists[1])
		assert.Empty(t, came, "%s that came", name)
		assert.Empty(t, gone, "%s that went", name)
	}
}

func without(list, known []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
		_, found := slices.BinarySearch(known, s)
		return found
	})
}
