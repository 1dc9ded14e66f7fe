// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"errors"
	"fmt"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/google/go-tpm/tpm2/transport/windowstpm"
	"github.com/google/go-tpm/tpmutil/tbs"

	"github.com/pidpys/pidpys/host/key"
)

// refusals are what TPM Base Services say that is not the TPM's own.
var refusals = map[error]error{
	windowstpm.ErrNotTPM20:   key.ErrNoTPM,
	tbs.ErrTPMNotFound:       key.ErrNoTPM,
	tbs.ErrServiceDisabled:   key.ErrNoTPM,
	tbs.ErrServiceNotRunning: key.ErrNoTPM,
	tbs.ErrAccessDenied:      key.ErrTPMForbidden,
}

// System connects to this computer's TPM, through TPM Base Services. That a user
// who is no administrator may use it so is unverified.
func System() (transport.TPMCloser, error) {
	device, err := windowstpm.Open()
	if err == nil {
		return device, nil
	}
	for refusal, kind := range refusals {
		if errors.Is(err, refusal) {
			return nil, fmt.Errorf("%w: %w", kind, err)
		}
	}
	return nil, fmt.Errorf("%w: %w", key.ErrTPM, err)
}
