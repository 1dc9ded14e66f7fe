// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"errors"
	"fmt"

	"github.com/google/go-tpm/tpm2"

	"github.com/pidpys/pidpys/host/key"
)

// meanings are the response codes (Part 2, 6.6.3) about which somebody can do
// something.
var meanings = []struct {
	code tpm2.TPMRC
	err  error
}{
	{tpm2.TPMRCAuthFail, key.ErrWrongPIN}, // of what is counted; of the rest it is TPM_RC_BAD_AUTH
	{tpm2.TPMRCLockout, key.ErrTPMLockout},
	{tpm2.TPMRCIntegrity, key.ErrOtherTPM},
}

// explain says in the words of package key what a command failed with.
func explain(err error) error {
	for _, m := range meanings {
		if errors.Is(err, m.code) {
			return m.err
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %w", key.ErrTPM, err)
	}
	return nil
}
