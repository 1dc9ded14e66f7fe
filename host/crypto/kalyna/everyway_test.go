// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
	"github.com/pidpys/pidpys/host/crypto/kalyna"
)

// FuzzEveryWay compares all implementations that this processor has with the
// portable one.
func FuzzEveryWay(f *testing.F) {
	for i, size := range sizes {
		f.Add(byte(i), counted(0, size[1]), counted(1, 300))
	}
	f.Fuzz(func(t *testing.T, size byte, seed, text []byte) {
		block, key := sizes[int(size)%5][0], make([]byte, sizes[int(size)%5][1])
		copy(key, seed)
		whole := len(text) / block * block
		all := func() (out [][]byte) {
			c := newCipher(t, key, block)
			there, back := make([]byte, whole), make([]byte, whole)
			c.EncryptBlocks(there, text[:whole])
			c.DecryptBlocks(back, text[:whole])
			a, err := kalyna.NewGCM(c, block)
			require.NoError(t, err)
			sealed := a.Seal(nil, key[:block], text, seed)
			return [][]byte{there, back, sealed, digest(t, kalyna.NewCMAC, c, text)}
		}
		undo := impl.Restrict("kalyna", "portable")
		want := all()
		undo()
		for _, a := range impl.Alternatives() {
			if a.Package == "kalyna" {
				undo := impl.Restrict("kalyna", a.Name)
				got := all()
				undo()
				require.Equal(t, want, got, a.Name)
			}
		}
	})
}
