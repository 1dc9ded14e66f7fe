// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import (
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// A scalar is cut into windows, and a window into teeth rows of spacing bits;
// the bits in one column of a window pick an entry of the window's table. With
// 6 and 4 the three doublings that are left are a thirtieth of a
// multiplication, an entry is picked in a fraction of the time of the addition
// it is picked for, and to make all tables takes as long as some twenty
// multiplications: less than 0.1 ms for m = 257 in assembly, 1 ms in Go.
const (
	teeth   = 6
	spacing = 4
	window  = teeth * spacing
	entries = 1 << (teeth - 1)

	maxWindows = 18 // of a scalar of 431 bits
)

// Multiples are tables to multiply a point Q by the method of Lim and Lee, with
// digits +1 and −1 in place of 1 and 0 (Hamburg, Fast and compact
// elliptic-curve cryptography, 2012), so that every column of every window
// means one addition. They are immutable.
//
// An odd K below 2^L, L = window·len(tables), is the sum of s(i)·2^i for i < L,
// where s(i) is +1 if bit i+1 of K + 2^L is set and −1 if not. Table j has the
// points sum of ±2^(window·j+spacing·t)·Q over the teeth t, with + for the last
// tooth and, for the others, + where bit t of the index is set.
type Multiples struct {
	point  Point
	tables []table
}

// A table has a row for each word of x and then of λ, so that one word of all
// entries lies together.
type table [2 * elementWords][entries]uint64

const elementWords = len(gf2m.Element{})

// Precompute returns tables that make the multiplication of q faster, for
// [Curve.VarTimeDoubleScalarBaseMultKept]. They pay for themselves from the
// tenth multiplication or so on, and take 3.5 KiB for 24 bits of n.
func (c *Curve) Precompute(q *Point) *Multiples {
	m := &Multiples{point: *q, tables: make([]table, (c.Order.BitLen()+window)/window)}
	var power projective
	power.set(q)
	for j := range m.tables {
		c.fillTable(&m.tables[j], &power)
	}
	return m
}

// fillTable makes the table of the window whose lowest bit stands for power,
// and raises power to that of the next one. No two points that meet in these
// additions are equal or opposite: they are different small multiples.
func (c *Curve) fillTable(t *table, power *projective) {
	var rows [2 * teeth]projective // 2^(spacing·tooth)·power, and then twice those
	for tooth := range teeth {
		rows[tooth] = *power
		c.doubleTimes(power, 1)
		rows[teeth+tooth] = *power
		c.doubleTimes(power, spacing-1)
	}
	var bases [2 * teeth]Point
	c.normalize(bases[:], rows[:])

	var sums [entries]projective
	sums[0].set(&bases[teeth-1])
	for tooth := range teeth - 1 {
		c.addAll(&sums[0], []Point{*bases[tooth].Negate()})
	}
	for tooth := range teeth - 1 {
		for i := range 1 << tooth {
			sum := &sums[1<<tooth|i]
			*sum = sums[i]
			c.addAll(sum, bases[teeth+tooth:][:1])
		}
	}
	var points [entries]Point
	c.normalize(points[:], sums[:])
	t.fill(&points)
}

// fill makes the points the table's entries.
func (t *table) fill(points *[entries]Point) {
	for i := range points {
		for word := range elementWords {
			t[word][i] = points[i].x[word]
			t[elementWords+word][i] = points[i].lambda[word]
		}
	}
}

// words returns the number of an element's words in use.
func (c *Curve) words() int { return c.Field.Degree()/64 + 1 }

// A recoding is K + 2^L, with room for a word more.
type recoding [len(modn.Scalar{}) + 1]uint64

// recode returns K + 2^L for that K of k and k + n which is odd.
func (m *Multiples) recode(order *modn.Modulus, k *modn.Scalar) (digits recoding) {
	var odd modn.Scalar
	order.Odd(&odd, k)
	copy(digits[:], odd[:])
	clear(odd[:])
	length := window * len(m.tables)
	digits[length/64] |= 1 << (length % 64)
	return digits
}

// digit returns the index into table j for a column and whether the entry is
// to be negated.
func (d *recoding) digit(j, column int) (index, negative uint64) {
	at := window*j + 1 + column
	bits := d[at/64]>>(at%64) | d[at/64+1]<<(64-at%64)
	bits &= 0x111111 // one for each tooth, spacing apart: draw them together
	bits = (bits | bits>>3) & 0x030303
	bits |= bits >> 6
	index = bits&0x0f | bits>>12&0x30
	negative = index>>(teeth-1) ^ 1
	return (index ^ -negative) & (entries - 1), negative
}

// A column has the points for one column of all windows.
type column [maxWindows]Point

// lookUp sets points to those for all columns. It reads every table from end to
// end.
func (c *Curve) lookUp(points *[spacing]column, m *Multiples, digits *recoding) {
	var index, negative [spacing]uint64
	for j := range m.tables {
		for i := range spacing {
			index[i], negative[i] = digits.digit(j, i)
		}
		if !m.tables[j].pickFast(points, j, &index, c.words()) {
			m.tables[j].pick(points, j, &index, c.words())
		}
		for i := range spacing {
			points[i][j].lambda[0] ^= negative[i]
		}
	}
	clear(index[:])
	clear(negative[:])
}

// pick sets the first words of the coordinates of the points for window j to
// those of the entries with the given indices. It reads these words of all
// entries.
func (t *table) pick(points *[spacing]column, j int, index *[spacing]uint64, words int) {
	for column := range spacing {
		var masks [entries]uint64
		for i := range masks {
			differs := uint64(i) ^ index[column]
			masks[i] = -((differs - 1) >> 63)
		}
		p := &points[column][j]
		for word := range words {
			rowX, rowLambda := &t[word], &t[elementWords+word]
			var x, lambda uint64
			for i, mask := range masks {
				x |= rowX[i] & mask
				lambda |= rowLambda[i] & mask
			}
			p.x[word], p.lambda[word] = x, lambda
		}
	}
}

// lookUpVarTime returns the points for one column, of a scalar that is no secret.
func (c *Curve) lookUpVarTime(points *column, m *Multiples, digits *recoding, at int) []Point {
	for j := range m.tables {
		t, p := &m.tables[j], &points[j]
		index, negative := digits.digit(j, at)
		for word := range c.words() {
			p.x[word] = t[word][index%entries]
			p.lambda[word] = t[elementWords+word][index%entries]
		}
		p.lambda[0] ^= negative
	}
	return points[:len(m.tables)]
}

// ScalarBaseMult returns kP for the base point P and k ≠ 0.
//
// No k makes the sum equal or opposite to the point that is added to it, save
// in the last addition, where a few make it equal: before, the two consist of
// other powers of two than would make a multiple of n. This is a fact about
// the ten orders, found by search; TestSumsMeetLast repeats it. So all cases
// are covered without a branch.
func (c *Curve) ScalarBaseMult(k *modn.Scalar) *Point {
	p := new(Point) // on the caller's stack, as this is inlined there
	c.scalarBaseMult(p, k)
	return p
}

func (c *Curve) scalarBaseMult(product *Point, k *modn.Scalar) {
	m := c.base()
	digits := m.recode(c.Order, k)
	var points [spacing]column
	c.lookUp(&points, m, &digits)
	last := len(m.tables) - 1
	var sum projective
	sum.set(&points[spacing-1][0])
	c.addAll(&sum, points[spacing-1][1:last+1])
	for i := spacing - 2; i > 0; i-- {
		c.doubleTimes(&sum, 1)
		c.addAll(&sum, points[i][:last+1])
	}
	c.doubleTimes(&sum, 1)
	c.addAll(&sum, points[0][:last])
	c.addOrDouble(&sum, &points[0][last])
	c.affine(product, &sum)
	clear(digits[:])
	clear(points[:])
	sum = projective{}
}
