// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/pcscd"
	"github.com/pidpys/pidpys/hardware/simulator/piv"
	"github.com/pidpys/pidpys/hardware/wire"
)

// scripted shows one thing after the other, then ends the watch.
type scripted struct {
	shows []wire.Readers
	at    int
	done  chan struct{}
}

func (s *scripted) Readers() wire.Readers { return s.shows[s.at] }

func (s *scripted) Wait(time.Duration) {
	if s.at++; s.at == len(s.shows) {
		close(s.done)
	}
}

// TestWatch wants a line at first and for every change, and for nothing else.
func TestWatch(t *testing.T) {
	none := wire.Readers{Readers: []wire.Reader{}}
	empty := wire.Readers{Service: true, Readers: []wire.Reader{{Name: "IIT E.Key Almaz-1C 00 00"}}}
	full := wire.Readers{Service: true, Readers: []wire.Reader{{Name: "IIT E.Key Almaz-1C 00 00", Card: true, ATR: []byte{0x3B, 0x90}}}}
	var out strings.Builder
	s := &scripted{shows: []wire.Readers{none, none, empty, full, full, none}, done: make(chan struct{})}
	require.NoError(t, watch(s, &out, s.done))
	assert.Equal(t, `{"service":false,"readers":[]}
{"service":true,"readers":[{"name":"IIT E.Key Almaz-1C 00 00","card":false}]}
{"service":true,"readers":[{"name":"IIT E.Key Almaz-1C 00 00","card":true,"atr":"O5A="}]}
{"service":false,"readers":[]}
`, out.String())

	closed, w := io.Pipe()
	require.NoError(t, closed.Close())
	assert.Error(t, watch(&scripted{shows: []wire.Readers{none}}, w, nil), "nobody reads any more")
}

// TestReaders watches the system's card service while cards come and go.
func TestReaders(t *testing.T) {
	service := pcscd.Start(t)
	path, err := program()
	require.NoError(t, err)
	cmd := exec.Command(path, "readers", "--watch")
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	watchdog := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer watchdog.Stop()
	lines := json.NewDecoder(out)
	// until reads lines up to one that is wanted.
	until := func(want func(wire.Readers) bool) wire.Readers {
		for {
			var now wire.Readers
			require.NoError(t, lines.Decode(&now))
			if want(now) {
				return now
			}
		}
	}
	holds := func(card bool) func(wire.Readers) bool {
		return func(now wire.Readers) bool {
			for _, r := range now.Readers {
				if r.Card {
					return card
				}
			}
			return now.Service && len(now.Readers) > 0 && !card
		}
	}
	until(holds(false))
	card := piv.New(t, piv.Spec{PIN: "123456"})
	card.Insert()
	full := until(holds(true))
	assert.Contains(t, full.Readers[0].Name, pcscd.Reader)
	require.NotEmpty(t, full.Readers[0].ATR)
	assert.EqualValues(t, 0x3B, full.Readers[0].ATR[0])

	once, err := exec.Command(path, "readers").Output()
	require.NoError(t, err)
	var seen wire.Readers
	require.NoError(t, json.Unmarshal(once, &seen))
	assert.Equal(t, full, seen)

	card.Remove()
	until(holds(false))
	card.Insert()
	until(holds(true))
	service.Stop()
	until(func(now wire.Readers) bool { return !now.Service })
	require.NoError(t, in.Close())
	assert.NoError(t, cmd.Wait())
}

func TestVersion(t *testing.T) {
	path := buildFor(t, runtime.GOOS, runtime.GOARCH, "-ldflags=-X main.version=1.2.3")
	out, err := exec.Command(path, "version").Output()
	require.NoError(t, err)
	assert.Equal(t, "1.2.3\n", string(out))
}

func TestUsage(t *testing.T) {
	path, err := program()
	require.NoError(t, err)
	for _, args := range [][]string{{"help"}, {"readers", "now"}, {"readers", "--watch", "x"}} {
		cmd := exec.Command(path, args...)
		out, err := cmd.CombinedOutput()
		assert.Error(t, err)
		assert.Contains(t, string(out), "usage")
	}
}
