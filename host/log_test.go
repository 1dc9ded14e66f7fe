// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/config"
)

// TestHostsShareALog: as many lines as hosts, each whole.
func TestHostsShareALog(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pidpys", "host.log")
	const hosts, lines = 8, 200
	var writing sync.WaitGroup
	for host := range hosts {
		writing.Go(func() {
			for line := range lines {
				_, err := fmt.Fprintf(logFile(name), "host %d says %d\n", host, line)
				assert.NoError(t, err)
			}
		})
	}
	writing.Wait()
	log, err := os.ReadFile(name)
	require.NoError(t, err)
	once := map[string]bool{}
	for line := range strings.Lines(string(log)) {
		assert.Regexp(t, `^host \d says \d+\n$`, line)
		once[line] = true
	}
	assert.Len(t, once, hosts*lines)
}

func TestLogStaysSmall(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pidpys", "host.log")
	line := append(bytes.Repeat([]byte("a"), 100_000), '\n')
	for range 3 * maxLog / len(line) {
		_, err := logFile(name).Write(line)
		require.NoError(t, err)
	}
	for _, each := range []string{name, name + ".1"} {
		info, err := os.Stat(each)
		require.NoError(t, err)
		assert.LessOrEqual(t, info.Size(), int64(maxLog))
	}
}

func TestLogIsItsOwners(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a folder of the profile is its owner's there")
	}
	h := start(t, ownCaller)
	h.say(t, hello)
	h.hear(t)
	h.ends(t, 0)
	for path, mode := range map[string]fs.FileMode{product.name: fs.ModeDir | 0o700, filepath.Join(product.name, "host.log"): 0o600} {
		info, err := os.Stat(filepath.Join(h.state, path))
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode())
	}
}

// TestLogLevel: what is set is logged, and what is graver.
func TestLogLevel(t *testing.T) {
	for _, place := range []string{"XDG_STATE_HOME", "HOME", "LOCALAPPDATA"} {
		t.Setenv(place, t.TempDir())
	}
	levels := []config.LogLevel{config.Error, config.Warning, config.Info, config.Debug}
	for i, level := range levels {
		var said bytes.Buffer
		log := newLog(product.name, &said, level)
		log.Error("told")
		log.Warn("told")
		log.Info("told")
		log.Debug("told")
		assert.Equal(t, i+1, strings.Count(said.String(), "told"), level)
	}
}
