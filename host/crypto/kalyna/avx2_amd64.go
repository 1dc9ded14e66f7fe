// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

//lint:file-ignore U1000 the assembly takes constants from here

package kalyna

import (
	"golang.org/x/sys/cpu"

	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

// useAVX2 is whether the processor looks octets up in registers of 16, twice at a
// time.
var useAVX2 = cpu.X86.HasAVX2

// lines and inverseLines are substitutions as SUBSTITUTE of avx2_amd64.h wants
// them: 16 octets in a line, twice, each combined with the line before, if it is in
// the same half.
var lines, inverseLines = newLines(&round.Pi), newLines(&round.InversePi)

func newLines(pi *[4][256]uint8) (lines [4][16][32]uint8) {
	for k := range lines {
		for line := range lines[k] {
			for i := range 32 {
				x := 16*line + i%16
				lines[k][line][i] = pi[k][x]
				if line%8 > 0 {
					lines[k][line][i] ^= pi[k][x-16]
				}
			}
		}
	}
	return lines
}

// inverseHalves are the products of lower and upper halves of octets, twice, by
// what the inverse of the matrix has in row 0.
var inverseHalves = func() (halves [8][2][32]uint8) {
	for j, y := range inverseRow {
		for i := range 32 {
			halves[j][0][i] = times(y, uint8(i%16))
			halves[j][1][i] = times(y, uint8(i%16)<<4)
		}
	}
	return halves
}()

// What avx2_amd64.h and the two files over it take for constants.
var (
	sixteen, highest, modulus8, lowerHalf uint8 = 0x10, 0x80, 0x1d, 0x0f

	// pairToWords makes words of one row each of two columns; wordsToPair undoes it.
	pairToWords, wordsToPair = func() (to, back [16]uint8) {
		for r := range 8 {
			for c := range 2 {
				to[2*r+c] = uint8(8*c + r)
				back[8*c+r] = uint8(2*r + c)
			}
		}
		return to, back
	}()
)

//go:noescape
func encryptBatchesAVX2(dst, src *byte, batches int, k *slicedSchedule, rounds int, s *slicing, lines *[4][16][32]uint8)

//go:noescape
func decryptBatchesAVX2(dst, src *byte, batches int, k *slicedSchedule, rounds int, s *slicing, lines *[4][16][32]uint8, halves *[8][2][32]uint8)
