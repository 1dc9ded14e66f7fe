// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/google/go-tpm/tpm2/transport/linuxtpm"

	"github.com/pidpys/pidpys/host/key"
)

// managed is the TPM behind the kernel's resource manager, which gives everybody
// room of their own and flushes it when they close it. Without that, /dev/tpm0
// has one user at a time.
const managed = "/dev/tpmrm0"

// System connects to this computer's TPM. On Linux the group tss may.
func System() (transport.TPMCloser, error) { return openAt(managed) }

func openAt(path string) (transport.TPMCloser, error) {
	device, err := linuxtpm.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, linuxtpm.ErrFileIsNotDevice):
		return nil, fmt.Errorf("%w: %w", key.ErrNoTPM, err)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%w: %w", key.ErrTPMForbidden, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", key.ErrTPM, err)
	}
	return device, nil
}
