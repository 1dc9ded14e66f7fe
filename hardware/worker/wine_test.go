// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux

package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/wine"
)

// TestWindows runs the program under Wine, where structures are packed and a
// module prints through a C library of its own. The name of the module is one that
// Windows' code pages have no room for.
func TestWindows(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while")
	}
	windows := wine.New(t)
	source, err := os.ReadFile("testdata/telling.c")
	require.NoError(t, err)
	module := windows.Compile(t, "Носій.dll", string(source), "-shared")

	c := run(t, windows.Command(buildFor(t, "windows", "amd64")))
	structures(t, c, module, 4)
	require.NoError(t, c.in.Close())
	assert.True(t, c.ends(t).Success())
}
