// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/wire"
)

// program is pidpys-token as it is shipped, built once for all tests.
var program = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "pidpys-token-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "pidpys-token")
	build := exec.Command("go", "build", "-buildmode=pie", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	build.Stderr = os.Stderr
	return path, build.Run()
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// A client is the other end of a worker that runs as its own process.
type client struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  io.Reader
	last uint32
}

// start runs the program with variables in its environment and nothing else in
// it.
func start(t testing.TB, environment map[string]string) *client {
	t.Helper()
	path, err := program()
	require.NoError(t, err)
	return launch(t, path, environment)
}

func launch(t testing.TB, path string, environment map[string]string) *client {
	t.Helper()
	command := exec.Command(path)
	command.Env = []string{}
	for name, value := range environment {
		command.Env = append(command.Env, name+"="+value)
	}
	return run(t, command)
}

func run(t testing.TB, command *exec.Cmd) *client {
	t.Helper()
	var err error
	c := &client{cmd: command}
	c.in, err = c.cmd.StdinPipe()
	require.NoError(t, err)
	c.out, err = c.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.cmd.Start())
	// What hangs in spite of everything must not hang the test.
	watchdog := time.AfterFunc(time.Minute, func() { _ = c.cmd.Process.Kill() })
	t.Cleanup(func() {
		watchdog.Stop()
		c.in.Close()
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
	})
	return c
}

// send sends a request.
func (c *client) send(t testing.TB, call wire.Call, params any, secret string) {
	t.Helper()
	c.last++
	q := &wire.Request{ID: c.last, Call: call, Secret: []byte(secret)}
	if params != nil {
		var err error
		q.Params, err = wire.Encode(params)
		require.NoError(t, err)
	}
	require.NoError(t, wire.WriteRequest(c.in, q))
}

// ask sends a request and decodes the answer, unless it is an error.
func (c *client) ask(t testing.TB, call wire.Call, params any, secret string, result any) (*wire.Response, *wire.Error) {
	t.Helper()
	c.send(t, call, params, secret)
	p, err := wire.ReadResponse(c.out)
	require.NoError(t, err)
	require.Equal(t, c.last, p.ID)
	if p.Error != nil {
		return p, p.Error
	}
	if result != nil {
		require.NoError(t, wire.Decode(p.Result, result))
	}
	return p, nil
}

// loads loads a module that this user may own, whatever links lead to it.
func (c *client) loads(t testing.TB, path string) wire.Loaded {
	t.Helper()
	path, err := filepath.EvalSymlinks(path)
	require.NoError(t, err)
	var loaded wire.Loaded
	_, refused := c.ask(t, wire.CallLoad, wire.Load{Path: path, User: true}, "", &loaded)
	require.Nil(t, refused)
	return loaded
}

// token is the one with a label.
func (c *client) token(t testing.TB, label string) wire.Token {
	t.Helper()
	var tokens []wire.Token
	_, failed := c.ask(t, wire.CallTokens, nil, "", &tokens)
	require.Nil(t, failed)
	i := slices.IndexFunc(tokens, func(one wire.Token) bool { return one.Label == label })
	require.GreaterOrEqual(t, i, 0, "no token %s", label)
	return tokens[i]
}

// objects are those of a token.
func (c *client) objects(t testing.TB, at wire.At) wire.Objects {
	t.Helper()
	var objects wire.Objects
	_, failed := c.ask(t, wire.CallObjects, at, "", &objects)
	require.Nil(t, failed)
	return objects
}

// ends wants the program to end.
func (c *client) ends(t testing.TB) *os.ProcessState {
	t.Helper()
	_ = c.cmd.Wait()
	return c.cmd.ProcessState
}
