// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna

import (
	"encoding/binary"

	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

// absorbSliced is absorb without look-ups, for secret blocks where there are no
// instructions for it. T⊕ and T⁺ go side by side because [round.Substitute] does
// up to 32 columns in the time of one.
func (h *state) absorbSliced(blocks []byte, n int) {
	var columns [32]uint64
	defer clear(columns[:])
	p, q := columns[:n], columns[n:2*n]
	for ; len(blocks) > 0; blocks = blocks[8*n:] {
		for c := range n {
			q[c] = binary.LittleEndian.Uint64(blocks[8*c:])
			p[c] = h[c] ^ q[c]
		}
		for r := range rounds(n) {
			for c := range n {
				p[c] ^= xorConstant(c, r)
				q[c] += addConstant(c, n, r)
			}
			round.Substitute(columns[:2*n])
			shiftAndMix(p)
			shiftAndMix(q)
		}
		for c := range n {
			h[c] ^= p[c] ^ q[c]
		}
	}
}

// shiftAndMix ends a round after the substitution.
func shiftAndMix(columns []uint64) {
	var shifted state
	defer clear(shifted[:])
	n := len(columns)
	for r := range 8 {
		row := uint64(0xff) << (8 * r)
		for c := range n {
			shifted[c] |= columns[(c-shift(r, n))&(n-1)] & row
		}
	}
	for c := range n {
		columns[c] = round.Mix(shifted[c])
	}
}
