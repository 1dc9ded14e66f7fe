// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/internal/interop"
)

func BenchmarkOpen(b *testing.B) {
	for _, f := range []struct{ name, file, password string }{
		{"Key-6.dat", "containers/key6-dps-director/Key-6.dat", "tect4"},
		{"PKCS12", "containers/pfx-uapki-diia/test-diia.p12", "testpassword"},
		{"PKCS12-with-certificates", "containers/pfx-iit-export-with-certs/export-ascii.pfx", "test123"},
	} {
		b.Run(f.name, func(b *testing.B) {
			data := interop.Read(b, f.file)
			for b.Loop() {
				store, err := container.Open(data, container.Passwords{File: []byte(f.password)})
				require.NoError(b, err)
				require.NoError(b, store.Close())
			}
		})
	}
}
