// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"
)

// peakMemory is the most that a process ever had in memory, in MiB: proc(5), VmHWM.
func (v *visit) peakMemory(pid int) int {
	v.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(v, err)
	size, ok := sizeIn(data, "VmHWM:")
	require.True(v, ok)
	return size
}

// browserMemory is what the visit's browser has in memory now, all its processes
// together, in MiB: what several share counts once (proc(5), Pss).
func (v *visit) browserMemory() (total int) {
	v.Helper()
	entries, err := os.ReadDir("/proc")
	require.NoError(v, err)
	hosts := v.hosts()
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || !v.started(pid) || len(hosts) > 0 && pid == hosts[0] {
			continue
		}
		if data, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid)); err == nil { // it may have ended
			size, _ := sizeIn(data, "Pss:")
			total += size
		}
	}
	return total
}

// sizeIn is the number of kilobytes in a line, in MiB.
func sizeIn(data []byte, name string) (size int, ok bool) {
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == name {
			size, err := strconv.Atoi(fields[1])
			return size >> 10, err == nil
		}
	}
	return 0, false
}
