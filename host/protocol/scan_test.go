// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPlain: every octet at every place among eight, and beside every other kind.
func TestPlain(t *testing.T) {
	stops := func(c byte) bool { return c == '"' || c == '\\' || c < ' ' }
	for _, filler := range []byte{'a', ' ', 0x7F, 0x80, 0xA2, 0xDC, 0xFF} {
		for length := range 20 {
			for at := range length {
				for c := range 256 {
					text := bytes.Repeat([]byte{filler}, length)
					text[at] = byte(c)
					want := length
					if stops(byte(c)) {
						want = at
					}
					require.Equal(t, want, plain(text), "%q", text)
				}
			}
		}
	}
	assert.Equal(t, 3, plain([]byte("aaa\"\\\x00!\x1f!aaaaaaa")))
}

func BenchmarkSkip(b *testing.B) {
	text := []byte(`["` + strings.Repeat("A", 1<<20) + `"]`)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		d := decoder{data: text}
		require.NoError(b, d.skip())
	}
}
