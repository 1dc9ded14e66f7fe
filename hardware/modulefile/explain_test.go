// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/modulefile"
)

func TestExplain(t *testing.T) {
	file, err := modulefile.Open(library(t), mine)
	require.NoError(t, err)
	defer file.Close()
	for words, reason := range map[string]modulefile.Reason{
		"libosi.so: cannot open shared object file: No such file or directory":                         modulefile.Lacking,
		"Error loading shared library libosi.so: No such file or directory (needed by /opt/module.so)": modulefile.Lacking,
		`Shared object "libosi.so" not found, required by "module.so"`:                                 modulefile.Lacking,
		"dlopen(/Library/module.dylib, 0x0002): Library not loaded: @rpath/libosi.dylib":               modulefile.Lacking,
		"/opt/module.so: undefined symbol: SCardTransmit":                                              modulefile.Loading,
		"/opt/module.so: cannot enable executable stack as shared object requires: Invalid argument":   modulefile.Loading, // it wants none
		"/lib/libc.so.6: version `GLIBC_2.99' not found (required by /opt/module.so)":                  modulefile.Loading,
		"": modulefile.Loading,
	} {
		var refused *modulefile.Error
		require.ErrorAs(t, file.Explain(words), &refused)
		assert.Equal(t, &modulefile.Error{Reason: reason, Detail: words}, refused)
	}
}
