// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"
)

// hosts are the native hosts that the visit's browser started and that still
// run, by process id.
func (v *visit) hosts() []int {
	v.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		v.Skip("the processes of a browser are found by /proc")
	}
	program, err := filepath.EvalSymlinks(v.kit.Host.Path)
	require.NoError(v, err)
	var found []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if exe, err := os.Readlink(filepath.Join("/proc", e.Name(), "exe")); err == nil && exe == program && v.started(pid) {
			found = append(found, pid)
		}
	}
	return found
}

// started reports whether the visit's browser is an ancestor of the process.
func (v *visit) started(pid int) bool {
	for pid > 1 {
		if pid == v.browser.PID() {
			return true
		}
		stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
		if err != nil {
			return false
		}
		// The program's name, in parentheses, may hold anything (proc(5)).
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if pid, err = strconv.Atoi(fields[1]); err != nil {
			return false
		}
	}
	return false
}

// hostsGone waits until every native host has exited.
func (v *visit) hostsGone() {
	v.Helper()
	v.until("every host has exited", func() bool { return len(v.hosts()) == 0 })
}
