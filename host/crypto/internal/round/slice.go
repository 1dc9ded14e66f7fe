// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package round

// slicedColumns is how many columns give 64 octets to each of the four
// substitutions.
const slicedColumns = 32

// A block of columns is sliced when word [r][b] holds bit b of 64 octets, all of
// them in rows r or r+4.
type block [4][8]uint64

// sliced has the coefficients of one row's polynomial: bit l of [b][h] is the one
// for bit b of the result and the products h of upper and l of lower bits.
type sliced [8][16]uint16

func (p *polynomial) slice(row int) (s sliced) {
	for b := range s {
		for h := range s[b] {
			for l, c := range p[h] {
				s[b][h] |= uint16(c>>(8*row+b)&1) << l
			}
		}
	}
	return s
}

func (s *substitution) applySliced(columns []uint64) {
	var b block
	for c, column := range columns {
		b[c/8][c%8] = column
	}
	b.transposeBits()
	b.transposeRows()
	for r := range b {
		s.rows[r].apply(&b[r])
	}
	b.transposeRows()
	b.transposeBits()
	for c := range columns {
		columns[c] = b[c/8][c%8]
	}
	clear(b[:])
}

// apply computes all sums of four products of lower bits first, and so takes each
// coefficient's sum from there (the method of the four Russians). Which ones it
// takes depends on the substitution only.
func (s *sliced) apply(bits *[8]uint64) {
	low := products(bits[0], bits[1], bits[2], bits[3])
	high := products(bits[4], bits[5], bits[6], bits[7])
	var sums [4][16]uint64
	for g := range sums {
		sum, p := &sums[g], low[4*g:4*g+4]
		sum[1], sum[2], sum[4], sum[8] = p[0], p[1], p[2], p[3]
		sum[3], sum[5], sum[6] = p[0]^p[1], p[0]^p[2], p[1]^p[2]
		sum[7] = sum[3] ^ p[2]
		for i := 9; i < 16; i++ {
			sum[i] = sum[i-8] ^ p[3]
		}
	}
	for b := range s {
		var value uint64
		c := &s[b]
		for h := range c {
			c := c[h]
			value ^= high[h] & (sums[0][c&15] ^ sums[1][c>>4&15] ^ sums[2][c>>8&15] ^ sums[3][c>>12])
		}
		bits[b] = value
	}
}

// transposeBits exchanges bit b of octet r of column c with bit c of octet r of
// column b, in each eight columns.
func (b *block) transposeBits() {
	for i := range b {
		w := &b[i]
		for c := 0; c < 8; c += 2 {
			exchange(&w[c], &w[c+1], 1, 0x5555_5555_5555_5555)
		}
		for _, c := range [4]int{0, 1, 4, 5} {
			exchange(&w[c], &w[c+2], 2, 0x3333_3333_3333_3333)
		}
		for c := range 4 {
			exchange(&w[c], &w[c+4], 4, 0x0f0f_0f0f_0f0f_0f0f)
		}
	}
}

// transposeRows exchanges octets r and r+4 of word [i][j] with octets i and i+4
// of word [r][j].
func (b *block) transposeRows() {
	for j := range 8 {
		exchange(&b[0][j], &b[1][j], 8, 0x00ff_00ff_00ff_00ff)
		exchange(&b[2][j], &b[3][j], 8, 0x00ff_00ff_00ff_00ff)
		exchange(&b[0][j], &b[2][j], 16, 0x0000_ffff_0000_ffff)
		exchange(&b[1][j], &b[3][j], 16, 0x0000_ffff_0000_ffff)
	}
}

// exchange swaps the bits of y in mask with those of x that are n places higher.
func exchange(x, y *uint64, n int, mask uint64) {
	t := (*x>>n ^ *y) & mask
	*x ^= t << n
	*y ^= t
}
