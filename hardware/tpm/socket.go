// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"github.com/google/go-tpm/tpm2/transport"

	"github.com/pidpys/pidpys/host/key"
)

// Socket connects to a TPM that is a program, as swtpm, by the Unix socket on
// which it takes commands. Only the demo and tests do.
func Socket(path string) Opener {
	return func() (transport.TPMCloser, error) {
		for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
			conn, err := net.Dial("unix", path)
			switch {
			case err == nil:
				return transport.FromReadWriteCloser(conn), nil
			case !errors.Is(err, syscall.EAGAIN):
				return nil, fmt.Errorf("%w: %w", key.ErrNoTPM, err)
			case time.Since(begun) > patience: // others stand in line
				return nil, fmt.Errorf("%w: %w", key.ErrTPM, err)
			}
		}
	}
}

// patience is how long to stand in line before a socket.
const patience = 5 * time.Second
