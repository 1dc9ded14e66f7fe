// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/wire"
)

// echo answers with nothing.
func echo(q *wire.Request) *wire.Response { return &wire.Response{ID: q.ID} }

func never() {}

func TestServeEndsWhenIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, host := io.Pipe()
		defer host.Close() // after which nobody reads on
		answers, out := io.Pipe()
		go func() {
			for range 3 {
				time.Sleep(idle - time.Second)
				_ = wire.WriteRequest(host, &wire.Request{Call: wire.CallTokens})
				_, _ = wire.ReadResponse(answers)
			}
		}()
		began := time.Now()
		require.NoError(t, serve(in, out, echo, idle, never))
		assert.Equal(t, 3*(idle-time.Second)+idle, time.Since(began))
	})
}

func TestServeEndsWithItsInput(t *testing.T) {
	var requests, answers bytes.Buffer
	require.NoError(t, wire.WriteRequest(&requests, &wire.Request{ID: 1, Call: wire.CallTokens}))
	require.NoError(t, wire.WriteRequest(&requests, &wire.Request{ID: 2, Call: wire.CallTokens}))
	ended := make(chan struct{})
	require.NoError(t, serve(&requests, &answers, echo, idle, func() { close(ended) }))
	<-ended
	for id := range uint32(2) {
		p, err := wire.ReadResponse(&answers)
		require.NoError(t, err)
		assert.Equal(t, id+1, p.ID)
	}
}

// TestServeSaysThatInputEnded wants to hear it in the middle of an answer.
func TestServeSaysThatInputEnded(t *testing.T) {
	in, host := io.Pipe()
	ended := make(chan struct{})
	go func() {
		_ = wire.WriteRequest(host, &wire.Request{Call: wire.CallTokens})
		host.Close()
	}()
	hanging := func(q *wire.Request) *wire.Response {
		<-ended
		return echo(q)
	}
	assert.NoError(t, serve(in, io.Discard, hanging, idle, func() { close(ended) }))
}

func TestServeRefusesWhatIsNoFrame(t *testing.T) {
	err := serve(bytes.NewReader(bytes.Repeat([]byte{0xFF}, 64)), io.Discard, echo, idle, never)
	assert.ErrorIs(t, err, wire.ErrFrame)
	err = serve(bytes.NewReader([]byte{1}), io.Discard, echo, idle, never)
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

// TestServeWipes wants the PIN to be gone once a request is answered.
func TestServeWipes(t *testing.T) {
	var requests bytes.Buffer
	require.NoError(t, wire.WriteRequest(&requests, &wire.Request{Call: wire.CallLogin, Secret: []byte(pin)}))
	var seen []byte
	answer := func(q *wire.Request) *wire.Response {
		assert.Equal(t, pin, string(q.Secret))
		seen = q.Secret
		return echo(q)
	}
	require.NoError(t, serve(&requests, io.Discard, answer, idle, never))
	assert.Equal(t, make([]byte, len(pin)), seen)
}

// TestServeTooLong wants an answer that does not fit to become an error.
func TestServeTooLong(t *testing.T) {
	var requests, answers bytes.Buffer
	require.NoError(t, wire.WriteRequest(&requests, &wire.Request{ID: 5, Call: wire.CallTokens}))
	require.NoError(t, serve(&requests, &answers, func(q *wire.Request) *wire.Response {
		return &wire.Response{ID: q.ID, Secret: make([]byte, wire.MaxSecret+1)}
	}, idle, never))
	p, err := wire.ReadResponse(&answers)
	require.NoError(t, err)
	assert.EqualValues(t, 5, p.ID)
	require.NotNil(t, p.Error)
	assert.Equal(t, wire.Invalid, p.Error.Kind)
}
