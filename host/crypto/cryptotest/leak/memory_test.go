// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak && linux && amd64

package leak_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/cryptotest/leak"
)

// TestMemory runs every target under valgrind, as a program of its own: with the
// implementations that valgrind knows the instructions of, and as it is built
// without assembly.
func TestMemory(t *testing.T) {
	valgrind, err := exec.LookPath("valgrind")
	if err != nil {
		t.Skip("valgrind is not on this machine")
	}
	for _, tags := range []string{"leak,valgrind", "leak,valgrind,purego"} {
		t.Run(tags, func(t *testing.T) {
			folder := t.TempDir()
			program, report := filepath.Join(folder, "watched"), filepath.Join(folder, "report.xml")
			build := exec.Command("go", "test", "-c", "-vet=off", "-ldflags=-compressdwarf=false", "-tags", tags, "-o", program, ".")
			out, err := build.CombinedOutput()
			require.NoError(t, err, "%s", out)

			run := exec.Command(valgrind, "--tool=memcheck", "--leak-check=no", "--error-limit=no", "--num-callers=40", "--xml=yes", "--xml-file="+report,
				program, "-test.run", "^TestWatched$", "-test.v")
			// Interruptions would have the runtime look for pointers among secrets.
			run.Env = append(os.Environ(), "GODEBUG=asyncpreemptoff=1")
			out, err = run.CombinedOutput()
			require.NoError(t, err, "%s", out)
			for line := range strings.Lines(string(out)) {
				if strings.HasPrefix(strings.TrimSpace(line), "--- ") {
					t.Log(strings.TrimSpace(line))
				}
			}
			judge(t, report)
		})
	}
}

func init() {
	if leak.Watched() {
		end = vanish
	}
}

// vanish ends the program as another one. When one of its own ends, memcheck, asked for
// XML, goes on to look for lost memory, and breaks down over blocks of Go's that
// overlap.
func vanish(code int) {
	program := "/bin/true"
	if code != 0 {
		program = "/bin/false"
	}
	panic(syscall.Exec(program, []string{program}, nil))
}

// TestWatched is what runs under valgrind.
func TestWatched(t *testing.T) {
	if !leak.Watched() {
		t.Skip("not under valgrind; TestMemory runs it")
	}
	watch := func(t *testing.T, o target) {
		secret := o.draw()
		leak.Poison(secret)
		public := o.prepare(secret)()
		assert.True(t, leak.Poisoned(public), "the poison was lost on its way to the result")
		leak.Reveal(public)
	}
	watch(t, ofOctets("", 8, branchesByOctets))
	watch(t, ofOctets("", 8, looksUpByOctets))
	for _, target := range targets() {
		t.Run(target.name, func(t *testing.T) {
			cryptotest.EveryWay(t, func(t *testing.T) { watch(t, target) }, target.packages...)
		})
	}
}

var table [256]byte

//go:noinline
func branchesByOctets(secret []byte) func() []byte {
	if bytes.IndexByte(secret, 3) > 5 {
		return func() []byte { return secret }
	}
	return func() []byte { return secret[1:] }
}

//go:noinline
func looksUpByOctets(secret []byte) func() []byte {
	x := table[secret[0]]
	return func() []byte { return []byte{x, secret[1]} }
}

// admitted are the lines that branch on what a secret was computed to, and why that
// is public. None may be led to an address by a secret.
var admitted = map[string]string{
	"sign.go: if r.IsZero() == 1 {":                                                       "r is half of the signature; of a number e that gives 0, and is not used, it says that it is one of few",
	"sign.go: if s.IsZero() == 1 {":                                                       "s is the other half",
	"random.go: if x.IsZero() == 0 {":                                                     "of the number that is taken it says that it is not 0, as all know",
	"private.go: if !c.group.Order.SetOctets(scalar, d) || scalar.IsZero() == 1 {":        "whoever gives octets that are no key is told so",
	"private.go: if k.d == nil || k.d.IsZero() == 1 {":                                    "that a key was wiped is no secret",
	"modn.go: if excess != 0 || subtract(&difference, &x, &m.n) == 0 {":                   "it says whether the octets are a number below n, as SetOctets does",
	"gcm.go: if !equal {":                                                                 opens,
	"ccm.go: if !equal {":                                                                 opens,
	"wrap.go: if subtle.ConstantTimeCompare(key[end:], make([]byte, size)) != 1 {":        opens,
	"wrap.go: if subtle.ConstantTimeCompare(icv, want[:]) != 1 {":                         opens,
	"contentkey.go: if subtle.ConstantTimeCompare(code[:], rest[ContentKeySize:]) != 1 {": opens,
}

const opens = "whoever asks is told whether the code is right"

// A finding is a branch or an address that depends on a secret.
type finding struct {
	Kind   string  `xml:"kind"`
	Frames []frame `xml:"stack>frame"`
}

type frame struct {
	Function string `xml:"fn"`
	Folder   string `xml:"dir"`
	File     string `xml:"file"`
	Line     int    `xml:"line"`
}

// kinds are what valgrind calls findings; it tells of other things as well.
var kinds = map[string]string{"UninitCondition": "branch", "UninitValue": "address"}

// culprit is the innermost frame of our code: what it calls in the libraries of Go
// leaks for it.
func (o finding) culprit() (frame, bool) {
	for _, f := range o.Frames {
		if strings.HasPrefix(f.Function, module) {
			return f, true
		}
	}
	return frame{}, false
}

// source is the line of code, after the name of its file.
func (o frame) source() string {
	text, err := os.ReadFile(filepath.Join(o.Folder, o.File))
	lines := strings.Split(string(text), "\n")
	if err != nil || o.Line < 1 || o.Line > len(lines) {
		return ""
	}
	return o.File + ": " + strings.TrimSpace(lines[o.Line-1])
}

func (o frame) String() string {
	return fmt.Sprintf("%s (%s:%d)", strings.TrimPrefix(o.Function, module), o.File, o.Line)
}

const (
	module = "github.com/pidpys/pidpys/"
	here   = module + "host/crypto/cryptotest/leak_test."
)

// controls are what must be found.
var controls = []string{here + "branchesByOctets", here + "looksUpByOctets"}

// judge goes through what valgrind wrote, each line of code once.
func judge(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var report struct {
		Findings []finding `xml:"error"`
	}
	const end = "</valgrindoutput>" // which it does not come to write, see vanish
	require.NoError(t, xml.Unmarshal(append(data, end...), &report))
	seen := map[string]bool{}
	for _, f := range report.Findings {
		culprit, ok := f.culprit()
		what := fmt.Sprintf("%s by a secret: %s", kinds[f.Kind], culprit)
		if !ok || kinds[f.Kind] == "" || seen[what] {
			continue
		}
		seen[what] = true
		switch line := culprit.source(); {
		case slices.Contains(controls, culprit.Function):
			seen[culprit.Function] = true
		case kinds[f.Kind] == "branch" && admitted[line] != "":
			t.Logf("%s: %s\n\tadmitted: %s", what, line, admitted[line])
			tell(culprit.String(), "valgrind, "+t.Name(), "admitted")
		default:
			tell(culprit.String(), "valgrind, "+t.Name(), strings.ToUpper(kinds[f.Kind]))
			for _, caller := range f.Frames {
				if line += "\n\t" + caller.String(); strings.HasPrefix(caller.Function, here) {
					break
				}
			}
			t.Errorf("%s: %s", what, line)
		}
	}
	for _, control := range controls {
		assert.True(t, seen[control], "valgrind did not see %s", control)
	}
}
