// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kalyna

import (
	"golang.org/x/sys/cpu"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

var (
	// useNEON: every arm64 processor looks octets up in registers.
	useNEON = true

	// useCarryless is whether the processor multiplies polynomials.
	useCarryless = cpu.ARM64.HasPMULL
)

func init() {
	impl.Register("kalyna", "NEON", &useNEON)
	impl.Register("kalyna", "PMULL", &useCarryless)
}

// groupSize is how many octets the assembly encrypts at once, at least.
const groupSize = 64

// encrypt and decrypt process whole blocks; dst is as long as src, and may be
// src.
func (c *Cipher) encrypt(dst, src []byte) { c.crypt(dst, src, false) }

func (c *Cipher) decrypt(dst, src []byte) { c.crypt(dst, src, true) }

// crypt processes groups, of which the last may not be full.
func (c *Cipher) crypt(dst, src []byte, decrypts bool) {
	if !useNEON {
		c.cryptPortable(dst, src, decrypts)
		return
	}
	c.mustHaveKey()
	if n := len(src) / groupSize; n > 0 {
		c.groups(&dst[0], &src[0], n, decrypts)
		dst, src = dst[n*groupSize:], src[n*groupSize:]
	}
	if len(src) > 0 {
		var group [groupSize]byte
		copy(group[:], src)
		c.groups(&group[0], &group[0], 1, decrypts)
		copy(dst, group[:])
		clear(group[:])
	}
}

func (c *Cipher) groups(dst, src *byte, n int, decrypts bool) {
	k, s := &c.schedule, &slicings[c.blockSize/8]
	if decrypts {
		decryptGroups(dst, src, n, &k.sliced, k.rounds, &s.unshift, &round.InversePi, &inverseHalves)
	} else {
		encryptGroups(dst, src, n, &k.sliced, k.rounds, &s.shift, &round.Pi)
	}
}

// noKeys are zeros. Nobody writes to it.
var noKeys slicedSchedule

// round is a round of encryption of a block of n columns, without its key.
func (s *state) round(n int) {
	if !useNEON {
		substituteShiftMix(s[:n], n)
		return
	}
	var group [groupSize]byte
	store(group[:], s[:n])
	encryptGroups(&group[0], &group[0], 1, &noKeys, 1, &slicings[n].shift, &round.Pi)
	load(s[:n], group[:])
	clear(group[:])
}

// A slicedSchedule is the round keys as the assembly wants them: those that are
// added to columns, as often as there is room in a group; and those that are added
// to rows, sliced as a group is, between two that are zero. The order of fields is
// known to the assembly.
type slicedSchedule struct {
	first, last [8]uint64
	rows        [maxRounds + 1][4][16]uint8
}

func (s *slicedSchedule) prepare(k *schedule, n int) {
	var columns [8]uint64
	for r := range k.rounds + 1 {
		for c := range columns {
			columns[c] = k.keys[r][c%n]
		}
		switch r {
		case 0:
			s.first = columns
		case k.rounds:
			s.last = columns
		default:
			for c, column := range columns {
				for row := range 8 {
					s.rows[r][row%4][2*c+row/4] = uint8(column >> (8 * row))
				}
			}
		}
	}
	clear(columns[:])
}

// A slicing is the indices that shift the rows of a sliced group, and undo it.
type slicing struct{ shift, unshift [4][16]uint8 }

// slicings are those for blocks of 2, 4 and 8 columns.
var slicings = [...]slicing{2: newSlicing(2), 4: newSlicing(4), 8: newSlicing(8)}

func newSlicing(n int) (s slicing) {
	for k := range 4 {
		for i := range 16 {
			c, half := i/2, i%2
			steps := (4*half + k) * n / 8
			block, column := c/n*n, c%n
			s.shift[k][i] = uint8(2*(block+(column-steps+n)%n) + half)
			s.unshift[k][i] = uint8(2*(block+(column+steps)%n) + half)
		}
	}
	return s
}

// inverseHalves are the products of lower and upper halves of octets by what the
// inverse of the matrix has in row 0.
var inverseHalves = func() (halves [8][2][16]uint8) {
	for j, y := range inverseRow {
		for i := range uint8(16) {
			halves[j][0][i] = times(y, i)
			halves[j][1][i] = times(y, i<<4)
		}
	}
	return halves
}()

//go:noescape
func encryptGroups(dst, src *byte, groups int, k *slicedSchedule, rounds int, shifts *[4][16]uint8, pi *[4][256]uint8)

//go:noescape
func decryptGroups(dst, src *byte, groups int, k *slicedSchedule, rounds int, shifts *[4][16]uint8, pi *[4][256]uint8, halves *[8][2][16]uint8)
