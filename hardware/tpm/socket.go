// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"fmt"
	"net"
	"time"

	"github.com/google/go-tpm/tpm2/transport"

	"github.com/pidpys/pidpys/host/key"
)

// Socket connects to a TPM that is a program, as swtpm, by the Unix socket on
// which it takes commands. Only the demo and tests do.
func Socket(path string) Opener {
	return func() (transport.TPMCloser, error) {
		conn, err := net.DialTimeout("unix", path, 5*time.Second)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", key.ErrNoTPM, err)
		}
		return transport.FromReadWriteCloser(conn), nil
	}
}
