// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

// An Element is a polynomial over GF(2) of degree below m: bit i of word j is
// the coefficient of x^(64j+i). It is always reduced, and the words beyond the
// field's are zero. The zero value is the zero of every field, and a variable
// that has held an element of one field must not receive one of another.
//
// The same memory may be passed as result and operand everywhere.
type Element [maxWords]uint64

// One is the multiplicative identity of every field.
var One = Element{1}

// Add sets z = x + y, which is also x − y.
func Add(z, x, y *Element) {
	for i := range z {
		z[i] = x[i] ^ y[i]
	}
}

// AddBit sets z = x + bit for a bit of 0 or 1.
func AddBit(z, x *Element, bit uint64) {
	*z = *x
	z[0] ^= bit
}

// Swap exchanges x and y if bit is 1 and leaves them if it is 0.
func Swap(x, y *Element, bit uint64) {
	mask := -bit
	for i := range x {
		t := mask & (x[i] ^ y[i])
		x[i] ^= t
		y[i] ^= t
	}
}

// IsZero returns 1 if x is zero and 0 otherwise.
func (x *Element) IsZero() uint64 {
	var any uint64
	for _, w := range x {
		any |= w
	}
	return ^(any | -any) >> 63
}

// Equal returns 1 if x and y are the same and 0 otherwise.
func (x *Element) Equal(y *Element) uint64 {
	var d Element
	Add(&d, x, y)
	return d.IsZero()
}

// Bit returns the coefficient of x^i.
func (x *Element) Bit(i int) uint64 { return x[i/64] >> (i % 64) & 1 }
