// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/linux"
)

// rpm installs into a folder that stands for a machine, verifies and erases.
func (s shipment) rpm(t *testing.T) {
	root := t.TempDir()
	rpm := func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), "rpm", append([]string{"--root", root}, args...)...).CombinedOutput()
		require.NoError(t, err, "rpm %v: %s", args, out)
		return string(out)
	}
	rpm("--initdb")
	packages := s.packages(linux.RPM, runtime.GOARCH)
	// The folder has no libc and nothing else that is needed.
	rpm(append([]string{"--install", "--nodeps"}, packages...)...)
	names := []string{"pidpys", "pidpys-token", "pidpys-extension"}
	assert.Empty(t, strings.TrimSpace(rpm(append([]string{"--verify", "--nodeps"}, names...)...)))
	for _, name := range []string{"usr/lib", "usr/lib64"} {
		assert.FileExists(t, filepath.Join(root, name, "mozilla/native-messaging-hosts", s.product.Host.Name+".json"))
	}
	hello(t, s.product.Version, exec.Command(filepath.Join(root, "usr/lib/pidpys/pidpys"), "chrome-extension://"+s.product.PackedID()+"/"))
	assert.Contains(t, rpm("--query", "--requires", "pidpys-token"), "pidpys = "+s.product.Version)
	assert.Contains(t, rpm("--query", "--recommends", "pidpys-token"), "pcsc-lite")

	rpm(append([]string{"--erase", "--nodeps"}, names...)...)
	for _, folder := range []string{"etc", "usr"} {
		left, err := exec.Command("find", filepath.Join(root, folder), "!", "-type", "d").Output()
		if _, gone := os.Stat(filepath.Join(root, folder)); gone == nil {
			require.NoError(t, err)
		}
		assert.Empty(t, string(left))
	}
}
