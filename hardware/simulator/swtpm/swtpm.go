// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package swtpm runs swtpm, somebody else's TPM 2.0 that is a program, for the
// time of a test. It stands for the chip itself, without a resource manager: it
// has room for three objects and three sessions, and what one forgets to flush
// stays.
package swtpm

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A TPM is one that runs, in a state of its own: another machine's, as far as
// anybody can tell.
type TPM struct {
	Path string // of the socket on which it answers commands

	folder string
	cmd    *exec.Cmd
}

// New starts a TPM that was never used, and ends it with the test. The test is
// skipped on a machine without swtpm.
func New(t testing.TB) *TPM {
	t.Helper()
	if _, err := exec.LookPath("swtpm"); err != nil {
		t.Skip("swtpm is not on this machine")
	}
	// Not the test's folder: the path of a socket has room for some 100 octets.
	folder, err := os.MkdirTemp("", "swtpm")
	if err != nil {
		t.Fatal(err)
	}
	m := &TPM{Path: filepath.Join(folder, "tpm"), folder: folder}
	t.Cleanup(func() {
		m.kill()
		_ = os.RemoveAll(folder)
	})
	m.start(t)
	return m
}

// patience is how long it may take to start.
const patience = 10 * time.Second

func (m *TPM) start(t testing.TB) {
	t.Helper()
	log, err := os.Create(filepath.Join(m.folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	// The tools of tpm2-tools want the other channel at just this path.
	m.cmd = exec.Command("swtpm", "socket", "--tpm2", "--tpmstate", "dir="+m.folder,
		"--server", "type=unixio,path="+m.Path, "--ctrl", "type=unixio,path="+m.Path+".ctrl",
		"--flags", "not-need-init,startup-clear")
	m.cmd.Stdout, m.cmd.Stderr = log, log
	if err := m.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		conn, err := net.Dial("unix", m.Path)
		if err == nil {
			_ = conn.Close()
			return
		}
		if time.Since(begun) > patience {
			said, _ := os.ReadFile(log.Name())
			t.Fatalf("swtpm does not answer: %v: %s", err, said)
		}
	}
}

func (m *TPM) kill() {
	_ = m.cmd.Process.Kill()
	_ = m.cmd.Wait()
	_ = os.Remove(m.Path)
	_ = os.Remove(m.Path + ".ctrl")
}

// Restart switches the machine off in good order, and on: what was loaded is gone
// and what is kept stays.
func (m *TPM) Restart(t testing.TB) {
	t.Helper()
	m.shutdown(t)
	m.kill()
	m.start(t)
}

// Cut cuts the machine's power, and switches it on.
func (m *TPM) Cut(t testing.TB) {
	t.Helper()
	m.kill()
	m.start(t)
}

// shutdown is TPM2_Shutdown(TPM_SU_CLEAR): Part 3, 9.4.
func (m *TPM) shutdown(t testing.TB) {
	t.Helper()
	answer := m.Answer(t, []byte{0x80, 0x01, 0, 0, 0, 12, 0, 0, 0x01, 0x45, 0, 0})
	if code := binary.BigEndian.Uint32(answer[6:]); code != 0 {
		t.Fatalf("TPM2_Shutdown returned 0x%x", code)
	}
}

// Answer is what the TPM answers to a command, in a connection of its own.
func (m *TPM) Answer(t testing.TB, command []byte) []byte {
	t.Helper()
	conn, err := net.Dial("unix", m.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(command); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, header, 4096)
	if _, err := io.ReadFull(conn, answer); err != nil {
		t.Fatal(err)
	}
	answer = answer[:binary.BigEndian.Uint32(answer[2:])]
	if _, err := io.ReadFull(conn, answer[header:]); err != nil {
		t.Fatal(err)
	}
	return answer
}

// header is the length of that of an answer: a tag, the length, the code.
const header = 10

// Tool runs a program of tpm2-tools with this TPM and returns what it says. The
// test is skipped where there is none.
func (m *TPM) Tool(t testing.TB, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not on this machine", name)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "TPM2TOOLS_TCTI=swtpm:path="+m.Path)
	cmd.Dir = m.folder
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
	return string(out)
}
