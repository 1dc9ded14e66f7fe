// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package redisstore_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/store/redisstore"
)

// redisServer is somebody else's program, for the time of a test. It listens at a
// socket in its folder and nowhere else, and writes nothing down.
type redisServer struct {
	socket string
	cmd    *exec.Cmd
}

// startRedis skips the test on a machine without Redis.
func startRedis(t testing.TB) *redisServer {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not on this machine: apt-get install redis-server")
	}
	// Not the test's folder: the path of a socket has room for some 100 octets.
	folder, err := os.MkdirTemp("", "redis")
	require.NoError(t, err)
	s := &redisServer{socket: filepath.Join(folder, "socket")}
	t.Cleanup(func() {
		s.kill()
		_ = os.RemoveAll(folder)
	})
	s.start(t)
	return s
}

// patience is how long a program may take to start.
const patience = 10 * time.Second

func (s *redisServer) start(t testing.TB) {
	t.Helper()
	folder := filepath.Dir(s.socket)
	log, err := os.Create(filepath.Join(folder, "log"))
	require.NoError(t, err)
	defer log.Close()
	s.cmd = exec.Command("redis-server", "--port", "0", "--unixsocket", s.socket, "--unixsocketperm", "700",
		"--dir", folder, "--save", "", "--appendonly", "no", "--daemonize", "no")
	s.cmd.Stdout, s.cmd.Stderr = log, log
	require.NoError(t, s.cmd.Start())
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		conn, err := net.Dial("unix", s.socket)
		if err == nil {
			_ = conn.Close()
			return
		}
		if time.Since(begun) > patience {
			said, _ := os.ReadFile(log.Name())
			t.Fatalf("redis-server does not answer: %v: %s", err, said)
		}
	}
}

// kill leaves it no time for anything.
func (s *redisServer) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = os.Remove(s.socket)
}

// open is one server's store there.
func (s *redisServer) open(t testing.TB, prefix string) *redisstore.Store {
	t.Helper()
	opened, err := redisstore.Open("unix://"+s.socket, prefix)
	require.NoError(t, err)
	t.Cleanup(func() { _ = opened.Client.Close() })
	return opened
}
