// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/protocol"
)

// hello starts a native host as a browser does, says hello and goes.
func hello(t *testing.T, version, program string, args ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, args...)
	in, err := command.StdinPipe()
	require.NoError(t, err)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	require.NoError(t, protocol.WriteFrame(in, fmt.Appendf(nil,
		`{"id":"1","method":"hello","role":"extension","params":{"version":%q,"protocol":1,"language":"uk","browser":"Chromium 156"}}`, version)))
	text, err := protocol.ReadFrame(out)
	require.NoError(t, err)
	var answer struct {
		ID     string
		Result struct{ Version string }
	}
	require.NoError(t, json.Unmarshal(text, &answer))
	assert.Equal(t, "1", answer.ID)
	assert.Equal(t, version, answer.Result.Version)
	require.NoError(t, in.Close())
	require.NoError(t, command.Wait(), "the host ends with its browser")
}

// refuses looks that a native host turns somebody else's extension away.
func refuses(t *testing.T, program string, args ...string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).Output()
	assert.Error(t, err)
	assert.Empty(t, out)
}
