// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package pcscd runs the card service of Linux for a test, with the reader of
// vsmartcard's vpcd, into which a program puts a card over TCP.
package pcscd

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"fmt"
	"github.com/pidpys/pidpys/hardware/lockfile"
	"strings"
)

// Reader is the name of the reader, as far as it says anything.
const Reader = "Virtual PCD"

// port is where the reader waits for its card. That of Debian's configuration may
// be anybody's: Linux gives ports from 32768 on to whoever asks for any.
const port = 31867

// Address is where a card finds the reader.
var Address = fmt.Sprintf("127.0.0.1:%d", port)

// configuration is where Debian's vsmartcard-vpcd tells the service of the reader,
// and theirs the port in it.
const (
	configuration = "/etc/reader.conf.d/vpcd"
	theirs        = "0x8C7B"
)

// patience is for a service that has nothing to do but begin.
const patience = 20 * time.Second

// A Service is a running card service.
type Service struct {
	process *exec.Cmd
	ended   chan struct{}
	said    bytes.Buffer // complete once ended
}

// Start runs the service until the test ends. There can be one on a machine:
// tests of other packages wait for each other. The test is skipped where the
// service or the reader is not installed, and for anybody but root.
func Start(t testing.TB) *Service {
	t.Helper()
	path, err := exec.LookPath("pcscd")
	if err != nil {
		t.Skip("pcscd is not on this machine")
	}
	reader, err := os.ReadFile(configuration)
	if err != nil {
		t.Skip("vsmartcard-vpcd is not on this machine")
	}
	if os.Getuid() != 0 {
		t.Skip("only root can start pcscd")
	}
	Turn(t)
	ours := filepath.Join(t.TempDir(), "reader.conf")
	text := strings.ReplaceAll(string(reader), theirs, fmt.Sprintf("%#X", port))
	if err := os.WriteFile(ours, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &Service{process: exec.Command(path, "--foreground", "--config", ours), ended: make(chan struct{})}
	s.process.Stdout, s.process.Stderr = &s.said, &s.said
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(s.ended)
		_ = s.process.Wait()
	}()
	t.Cleanup(s.Stop)
	s.await(t)
	return s
}

// Turn has tests that run the service wait until this one ends, which wants to see
// no card of theirs. They are root's, as is the lock.
func Turn(t testing.TB) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	turn, err := lockfile.Wait(filepath.Join(os.TempDir(), "pcscd.lock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = turn.Unlock() })
}

// Stop ends the service, as an administrator or a crash would.
func (s *Service) Stop() {
	_ = s.process.Process.Signal(syscall.SIGTERM)
	<-s.ended
}

// await returns once the service answers: it listens for programs after it has
// found its readers.
func (s *Service) await(t testing.TB) {
	t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		if connection, err := net.Dial("unix", "/run/pcscd/pcscd.comm"); err == nil {
			_ = connection.Close()
			return
		}
		select {
		case <-s.ended:
			t.Fatalf("pcscd ended: %s", s.said.String())
		case <-deadline:
			t.Fatal("pcscd does not answer")
		case <-again.C:
		}
	}
}
