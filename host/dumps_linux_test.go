// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHostLeavesNoDumps looks at a running host from outside. What is not
// dumpable belongs to root in /proc (proc(5)), which says nothing when root
// runs the test; the limit of core dumps can be read by anybody.
func TestHostLeavesNoDumps(t *testing.T) {
	h := start(t, ownCaller)
	h.say(t, hello)
	h.hear(t)
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", h.cmd.Process.Pid))
	require.NoError(t, err)
	for line := range strings.Lines(string(limits)) {
		if strings.HasPrefix(line, "Max core file size") {
			assert.Equal(t, []string{"0", "0"}, strings.Fields(line)[4:6])
		}
	}
	info, err := os.Stat(fmt.Sprintf("/proc/%d/mem", h.cmd.Process.Pid))
	require.NoError(t, err)
	assert.Contains(t, fmt.Sprintf("%+v", info.Sys()), "Uid:0")
}
