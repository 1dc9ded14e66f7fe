// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !linux && !windows

package tpm

import (
	"github.com/google/go-tpm/tpm2/transport"

	"github.com/pidpys/pidpys/host/key"
)

// System answers that there is no TPM: Apple's computers have none, and how
// other systems lend theirs is not known here.
func System() (transport.TPMCloser, error) { return nil, key.ErrNoTPM }
