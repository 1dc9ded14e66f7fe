// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package gost

import "bytes"

// A word of ГОСТ 34.311 is sixteen parts of 16 bits, and each part of ψⁿ(w) is
// the sum of some parts of w. A shuffle within one half of w, doubled into both
// halves of a vector register, fetches for all sixteen parts of the result one
// such part at a time, or zero; so as many shuffles compute ψⁿ as the longest
// sum has parts in the one and in the other half.
//
// The step is ψ⁶¹(h ⊕ ψ(m)) ⊕ ψ⁷⁴(s). In the first term, w lies in the halves of
// its 256 bits; s comes as the halves N2 and N1 of its four blocks.
type shuffles struct {
	lower61, upper61 [7][32]byte
	n2               [6][32]byte
	n1               [7][32]byte
}

var mixing = shuffles{
	lower61: [7][32]byte(fetch(61, func(part int) (int, bool) { return part, part < 8 })),
	upper61: [7][32]byte(fetch(61, func(part int) (int, bool) { return part - 8, part >= 8 })),
	n2:      [6][32]byte(fetch(74, func(part int) (int, bool) { return part/4*2 + part%4, part%4 < 2 })),
	n1:      [7][32]byte(fetch(74, func(part int) (int, bool) { return part/4*2 + part%4 - 2, part%4 >= 2 })),
}

// fetch returns the shuffles that sum for ψⁿ the parts that lie in one half;
// where tells their place in it.
func fetch(n int, where func(part int) (place int, in bool)) (control [][32]byte) {
	const zero = 0x80
	none := [32]byte(bytes.Repeat([]byte{zero}, 32))
	for part, sum := range powerOfPsi(n) {
		i := 0
		for of := range 16 {
			if place, in := where(of); in && sum>>of&1 == 1 {
				if i == len(control) {
					control = append(control, none)
				}
				control[i][2*part], control[i][2*part+1] = byte(2*place), byte(2*place+1)
				i++
			}
		}
	}
	return control
}

// powerOfPsi returns for each part of ψⁿ(w) the set of the parts of w it sums.
func powerOfPsi(n int) (sums [16]uint16) {
	for i := range sums {
		sums[i] = 1 << i
	}
	for range n {
		top := sums[0] ^ sums[1] ^ sums[2] ^ sums[3] ^ sums[12] ^ sums[15]
		copy(sums[:], sums[1:])
		sums[15] = top
	}
	return sums
}
