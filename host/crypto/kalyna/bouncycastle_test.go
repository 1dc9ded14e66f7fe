// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
)

// TestBouncyCastle compares every operation at every size with another
// implementation, both ways: what one encrypts the other decrypts.
func TestBouncyCastle(t *testing.T) {
	java := interop.BouncyCastle(t)
	lines, want := []string{"accumulated"}, []string{accumulated}
	try := func(operation string, key, iv, text []byte) []byte {
		out := crypt(t, operation, key, iv, text)
		lines = append(lines, fmt.Sprintf("%s %x %x %x", operation, key, iv, text))
		if out == nil {
			want = append(want, "refused")
		} else {
			want = append(want, hex.EncodeToString(out))
		}
		return out
	}
	for _, size := range sizes {
		for blocks := 1; blocks <= 5; blocks++ {
			key, iv, text := random(size[1]), random(size[0]), random(blocks*size[0])
			for _, mode := range []string{"ecb", "cbc", "cfb", "ctr", "kw"} {
				there := try(mode, key, iv, text)
				require.Equal(t, text, try(strings.ToUpper(mode), key, iv, there))
			}
			for _, mode := range []string{"cfb", "CFB", "ctr"} {
				try(mode, key, iv, text[1:])
			}
			wrapped := try("kw", key, iv, text)
			wrapped[len(wrapped)/2]++
			require.Nil(t, try("KW", key, iv, wrapped))
		}
	}
	for range 5 {
		try("contentkey", random(32), random(32), random(32))
	}
	java.Write("operations", []byte(strings.Join(lines, "\n")))
	got := strings.Fields(java.Run("operations"))
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i], got[i], lines[i])
	}
}

func random(size int) []byte {
	octets := make([]byte, size)
	rand.Read(octets)
	return octets
}
