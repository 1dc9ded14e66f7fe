// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/google/go-tpm/tpm2/transport"
	"golang.org/x/sys/unix"

	"github.com/pidpys/pidpys/host/key"
)

// managed is the TPM behind the kernel's resource manager, which gives everybody
// room of their own and flushes it when they close it. Without that, /dev/tpm0
// has one user at a time.
const managed = "/dev/tpmrm0"

// System connects to this computer's TPM. On Linux the group tss may.
func System() (transport.TPMCloser, error) { return openAt(managed) }

func openAt(path string) (transport.TPMCloser, error) {
	device, err := openDevice(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoDevice):
		return nil, fmt.Errorf("%w: %w", key.ErrNoTPM, err)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%w: %w", key.ErrTPMForbidden, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", key.ErrTPM, err)
	}
	// Under that cover, go-tpm does not know it for a file, for which it waits by
	// poll(2): a signal, as when a child ends, would break off the command.
	return transport.FromReadWriteCloser(struct{ io.ReadWriteCloser }{device}), nil
}

var errNoDevice = errors.New("no device")

// openDevice opens a device so that to write a command takes as long as the TPM
// does, and the answer can be read then.
func openDevice(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode()&os.ModeDevice == 0 {
		return nil, errNoDevice
	}
	// Not by os.OpenFile, which makes it non-blocking.
	for {
		fd, err := unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
		switch {
		case err == nil:
			return os.NewFile(uintptr(fd), path), nil
		case !errors.Is(err, unix.EINTR):
			return nil, &fs.PathError{Op: "open", Path: path, Err: err}
		}
	}
}
