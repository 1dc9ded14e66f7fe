// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// firefoxSays is a Marionette that greets, waits for one command and sends what
// it is told to, then leaves.
func firefoxSays(t *testing.T, greeting, reply string) (*marionette, error) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = conn.Write([]byte(framed(greeting)))
		_, _ = conn.Read(make([]byte, 1<<10))
		_, _ = conn.Write([]byte(reply))
	}()
	return dialMarionette(t.Context(), listener.Addr().(*net.TCPAddr).Port)
}

func framed(message string) string { return fmt.Sprintf("%d:%s", len(message), message) }

const greeting = `{"applicationType":"gecko","marionetteProtocol":3}`

func TestMarionette(t *testing.T) {
	_, err := firefoxSays(t, `{"marionetteProtocol":2}`, "")
	assert.ErrorContains(t, err, "protocol 3")

	m, err := firefoxSays(t, greeting, framed(`[1,1,null,{"value":"yes"}]`))
	require.NoError(t, err)
	var said value[string]
	require.NoError(t, m.call(t.Context(), "WebDriver:GetTitle", nil, &said))
	assert.Equal(t, "yes", said.Value)

	m, err = firefoxSays(t, greeting, framed(`[1,1,{"error":"no such window","message":"gone"},null]`))
	require.NoError(t, err)
	failure := new(MarionetteError)
	require.ErrorAs(t, m.call(t.Context(), "WebDriver:GetTitle", nil, nil), &failure)
	assert.Equal(t, "no such window", failure.Code)
}

// TestMarionetteBroken says what came instead of a reply, for whoever looks for
// the reason.
func TestMarionetteBroken(t *testing.T) {
	for reply, want := range map[string]string{
		"":                        "EOF",
		"3:{}":                    "EOF",
		framed("[1,1,{}"):         "malformed",
		framed("{}"):              "malformed",
		framed("[0,1,null,null]"): "malformed",
		"-1:":                     "length",
		"99999999999:":            "length",
		"length:":                 "length",
	} {
		m, err := firefoxSays(t, greeting, reply)
		require.NoError(t, err)
		err = m.call(t.Context(), "WebDriver:GetTitle", nil, nil)
		assert.ErrorContains(t, err, want, reply)
		assert.NotContains(t, err.Error(), "%!", reply)
		assert.Error(t, m.call(t.Context(), "WebDriver:GetTitle", nil, nil), "nothing is asked of what has gone")
	}
}
