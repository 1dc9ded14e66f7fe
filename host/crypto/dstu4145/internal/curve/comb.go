// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import (
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// A scalar is laid out as teeth rows of tables·spacing bits; the bits in one
// column of the rows pick an entry of a table. With 6 and 4 a table is scanned
// in an eighth of the time of the addition it is scanned for, and all tables
// together cost as much as some seven multiplications of the base point.
const (
	teeth   = 6
	tables  = 4
	entries = 1 << (teeth - 1)
)

// A comb multiplies the base point P by the method of Lim and Lee, with digits
// +1 and −1 in place of 1 and 0 (Hamburg, Fast and compact elliptic-curve
// cryptography, 2012), so that every column means one addition.
//
// An odd K below 2^L, L = teeth·tables·spacing, is the sum of s(i)·2^i for
// i < L, where s(i) is +1 if bit i+1 of K + 2^L is set and −1 if not. Table j
// has the points sum of ±2^(spacing·(tables·t+j))·P over the teeth t, with +
// for the last tooth and, for the others, + where bit t of the index is set.
type comb struct {
	curve   *Curve
	spacing int
	tables  [tables][entries]Point
}

func newComb(c *Curve) *comb {
	const step = teeth * tables
	t := &comb{curve: c, spacing: (c.Order.BitLen() + step) / step}

	var powers [2 * step]projective // 2^(spacing·i)·P, and then twice those
	var p projective
	p.set(&c.base)
	for i := range step {
		powers[i] = p
		c.double(&p)
		powers[step+i] = p
		for range t.spacing - 1 {
			c.double(&p)
		}
	}
	bases := c.normalize(powers[:])

	for j := range t.tables {
		sums := make([]projective, 1, entries)
		sums[0].set(&bases[tables*(teeth-1)+j])
		for tooth := range teeth - 1 {
			c.add(&sums[0], bases[tables*tooth+j].Negate())
		}
		for tooth := range teeth - 1 {
			for _, sum := range sums {
				c.add(&sum, &bases[step+tables*tooth+j])
				sums = append(sums, sum)
			}
		}
		t.tables[j] = [entries]Point(c.normalize(sums))
	}
	return t
}

// recode returns K + 2^L for that K of k and k + n which is odd.
func (t *comb) recode(k *modn.Scalar) (digits modn.Scalar) {
	t.curve.Order.Odd(&digits, k)
	length := teeth * tables * t.spacing
	digits[length/64] |= 1 << (length % 64)
	return digits
}

// digit returns the index into table j for a column and whether the entry is
// to be negated.
func (t *comb) digit(digits *modn.Scalar, j, column int) (index, negative uint64) {
	for tooth := range teeth {
		index |= digits.Bit(t.spacing*(tables*tooth+j)+column+1) << tooth
	}
	negative = index>>(teeth-1) ^ 1
	return (index ^ -negative) & (entries - 1), negative
}

// lookUp returns the point for a column of table j. It reads the whole table.
func (t *comb) lookUp(digits *modn.Scalar, j, column int) (p Point) {
	index, negative := t.digit(digits, j, column)
	var masks [entries]uint64
	for i := range masks {
		differs := uint64(i) ^ index
		masks[i] = -((differs - 1) >> 63)
	}
	table := &t.tables[j]
	for word := range t.curve.Field.Degree()/64 + 1 {
		var x, lambda uint64
		for i := range table {
			x |= table[i].x[word] & masks[i]
			lambda |= table[i].lambda[word] & masks[i]
		}
		p.x[word], p.lambda[word] = x, lambda
	}
	gf2m.AddBit(&p.lambda, &p.lambda, negative)
	return p
}

// lookUpVarTime is lookUp for scalars that are no secret.
func (t *comb) lookUpVarTime(digits *modn.Scalar, j, column int) Point {
	index, negative := t.digit(digits, j, column)
	p := t.tables[j][index]
	gf2m.AddBit(&p.lambda, &p.lambda, negative)
	return p
}

// ScalarBaseMult returns kP for the base point P and k ≠ 0.
//
// No k makes the sum equal or opposite to the point that is added to it, save
// in the last addition, where a few make it equal: before, the two consist of
// other powers of two than would make a multiple of n. This is a fact about
// the ten orders, found by search; TestSumsMeetLast repeats it. So all cases
// are covered without a branch.
func (c *Curve) ScalarBaseMult(k *modn.Scalar) *Point {
	t := c.comb()
	digits := t.recode(k)
	defer clear(digits[:])
	var sum projective
	for column := t.spacing - 1; column >= 0; column-- {
		c.double(&sum)
		for j := range t.tables {
			p := t.lookUp(&digits, j, column)
			switch {
			case column == t.spacing-1 && j == 0:
				sum.set(&p)
			case column == 0 && j == tables-1:
				c.addOrDouble(&sum, &p)
			default:
				c.add(&sum, &p)
			}
		}
	}
	return &c.normalize([]projective{sum})[0]
}
