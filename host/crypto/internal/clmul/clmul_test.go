// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package clmul_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/internal/clmul"
)

// word multiplies two words.
func word(x, y uint64) (hi, lo uint64) {
	var c [2]uint64
	clmul.AddProduct(c[:], []uint64{x}, []uint64{y})
	return c[1], c[0]
}

// TestWords compares with multiplication by single bits.
func TestWords(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	operands := []uint64{0, 1, 1 << 63, ^uint64(0), 0x1111111111111111, 0x8888888888888888}
	for range 100 {
		operands = append(operands, r.Uint64())
	}
	for _, x := range operands {
		for _, y := range operands {
			var wantHi, wantLo uint64
			for i := range 64 {
				if y>>i&1 == 1 {
					wantHi ^= x >> 1 >> (63 - i)
					wantLo ^= x << i
				}
			}
			hi, lo := word(x, y)
			require.Equal(t, [2]uint64{wantHi, wantLo}, [2]uint64{hi, lo}, "%x · %x", x, y)
		}
	}
}

// TestAddProduct compares with the n² products of words, and leaves what lies beyond.
func TestAddProduct(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := 1; n <= 8; n++ {
		x, y, got := make([]uint64, n), make([]uint64, n), make([]uint64, 2*n+1)
		for i := range n {
			x[i], y[i] = r.Uint64(), r.Uint64()
			got[i], got[n+i] = r.Uint64(), r.Uint64()
		}
		want := slices.Clone(got)
		for i := range n {
			for j := range n {
				hi, lo := word(x[i], y[j])
				want[i+j] ^= lo
				want[i+j+1] ^= hi
			}
		}
		clmul.AddProduct(got, x, y)
		require.Equal(t, want, got)
	}
}
