// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asCrash makes the test's own executable one that dies with a secret in its
// memory.
const asCrash = "PIDPYS_TEST_CRASH"

func init() {
	if os.Getenv(asCrash) != "" {
		forbidDumps()
		crash([]byte("canary-3190512345"))
	}
}

//go:noinline
func crash(secret []byte) { panic(len(secret)) }

// host is the program, as a browser starts it.
type host struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.ReadCloser
	stderr *os.File
	state  string
}

// start runs the program.
func start(t testing.TB, args ...string) *host {
	t.Helper()
	return startAs(t, "pidpys", args...)
}

// startAs runs the test's own executable under a name by which TestMain knows which
// program it is.
func startAs(t testing.TB, name string, args ...string) *host {
	t.Helper()
	h := &host{cmd: exec.Command(os.Args[0], args...), state: t.TempDir()}
	h.cmd.Args[0] = name
	h.cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+h.state, "HOME="+h.state, "LOCALAPPDATA="+h.state)
	var err error
	h.stderr, err = os.Create(filepath.Join(t.TempDir(), "stderr"))
	require.NoError(t, err)
	h.cmd.Stderr = h.stderr
	h.in, err = h.cmd.StdinPipe()
	require.NoError(t, err)
	h.out, err = h.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, h.cmd.Start())
	t.Cleanup(func() { h.in.Close(); h.cmd.Wait(); h.stderr.Close() })
	return h
}

// said is what the host wrote to stderr.
func (h *host) said(t testing.TB) string {
	t.Helper()
	all, err := os.ReadFile(h.stderr.Name())
	require.NoError(t, err)
	return string(all)
}

func (h *host) say(t testing.TB, frame string) {
	t.Helper()
	require.NoError(t, protocol.WriteFrame(h.in, []byte(frame)))
}

func (h *host) hear(t testing.TB) (frame map[string]any) {
	t.Helper()
	octets, err := protocol.ReadFrame(h.out)
	if err != nil {
		require.FailNow(t, err.Error(), h.said(t))
	}
	require.NoError(t, json.Unmarshal(octets, &frame))
	return frame
}

// ends closes the host's input and returns what it still wrote.
func (h *host) ends(t testing.TB, code int) string {
	t.Helper()
	h.in.Close()
	rest, err := io.ReadAll(h.out)
	require.NoError(t, err)
	_ = h.cmd.Wait()
	require.Equal(t, code, h.cmd.ProcessState.ExitCode(), h.said(t))
	return string(rest)
}

// logged is all that the host said besides frames.
func (h *host) logged(t testing.TB) string {
	all := h.said(t)
	require.NoError(t, filepath.WalkDir(h.state, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		octets, err := os.ReadFile(path)
		all += string(octets)
		return err
	}))
	return all
}

var ownCaller = "chrome-extension://" + product.chromium[0] + "/"

const hello = `{"id":"1","method":"hello","params":{"version":"1","protocol":1,"origin":"https://cabinet.example","language":"uk","browser":"b"},"role":"extension"}`

func TestBrowsersStartTheHost(t *testing.T) {
	for name, args := range map[string][]string{
		"Chromium":            {ownCaller},
		"Chromium on Windows": {ownCaller, "--parent-window=0"},
		"Firefox":             {filepath.Join(t.TempDir(), product.host+".json"), product.firefox},
	} {
		t.Run(name, func(t *testing.T) {
			h := start(t, args...)
			h.say(t, hello)
			assert.Equal(t, map[string]any{
				"id": "1", "role": "extension",
				"result": map[string]any{"version": "devel", "protocol": 1.0, "name": product.host, "settings": map[string]any{"pin_entry": "window", "locked": []any{}}},
			}, h.hear(t))
			assert.Empty(t, h.ends(t, 0), "the end of input ends the host")
			assert.Contains(t, h.logged(t), "https://cabinet.example")
		})
	}
}

// TestSettingsInForce: what the person set is told to the extension, and what is not
// followed is logged.
func TestSettingsInForce(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("AppData", home)
	require.NoError(t, os.Mkdir(filepath.Join(home, "pidpys"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(home, "pidpys", "config.json"), []byte(`{"pin_entry": "native", "log_level": "warning", "key_kinds": ["file"]}`), 0o600))
	h := start(t, ownCaller)
	h.say(t, hello)
	settings := h.hear(t)["result"].(map[string]any)["settings"]
	assert.Equal(t, map[string]any{"pin_entry": "native", "locked": []any{}}, settings)
	assert.Empty(t, h.ends(t, 0))
	assert.Contains(t, h.logged(t), "key_kinds: only the administrator sets it")
	assert.NotContains(t, h.logged(t), "level=info")
}

// TestMovingNeedsNoPage: the extension's own button speaks with the same program,
// which begins nothing by itself.
func TestMovingNeedsNoPage(t *testing.T) {
	h := start(t, ownCaller)
	h.say(t, strings.Replace(hello, `"origin":"https://cabinet.example",`, "", 1))
	require.Contains(t, h.hear(t), "result")
	h.say(t, `{"id":"2","method":"reissue","role":"extension"}`)
	window := h.hear(t)
	require.Equal(t, "window", window["method"])
	h.say(t, fmt.Sprintf(`{"id":%q,"result":{},"role":"extension"}`, window["id"]))
	h.say(t, `{"id":"1","method":"operation","role":"window"}`)
	operation := h.hear(t)["result"].(map[string]any)
	assert.Equal(t, "reissue", operation["action"])
	assert.NotContains(t, operation, "unfinished")
	h.say(t, `{"id":"2","method":"cancel","role":"window"}`)
	h.hear(t)
	assert.Equal(t, map[string]any{"code": "cancelled"}, h.hear(t)["error"])
	assert.Equal(t, "close-window", h.hear(t)["method"])
	assert.Empty(t, h.ends(t, 0))
	assert.NoDirExists(t, filepath.Join(h.state, ".config", product.name, "reissue"))
}

func TestOtherExtensionsAreRefused(t *testing.T) {
	for name, args := range map[string][]string{
		"another extension":  {"chrome-extension://abcdefghijklmnopabcdefghijklmnop/"},
		"without the slash":  {strings.TrimSuffix(ownCaller, "/")},
		"a longer address":   {ownCaller + "x"},
		"an empty extension": {"chrome-extension://"},
		"another add-on":     {filepath.Join(t.TempDir(), product.host+".json"), "somebody@example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			h := start(t, args...)
			assert.Empty(t, h.ends(t, 1), "not a frame")
			assert.Contains(t, h.said(t), "not ours")
		})
	}
}

func TestTerminalsGetTheCommandLine(t *testing.T) {
	h := start(t, "version")
	assert.Contains(t, h.ends(t, 0), "devel")
}

func TestBrokenInputEndsTheHost(t *testing.T) {
	for name, tt := range map[string]struct{ octets, code string }{
		"a frame over the limit": {"\x01\x00\x10\x00", "frame-too-large"},
		"an end in mid-frame":    {"\x05\x00\x00\x00{", "malformed"},
		"no JSON":                {"\x05\x00\x00\x00hello", "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			h := start(t, ownCaller)
			_, err := io.WriteString(h.in, tt.octets)
			require.NoError(t, err)
			h.in.Close()
			assert.Equal(t, map[string]any{"method": "fault", "params": map[string]any{"code": tt.code}, "role": "extension"}, h.hear(t))
			assert.Empty(t, h.ends(t, 1))
		})
	}
}

// TestNothingPersonalIsLogged lets secrets and names pass through the whole
// program, also where it fails.
func TestNothingPersonalIsLogged(t *testing.T) {
	const canary = "canary-3190512345"
	h := start(t, ownCaller)
	h.say(t, hello)
	h.hear(t)
	h.say(t, `{"id":"p","method":"sign","params":{"documents":[{"name":"`+canary+`.xml","size":1,"blob":"`+canary+`"}]},"role":"page"}`)
	for asked := 0; asked < 2; asked++ {
		switch f := h.hear(t); f["method"] {
		case "window":
			h.say(t, fmt.Sprintf(`{"id":%q,"result":{},"role":"extension"}`, f["id"]))
		case "read":
			h.say(t, fmt.Sprintf(`{"id":%q,"result":{"data":"AA=="},"role":"page"}`, f["id"]))
		default:
			asked--
		}
	}
	h.say(t, `{"id":"k","method":"keys","params":{"file":{"name":"`+canary+`.dat","size":17,"blob":"`+canary+`"}},"role":"window"}`)
	for {
		f := h.hear(t)
		if f["method"] == "read" {
			h.say(t, fmt.Sprintf(`{"id":%q,"result":{"data":"Y2FuYXJ5LTMxOTA1MTIzNDU="},"role":"window"}`, f["id"]))
		}
		if f["id"] == "k" {
			assert.Equal(t, "not-a-container", f["error"].(map[string]any)["code"])
			break
		}
	}
	h.say(t, `{"id":"`+canary+`","result":{"secret":"`+canary+`"},"role":"page"}`)
	h.say(t, `{"id":"x","method":"`+canary+`","params":{"`+canary+`":1},"role":"page"}`)
	h.hear(t)
	h.say(t, `{"`+canary+`":"`+canary+`"}`)
	h.ends(t, 1)
	logged := h.logged(t)
	assert.Contains(t, logged, "https://cabinet.example")
	assert.NotContains(t, logged, canary)
	assert.NotContains(t, logged, "3190512345")
}

// TestCrashesSayNothing: not even with the loudest of Go's crash reports, which
// would also leave a core.
func TestCrashesSayNothing(t *testing.T) {
	t.Setenv(asCrash, "1")
	t.Setenv("GOTRACEBACK", "crash")
	h := start(t)
	h.in.Close()
	_ = h.cmd.Wait()
	assert.Contains(t, h.said(t), "panic: 17")
	assert.NotContains(t, h.said(t), "canary")
	assert.NotContains(t, h.said(t), "63616e617279", "nor in hexadecimal")
	assert.NotContains(t, h.said(t), "7972616e6163", "in either order")
}

// BenchmarkHello is from starting the process to its first reply.
func BenchmarkHello(b *testing.B) {
	for range b.N {
		h := start(b, ownCaller)
		h.say(b, hello)
		h.hear(b)
		h.in.Close()
		_ = h.cmd.Wait()
	}
}

// BenchmarkRoundTrip is one call to a host that runs.
func BenchmarkRoundTrip(b *testing.B) {
	h := start(b, ownCaller)
	h.say(b, hello)
	h.hear(b)
	for b.Loop() {
		h.say(b, `{"id":"1","method":"cancel","params":{"id":"x"},"role":"page"}`)
		h.hear(b)
	}
}
