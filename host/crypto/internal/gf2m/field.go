// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package gf2m is arithmetic in the binary fields GF(2^m) of DSTU 4145-2002,
// polynomial basis, in constant time, by the carry-less multiplication of amd64 and
// arm64 processors that have it, and by integer multiplication anywhere.
//
// There is one kind of [Element] for every field, seven 64-bit words; a
// [Field] says how many of them are in use and how to reduce. Running time and
// memory access depend on the field alone, never on the elements.
//
// Read field.go and element.go first, then multiply.go, which is where the
// time goes, and multiply_amd64.s, where it does not. Everything linear rests on
// square.go, and linear.go is its short cut. Products of words are clmul's.
package gf2m

import "slices"

// maxWords holds an element of the largest field of the standard, m = 431.
const maxWords = 7

// A Field is GF(2)[x] modulo the trinomial or pentanomial
// x^m + x^k[last] + … + x^k[0] + 1. It may be used by several goroutines.
type Field struct {
	m int
	k []uint

	words  int       // ⌈m/64⌉, the words of an element in use
	mask   uint64    // the bits of the last word that belong to an element
	down   uint64    // times a word moves it down by m mod 64, with its upper half
	middle [3]uint64 // times a word moves it up by k[i]; zero for want of a k[i]

	powers []power // largest n first
	halves linear  // the half-trace

	// For the assembly, which explains them where it reduces.
	shape  int
	counts [2]uint64
	tail   [2]uint64
}

// shape257 stands for m = 257 where other fields have their number of words: the last
// word of this one is a single bit, and as a word like the others it would cost half as
// much again.
const shape257 = 0

// New describes the field of degree m with the middle exponents k, in
// ascending order. The shape of the standard's polynomials is assumed all
// through the package: m odd, of 3 to 7 words, one or three exponents, none above
// 32. New panics otherwise, for fields are constants of the program.
//
// So is that no more than a few bits are left above x^m when words have been folded
// one by one, and that the assembly looks for those where they are: see where it
// reduces. The one field of which that is not true has code of its own.
func New(m int, k ...uint) *Field {
	f := &Field{m: m, k: k, words: m/64 + 1, mask: 1<<(m%64) - 1, down: 1 << (64 - m%64)}
	f.shape = f.words
	odd := m%2 == 1 && 3 <= f.words && f.words <= maxWords
	sparse := (len(k) == 1 || len(k) == 3) && slices.IsSorted(k) && k[0] >= 1 && k[len(k)-1] <= 32
	if !odd || !sparse {
		panic("gf2m: internal error: not a field of the shape DSTU 4145 uses")
	}
	last, edge := k[len(k)-1], uint(m%64)
	switch {
	case m == 257 && last == 12 && len(k) == 1:
		f.shape = shape257
	case last >= edge, f.words%3 != 0 && last+edge > 65:
		panic("gf2m: internal error: not a field that can be folded by words")
	}
	p := uint64(1)
	for i, k := range k {
		f.middle[i] = 1 << k
		p |= f.middle[i]
	}
	f.tail = [2]uint64{p, p * f.down}
	f.counts = [2]uint64{64, 64}
	f.counts[(f.words-1)%2] = uint64(edge)
	f.powers = powers(m)
	return f
}

// Degree returns m.
func (f *Field) Degree() int { return f.m }

// Size returns the octets of an encoded element, ⌈m/8⌉.
func (f *Field) Size() int { return (f.m + 7) / 8 }

// used returns the number of words in use. The mask changes nothing; it tells
// the compiler that the number is within the array, so that loops need no
// bounds checks.
func (f *Field) used() int { return f.words & maxWords }
