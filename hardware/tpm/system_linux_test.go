// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/pidpys/pidpys/host/key"
)

func TestOpenAt(t *testing.T) {
	folder := t.TempDir()
	_, err := openAt(filepath.Join(folder, "tpmrm0"))
	assert.ErrorIs(t, err, key.ErrNoTPM)
	file := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = openAt(file)
	assert.ErrorIs(t, err, key.ErrNoTPM)

	device, err := openAt("/dev/null")
	require.NoError(t, err)
	_, err = device.Send([]byte("command"))
	assert.Error(t, err, "it is no TPM")
	require.NoError(t, device.Close())
}

// TestSignals: the system's signals, as that of a child that ended, do not break
// off a command. What answers is the other end of a terminal.
func TestSignals(t *testing.T) {
	tpm, path := terminal(t)
	device, err := openAt(path)
	require.NoError(t, err)
	defer device.Close()

	thread := make(chan int)
	answered := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		thread <- unix.Gettid()
		answer, err := device.Send([]byte("command"))
		assert.Equal(t, success, answer)
		answered <- err
	}()
	id := <-thread
	command := make([]byte, len("command"))
	_, err = io.ReadFull(tpm, command)
	require.NoError(t, err)
	for range 1000 {
		require.NoError(t, unix.Tgkill(os.Getpid(), id, unix.SIGCHLD))
		runtime.Gosched()
	}
	_, err = tpm.Write(success)
	require.NoError(t, err)
	assert.NoError(t, <-answered)
}

// success is an answer without parameters.
var success = []byte{0x80, 0x01, 0, 0, 0, 10, 0, 0, 0, 0}

// terminal is a device of which this end reads what is written to path, octet by
// octet as it is.
func terminal(t *testing.T) (end *os.File, path string) {
	t.Helper()
	end, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	t.Cleanup(func() { _ = end.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(end.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(end.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	raw := &unix.Termios{Cflag: unix.CS8 | unix.CREAD}
	raw.Cc[unix.VMIN] = 1
	require.NoError(t, unix.IoctlSetTermios(int(end.Fd()), unix.TCSETS, raw))
	return end, fmt.Sprintf("/dev/pts/%d", number)
}

// TestForbidden: a device that is somebody else's.
func TestForbidden(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the administrator may use every device")
	}
	_, err := openAt("/dev/kmsg")
	if err == nil {
		t.Skip("this user may use the device that stands for a TPM")
	}
	assert.ErrorIs(t, err, key.ErrTPMForbidden)
}
