// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kupyna

import (
	"golang.org/x/sys/cpu"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

var (
	useVBMI = cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VBMI && cpu.X86.HasAVX512GFNI
	useAVX2 = cpu.X86.HasAVX2
)

func init() {
	impl.Register("kupyna", "AVX-512 VBMI and GFNI", &useVBMI)
	impl.Register("kupyna", "AVX2", &useAVX2)
}

// absorbVectors is absorb in constant time, if the processor has what it takes.
func (h *state) absorbVectors(blocks []byte, n int) bool {
	count := len(blocks) / (8 * n)
	switch {
	case useVBMI && n == 8:
		absorb8VBMI(h, &blocks[0], count, &round.Pi, &columns8)
	case useVBMI:
		absorb16VBMI(h, &blocks[0], count, &round.Pi, &columns16)
	case useAVX2 && n == 8:
		absorb8AVX2(h, &blocks[0], count, &round.Pi, &rows8)
	case useAVX2:
		absorb16AVX2(h, &blocks[0], count, &round.Pi, &rows16)
	default:
		return false
	}
	return true
}
