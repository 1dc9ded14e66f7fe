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
// result of Odd. The zero value is zero. The same memory may be passed as result
// and operand everywhere.
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
	n      Scalar
	bits   int
	words  int
	negInv uint64    // −1/n mod 2^64
	powers [8]Scalar // R^(i+1) mod n for Montgomery's R = 2^(64·words)
}

// New returns the modulus n. It panics unless n is odd and fits, for orders
// are constants of the program.
func New(n *big.Int) *Modulus {
	if n.Sign() <= 0 || n.Bit(0) == 0 || n.BitLen() >= 64*maxWords {
		panic("modn: internal error: not an order of DSTU 4145")
	}
	m := &Modulus{n: fromBig(n), bits: n.BitLen(), words: (n.BitLen() + 63) / 64}
	// Newton's iteration doubles the right bits of 1/n; n itself has three.
	inverse := m.n[0]
	for range 5 {
		inverse *= 2 - m.n[0]*inverse
	}
	m.negInv = -inverse
	power := big.NewInt(1)
	for i := range m.powers {
		power.Lsh(power, uint(64*m.words))
		m.powers[i] = fromBig(power.Mod(power, n))
	}
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
	var x, difference Scalar
	defer clear(x[:])
	defer clear(difference[:])
	x.load(octets[:size])
	if excess != 0 || subtract(&difference, &x, &m.n) == 0 {
		return false
	}
	*z = x
	return true
}

// Octets returns x as Size octets, least significant first.
func (m *Modulus) Octets(x *Scalar) []byte {
	return m.AppendOctets(make([]byte, 0, m.Size()), x)
}

// AppendOctets appends to b the octets that Octets returns.
func (m *Modulus) AppendOctets(b []byte, x *Scalar) []byte {
	size := m.Size()
	for _, w := range x[:size/8] {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	for i := size &^ 7; i < size; i++ {
		b = append(b, byte(x[i/8]>>(8*(i%8))))
	}
	return b
}

// SetTruncated sets z to the lowest BitLen − 1 bits of words, least significant
// first: of any number that is the longest part which is always below n.
func (m *Modulus) SetTruncated(z *Scalar, words *[maxWords]uint64) {
	*z = *words
	last := (m.bits - 1) / 64
	z[last] &= 1<<((m.bits-1)%64) - 1
	clear(z[last+1:])
}

// SetWide sets z to the number encoded by octets, least significant first,
// modulo n. If the octets are uniformly random then z is so too, but for one
// part in 2^(512 − BitLen): 2^82 for the longest order of the standard.
func (m *Modulus) SetWide(z *Scalar, octets *[64]byte) {
	var digit, sum Scalar
	size := 8 * m.words
	for i := 0; i*size < len(octets); i++ { // digits base R
		digit.load(octets[i*size : min((i+1)*size, len(octets))])
		m.montgomery(&digit, &digit, &m.powers[i])
		m.Add(&sum, &sum, &digit)
	}
	*z = sum
	clear(digit[:])
	clear(sum[:])
}

// load sets z to the number encoded by at most 8·maxWords octets.
func (z *Scalar) load(octets []byte) {
	var whole [8 * maxWords]byte
	copy(whole[:], octets)
	for i := range z {
		z[i] = binary.LittleEndian.Uint64(whole[8*i:])
	}
	clear(whole[:])
}

// Add sets z = x + y mod n.
func (m *Modulus) Add(z, x, y *Scalar) {
	add(z, x, y)
	m.reduceOnce(z)
}

// Mul sets z = x·y mod n.
func (m *Modulus) Mul(z, x, y *Scalar) {
	var t Scalar
	m.montgomery(&t, x, &m.powers[1])
	m.montgomery(z, &t, y)
	clear(t[:])
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
	clear(sum[:])
}

// montgomery sets z = x·y/R mod n for x < R and y < n, word by word: each step
// adds x[i]·y and the multiple of n that makes the lowest word zero, and drops
// that word. Before and after a step t is below 2n, which may need one bit more
// than the words of n.
func (m *Modulus) montgomery(z, x, y *Scalar) {
	var t [maxWords + 1]uint64
	top := m.words
	n, y0 := m.n[:top], y[:top]
	for _, a := range x[:top] {
		q := (a*y0[0] + t[0]) * m.negInv
		carry, low := mulAdd(a, y0[0], t[0], 0)
		carryN, _ := mulAdd(q, n[0], low, 0) // the word that is zero
		for j := 1; j < top; j++ {
			carry, low = mulAdd(a, y0[j], t[j], carry)
			carryN, t[j-1] = mulAdd(q, n[j], low, carryN)
		}
		t[top-1], t[top] = bits.Add64(carry, carryN, t[top])
	}
	*z = Scalar(t[:maxWords])
	clear(t[:])
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
	clear(difference[:])
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
