// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package swtpm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
)

// lockout is what a TPM counts by.
func lockout(t *testing.T, m *swtpm.TPM) string {
	t.Helper()
	return m.Tool(t, "tpm2_getcap", "properties-variable")
}

func TestStateOutlivesPower(t *testing.T) {
	m, other := swtpm.New(t), swtpm.New(t)
	m.Tool(t, "tpm2_dictionarylockout", "--setup-parameters", "--max-tries=17", "--recovery-time=60", "--lockout-recovery-time=60")
	for _, switched := range []func(testing.TB){m.Restart, m.Cut} {
		switched(t)
		assert.Contains(t, lockout(t, m), "TPM2_PT_MAX_AUTH_FAIL: 0x11")
	}
	assert.NotContains(t, lockout(t, other), "TPM2_PT_MAX_AUTH_FAIL: 0x11")
}
