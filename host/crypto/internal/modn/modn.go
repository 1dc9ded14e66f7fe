// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package modn is arithmetic modulo the order n of a base point, in constant
// time, for the secret numbers of DSTU 4145-2002: d, e and e + d·r mod n.
// math/big, whose running time depends on its operands, sees n only.
package modn

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// maxWords holds the largest order of the standard, 430 bits, with room for a
// sum of two.
const maxWords = 7

// A Scalar is a number, least significant word first, and below n but for the
// result of Odd. The zero value is zero. The same memory may be passed as result and operand everywhere.
type Scalar [maxWords]uint64

// Bit returns bit i of x, counted from the least significant.
func (x *Scalar) Bit(i int) uint64 { return x[i/64] >> (i % 64) & 1 }

// IsZero returns 1 if x is zero and 0 otherwise.
func (x *Scalar) IsZero() uint64 {
	var any uint64
	for _, w := range x {
		any |= w
	}
	return ^(any | -any) >> 63
}

// A Modulus is an odd number n of at most 447 bits. It is immutable once made.
type Modulus struct {
	n       Scalar
	bits    int
	words   int
	negInv  uint64 // −1/n mod 2^64
	rSquare Scalar // R² mod n for Montgomery's R = 2^(64·words)
}

// New returns the modulus n. It panics unless n is odd and fits, for orders
// are constants of the program.
func New(n *big.Int) *Modulus {
	if n.Sign() <= 0 || n.Bit(0) == 0 || n.BitLen() >= 64*maxWords {
		panic("modn: internal error: not an order of DSTU 4145")
	}
	m := &Modulus{n: fromBig(n), bits: n.BitLen(), words: n.BitLen()/64 + 1}
	// Newton's iteration doubles the right bits of 1/n; n itself has three.
	inverse := m.n[0]
	for range 5 {
		inverse *= 2 - m.n[0]*inverse
	}
	m.negInv = -inverse
	square := new(big.Int).Lsh(big.NewInt(1), uint(2*64*m.words))
	m.rSquare = fromBig(square.Mod(square, n))
	return m
}

func fromBig(x *big.Int) Scalar {
	var whole [8 * maxWords]byte
	x.FillBytes(whole[:])
	var s Scalar
	for i := range s {
		s[i] = binary.BigEndian.Uint64(whole[len(whole)-8*(i+1):])
	}
	return s
}

// BitLen returns the length of n in bits.
func (m *Modulus) BitLen() int { return m.bits }

// Size returns the octets of an encoded scalar, ⌈BitLen/8⌉.
func (m *Modulus) Size() int { return (m.bits + 7) / 8 }

// SetOctets sets z to the number encoded by octets, least significant first,
// and reports whether it is below n. Any number of octets will do: those
// beyond Size must be zero. On failure z is unchanged. Time depends on the
// number of octets and on the answer.
func (m *Modulus) SetOctets(z *Scalar, octets []byte) bool {
	size := min(len(octets), m.Size())
	var excess byte
	for _, b := range octets[size:] {
		excess |= b
	}
	var whole [8 * maxWords]byte
	defer clear(whole[:])
	copy(whole[:], octets[:size])
	var x, difference Scalar
	for i := range x {
		x[i] = binary.LittleEndian.Uint64(whole[8*i:])
	}
	if excess != 0 || subtract(&difference, &x, &m.n) == 0 {
		return false
	}
	*z = x
	return true
}

// Octets returns x as Size octets, least significant first.
func (m *Modulus) Octets(x *Scalar) []byte {
	var whole [8 * maxWords]byte
	defer clear(whole[:])
	for i, w := range x {
		binary.LittleEndian.PutUint64(whole[8*i:], w)
	}
	return append([]byte(nil), whole[:m.Size()]...)
}

// Add sets z = x + y mod n.
func (m *Modulus) Add(z, x, y *Scalar) {
	add(z, x, y)
	m.reduceOnce(z)
}

// Mul sets z = x·y mod n.
func (m *Modulus) Mul(z, x, y *Scalar) {
	var t Scalar
	m.montgomery(&t, x, &m.rSquare)
	m.montgomery(z, &t, y)
}

// Odd sets z to that one of x and x + n which is odd. It is congruent to x but
// may exceed n.
func (m *Modulus) Odd(z, x *Scalar) {
	keep := -(x[0] & 1)
	var sum Scalar
	add(&sum, x, &m.n)
	for i := range z {
		z[i] = x[i]&keep | sum[i]&^keep
	}
}

// montgomery sets z = x·y/R mod n, word by word: each step adds x[i]·y and the
// multiple of n that makes the lowest word zero, and drops that word.
func (m *Modulus) montgomery(z, x, y *Scalar) {
	var t Scalar // below 2n, which fits
	for i := range m.words {
		var carry, carryN uint64
		q := (x[i]*y[0] + t[0]) * m.negInv
		for j := range m.words {
			var w uint64
			carry, w = mulAdd(x[i], y[j], t[j], carry)
			carryN, w = mulAdd(q, m.n[j], w, carryN)
			if j > 0 {
				t[j-1] = w
			}
		}
		t[m.words-1] = carry + carryN
	}
	*z = t
	m.reduceOnce(z)
}

// mulAdd returns a·b + c + d, which fits in two words.
func mulAdd(a, b, c, d uint64) (hi, lo uint64) {
	hi, lo = bits.Mul64(a, b)
	lo, carry := bits.Add64(lo, c, 0)
	hi += carry
	lo, carry = bits.Add64(lo, d, 0)
	return hi + carry, lo
}

// reduceOnce subtracts n from a number below 2n unless it is below n.
func (m *Modulus) reduceOnce(x *Scalar) {
	var difference Scalar
	keep := -subtract(&difference, x, &m.n)
	for i := range x {
		x[i] = x[i]&keep | difference[i]&^keep
	}
}

func add(z, x, y *Scalar) {
	var carry uint64
	for i := range z {
		z[i], carry = bits.Add64(x[i], y[i], carry)
	}
}

func subtract(z, x, y *Scalar) (borrow uint64) {
	for i := range z {
		z[i], borrow = bits.Sub64(x[i], y[i], borrow)
	}
	return borrow
}
