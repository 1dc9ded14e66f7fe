// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package token

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestWorkerHasNoTerminal, so that no interrupt from there ends it.
func TestWorkerHasNoTerminal(t *testing.T) {
	p, _ := fake(t, "answers")
	session, err := unix.Getsid(p.command.Process.Pid)
	require.NoError(t, err)
	assert.Equal(t, p.command.Process.Pid, session)
}
