// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/protocol"
)

// hello starts a native host as a browser does, says hello and goes. The frames hold
// what a stream of text would change or end, in what is said and in the lengths.
func hello(t *testing.T, version string, host *exec.Cmd) {
	t.Helper()
	in, err := host.StdinPipe()
	require.NoError(t, err)
	out, err := host.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, host.Start())
	call := func(frame string) (answer struct {
		ID     string
		Result struct{ Version string }
		Error  struct{ Code string }
	}) {
		require.NoError(t, protocol.WriteFrame(in, []byte(frame)))
		text, err := protocol.ReadFrame(out)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &answer))
		return answer
	}
	answer := call(fmt.Sprintf("{\r\n\"id\":\"1\",\r\"method\":\"hello\",\n\"role\":\"extension\",\"params\":"+
		`{"version":%q,"protocol":1,"language":"uk","browser":"Chromium 156"}}`+"\r\n", version))
	assert.Equal(t, "1", answer.ID)
	assert.Equal(t, version, answer.Result.Version)
	for _, length := range []int{0x0a0d, 0x0d0a, 0x1a1a} {
		frame := `{"id":"2","method":"no-such-method","role":"extension"}`
		frame += strings.Repeat("\n", length-len(frame))
		assert.Equal(t, "unsupported", call(frame).Error.Code)
	}
	require.NoError(t, in.Close())
	require.NoError(t, host.Wait(), "the host ends with its browser")
}

// refuses looks that a native host turns somebody else's extension away.
func refuses(t *testing.T, host *exec.Cmd) {
	t.Helper()
	out, err := host.Output()
	assert.Error(t, err)
	assert.Empty(t, out)
}
