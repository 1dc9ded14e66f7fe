// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package round_test

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

// random returns n columns, the same in every run.
func random(n int) []uint64 {
	columns, source := make([]uint64, n), rand.New(rand.NewPCG(0, uint64(n)))
	for c := range columns {
		columns[c] = source.Uint64()
	}
	return columns
}

// everyValue has each octet in each row.
func everyValue() []uint64 {
	columns := make([]uint64, 256)
	for x := range columns {
		columns[x] = uint64(x) * 0x0101_0101_0101_0101
	}
	return columns
}

func TestSubstitute(t *testing.T) {
	tables := func(columns []uint64) []uint64 {
		out := make([]uint64, len(columns))
		for c, column := range columns {
			var octets [8]byte
			binary.LittleEndian.PutUint64(octets[:], column)
			for r, x := range octets {
				octets[r] = round.Pi[r%4][x]
			}
			out[c] = binary.LittleEndian.Uint64(octets[:])
		}
		return out
	}
	try := func(columns []uint64) {
		got := slices.Clone(columns)
		round.Substitute(got)
		require.Equal(t, tables(columns), got, "%d columns", len(columns))
		round.Unsubstitute(got)
		require.Equal(t, columns, got, "%d columns", len(columns))
	}
	try(everyValue())
	for _, one := range everyValue() {
		try([]uint64{one})
	}
	for n := range 100 {
		try(random(n))
	}
}

// TestMix compares the product by doublings with that by the circulant's first
// column in [round.Mixed].
func TestMix(t *testing.T) {
	undone := [256]uint8{}
	for x, y := range round.Pi[0] {
		undone[y] = uint8(x)
	}
	for _, column := range append(random(1000), everyValue()...) {
		var want uint64
		for r := range 8 {
			want ^= bits.RotateLeft64(round.Mixed[0][undone[uint8(column>>(8*r))]], 8*r)
		}
		require.Equal(t, want, round.Mix(column))
		require.Equal(t, column, round.Unmix(want))
	}
}

// TestAffine applies the matrices as the processor's manual says VGF2P8AFFINEQB
// does.
func TestAffine(t *testing.T) {
	for x := range 256 {
		matrix := round.Affine(uint8(x))
		for y := range 256 {
			var z uint8
			for i := range 8 {
				row := uint8(matrix >> (8 * (7 - i)))
				z |= uint8(bits.OnesCount8(row&uint8(y))&1) << i
			}
			require.Equal(t, uint8(round.Column(uint8(y), &[8]uint8{uint8(x)})), z, "%d times %d", x, y)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	columns := random(40)
	require.Zero(t, testing.AllocsPerRun(10, func() {
		round.Substitute(columns)
		round.Unsubstitute(columns)
	}))
}

func BenchmarkSubstitute(b *testing.B) {
	for _, columns := range [][]uint64{random(2), random(8), random(16), random(32)} {
		b.Run(fmt.Sprintf("%d columns", len(columns)), func(b *testing.B) {
			b.SetBytes(int64(8 * len(columns)))
			for b.Loop() {
				round.Substitute(columns)
			}
		})
	}
}
