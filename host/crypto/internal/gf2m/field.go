// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package gf2m is arithmetic in the binary fields GF(2^m) of DSTU 4145-2002,
// polynomial basis, in constant time and without tables.
//
// There is one kind of [Element] for every field, seven 64-bit words; a
// [Field] says how many of them are in use and how to reduce. Running time and
// memory access depend on the field alone, never on the elements.
//
// Read field.go and element.go first, then multiply.go, which is where the
// time goes.
package gf2m

import "slices"

// maxWords holds an element of the largest field of the standard, m = 431.
const maxWords = 7

// A Field is GF(2)[x] modulo the trinomial or pentanomial
// x^m + x^k[last] + … + x^k[0] + 1. It is immutable once made.
type Field struct {
	m int
	k []uint

	words  int       // ⌈m/64⌉, the words of an element in use
	mask   uint64    // the bits of the last word that belong to an element
	down   uint64    // times a word moves it down by m mod 64, with its upper half
	middle [3]uint64 // times a word moves it up by k[i]; zero for want of a k[i]
}

// New describes the field of degree m with the middle exponents k, in
// ascending order. The shape of the standard's polynomials is assumed all
// through the package: m odd and below 448, one or three exponents, none above
// 32. New panics otherwise, for fields are constants of the program.
func New(m int, k ...uint) *Field {
	odd := m%2 == 1 && m > 64 && m < 64*maxWords
	sparse := (len(k) == 1 || len(k) == 3) && slices.IsSorted(k) && k[0] >= 1 && k[len(k)-1] <= 32
	if !odd || !sparse {
		panic("gf2m: internal error: not a field of the shape DSTU 4145 uses")
	}
	f := &Field{m: m, k: k, words: m/64 + 1, mask: 1<<(m%64) - 1, down: 1 << (64 - m%64)}
	for i, k := range k {
		f.middle[i] = 1 << k
	}
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
