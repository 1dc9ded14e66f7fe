// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

// ways are the implementations that this processor has, the portable one first.
func ways() []string {
	names := []string{"portable"}
	for _, a := range impl.Alternatives() {
		names = append(names, a.Name)
	}
	return names
}

// FuzzVariants compares all implementations, which must agree.
func FuzzVariants(f *testing.F) {
	for n := range 300 {
		f.Add(bytes.Repeat([]byte{byte(n)}, n))
	}
	// T⁺ adds 0xf0 and a carry to most rows, so that these octets carry on.
	f.Add(bytes.Repeat([]byte{0x0f}, 256))
	f.Add(bytes.Repeat(append(bytes.Repeat([]byte{0x0f}, 7), 0xff), 32))
	f.Add(bytes.Repeat(append([]byte{0x0d}, bytes.Repeat([]byte{0x0f}, 7)...), 32))
	f.Add(bytes.Repeat(append([]byte{0x0c}, bytes.Repeat([]byte{0x0f}, 7)...), 32))
	f.Fuzz(func(t *testing.T, message []byte) {
		key := make([]byte, 64)
		copy(key, message)
		values := func(way string) (values [][]byte) {
			defer impl.Restrict("kupyna", way)()
			for _, bits := range []int{256, 512} {
				values = append(values, sum(bits, message), code(t, key[:bits/8], message))
			}
			return values
		}
		want := values("portable")
		for _, way := range ways() {
			require.Equal(t, want, values(way), way)
		}
	})
}
