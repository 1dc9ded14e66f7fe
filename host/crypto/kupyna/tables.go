// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna

import (
	"encoding/binary"

	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

// absorbVarTime is absorb by tables, for public blocks.
func (h *state) absorbVarTime(blocks []byte, n int) {
	for ; len(blocks) > 0; blocks = blocks[8*n:] {
		var p, q state
		for c := range n {
			q[c] = binary.LittleEndian.Uint64(blocks[8*c:])
			p[c] = h[c] ^ q[c]
		}
		var b block
		for r := range rounds(n) {
			b.xorConstants(&p, n, r)
			p.round(&b, n)
			b.addConstants(&q, n, r)
			q.round(&b, n)
		}
		for c := range n {
			h[c] ^= p[c] ^ q[c]
		}
	}
}

// xorConstants begins a round of T⊕: it sets b to s with the constants added.
func (b *block) xorConstants(s *state, n int, r uint64) {
	for c := range n {
		binary.LittleEndian.PutUint64(b[8*c:], s[c]^xorConstant(c, r))
	}
}

// addConstants begins a round of T⁺: it sets b to s with the constants added.
func (b *block) addConstants(s *state, n int, r uint64) {
	for c := range n {
		binary.LittleEndian.PutUint64(b[8*c:], s[c]+addConstant(c, n, r))
	}
}

// round ends a round: s becomes b with its octets substituted, its rows
// shifted and its columns multiplied by the matrix.
func (s *state) round(b *block, n int) {
	if n == 8 {
		s.round8(b)
	} else {
		s.round16(b)
	}
}

// Row r of a column comes from r columns before, in octets 7r before the
// column's first one, counted modulo the size of the state; but row 7 of a
// wide state comes from 11 columns before. See shift.
const (
	mask8, mask16  = 8*8 - 1, 16*8 - 1
	row7, row7of16 = 8*7 - 7, 8*11 - 7
)

// upper and lower make the two halves, rows 0 to 3 and 4 to 7, of the column
// that begins at octet i; whole columns would be too long to be inlined.
func (b *block) upper(i, mask int) uint64 {
	return round.Mixed[0][b[i]] ^ round.Mixed[1][b[(i-7)&mask]] ^ round.Mixed[2][b[(i-14)&mask]] ^ round.Mixed[3][b[(i-21)&mask]]
}

func (b *block) lower(i, mask, row7 int) uint64 {
	return round.Mixed[4][b[(i-28)&mask]] ^ round.Mixed[5][b[(i-35)&mask]] ^ round.Mixed[6][b[(i-42)&mask]] ^ round.Mixed[7][b[(i-row7)&mask]]
}

// round8 and round16 have no loop so that the compiler knows every index.
func (s *state) round8(b *block) {
	s[0] = b.upper(0, mask8) ^ b.lower(0, mask8, row7)
	s[1] = b.upper(8, mask8) ^ b.lower(8, mask8, row7)
	s[2] = b.upper(16, mask8) ^ b.lower(16, mask8, row7)
	s[3] = b.upper(24, mask8) ^ b.lower(24, mask8, row7)
	s[4] = b.upper(32, mask8) ^ b.lower(32, mask8, row7)
	s[5] = b.upper(40, mask8) ^ b.lower(40, mask8, row7)
	s[6] = b.upper(48, mask8) ^ b.lower(48, mask8, row7)
	s[7] = b.upper(56, mask8) ^ b.lower(56, mask8, row7)
}

func (s *state) round16(b *block) {
	s[0] = b.upper(0, mask16) ^ b.lower(0, mask16, row7of16)
	s[1] = b.upper(8, mask16) ^ b.lower(8, mask16, row7of16)
	s[2] = b.upper(16, mask16) ^ b.lower(16, mask16, row7of16)
	s[3] = b.upper(24, mask16) ^ b.lower(24, mask16, row7of16)
	s[4] = b.upper(32, mask16) ^ b.lower(32, mask16, row7of16)
	s[5] = b.upper(40, mask16) ^ b.lower(40, mask16, row7of16)
	s[6] = b.upper(48, mask16) ^ b.lower(48, mask16, row7of16)
	s[7] = b.upper(56, mask16) ^ b.lower(56, mask16, row7of16)
	s[8] = b.upper(64, mask16) ^ b.lower(64, mask16, row7of16)
	s[9] = b.upper(72, mask16) ^ b.lower(72, mask16, row7of16)
	s[10] = b.upper(80, mask16) ^ b.lower(80, mask16, row7of16)
	s[11] = b.upper(88, mask16) ^ b.lower(88, mask16, row7of16)
	s[12] = b.upper(96, mask16) ^ b.lower(96, mask16, row7of16)
	s[13] = b.upper(104, mask16) ^ b.lower(104, mask16, row7of16)
	s[14] = b.upper(112, mask16) ^ b.lower(112, mask16, row7of16)
	s[15] = b.upper(120, mask16) ^ b.lower(120, mask16, row7of16)
}
