// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import "github.com/pidpys/pidpys/host/crypto/internal/round"

// manyOctets is how much the portable code encrypts at once: what
// [round.Substitute] takes least time for.
const manyOctets = 256

// cryptPortable encrypts or decrypts whole blocks; dst may be src.
func (c *Cipher) cryptPortable(dst, src []byte, decrypts bool) {
	c.mustHaveKey()
	var buffer [manyOctets / 8]uint64
	for len(src) > 0 {
		size := min(len(src), manyOctets)
		columns := buffer[:size/8]
		load(columns, src)
		if decrypts {
			c.schedule.decrypt(columns, c.blockSize/8)
		} else {
			c.schedule.encrypt(columns, c.blockSize/8)
		}
		store(dst, columns)
		dst, src = dst[size:], src[size:]
	}
	clear(buffer[:])
}

// encrypt encrypts blocks of n columns.
func (k *schedule) encrypt(columns []uint64, n int) {
	for i := range columns {
		columns[i] += k.keys[0][i%n]
	}
	for r := 1; r < k.rounds; r++ {
		substituteShiftMix(columns, n)
		for i := range columns {
			columns[i] ^= k.keys[r][i%n]
		}
	}
	substituteShiftMix(columns, n)
	for i := range columns {
		columns[i] += k.keys[k.rounds][i%n]
	}
}

// decrypt undoes encrypt.
func (k *schedule) decrypt(columns []uint64, n int) {
	for i := range columns {
		columns[i] -= k.keys[k.rounds][i%n]
	}
	for r := k.rounds - 1; r > 0; r-- {
		unmixUnshiftUnsubstitute(columns, n)
		for i := range columns {
			columns[i] ^= k.keys[r][i%n]
		}
	}
	unmixUnshiftUnsubstitute(columns, n)
	for i := range columns {
		columns[i] -= k.keys[0][i%n]
	}
}

func substituteShiftMix(columns []uint64, n int) {
	round.Substitute(columns)
	for i := 0; i < len(columns); i += n {
		shiftRows(columns[i:i+n], 1)
	}
	for i, column := range columns {
		columns[i] = round.Mix(column)
	}
}

func unmixUnshiftUnsubstitute(columns []uint64, n int) {
	for i, column := range columns {
		columns[i] = round.Unmix(column)
	}
	for i := 0; i < len(columns); i += n {
		shiftRows(columns[i:i+n], n-1)
	}
	round.Unsubstitute(columns)
}

// shiftRows moves row r of a block of n columns by r·n/8 columns, rounded down,
// as many times as told.
func shiftRows(block []uint64, times int) {
	var from state
	n := copy(from[:], block)
	clear(block)
	rows := ^uint64(0) >> (64 - 64/n) // that move alike
	for shift := range n {
		for c := range n {
			block[(c+times*shift)%n] |= from[c] & (rows << (64 / n * shift))
		}
	}
}
