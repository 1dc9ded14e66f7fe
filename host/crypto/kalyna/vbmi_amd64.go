// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

//lint:file-ignore U1000 the assembly takes constants from here

package kalyna

import (
	"golang.org/x/sys/cpu"

	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

// useVBMI is whether the processor looks octets up in registers of 64, and
// multiplies them by matrices of bits.
var useVBMI = cpu.X86.HasAVX512VBMI && cpu.X86.HasAVX512GFNI && cpu.X86.HasAVX512BW && cpu.X86.HasBMI2

// blockShifts shift the rows of a single block of 2, 4 or 8 columns.
var blockShifts = func() (all [9][64]uint8) {
	for _, n := range []int{2, 4, 8} {
		for i := range 8 * n {
			c, r := i/8, i%8
			all[n][i] = uint8((c-r*n/8+n)%n*8 + r)
		}
	}
	return all
}()

// factors are 4, 6 and 8, which the matrix has, and inverseFactors are what its
// inverse has in row 0, as the matrices of bits that multiply by them.
var (
	factors        = [...]uint64{round.Affine(4), round.Affine(6), round.Affine(8)}
	inverseFactors = func() (f [8]uint64) {
		for i, y := range inverseRow {
			f[i] = round.Affine(y)
		}
		return f
	}()
)

//go:noescape
func encryptBatches(dst, src *byte, batches int, k *slicedSchedule, rounds int, s *slicing, pi *[4][256]uint8)

//go:noescape
func decryptBatches(dst, src *byte, batches int, k *slicedSchedule, rounds int, s *slicing, pi *[4][256]uint8)

//go:noescape
func encryptBlock(dst, src *byte, size int, keys *state, rounds int, shift *[64]uint8, pi *[4][256]uint8)
