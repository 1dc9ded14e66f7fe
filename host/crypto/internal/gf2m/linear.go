// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

import (
	"math/bits"
	"sync/atomic"
)

// A linear is a map of the field to itself that is linear over GF(2): the square of the
// square and so on, n times, is one, the half-trace is another. Such a map is the sum
// of the images of those x^i that its argument has, and where these are in a table the
// sum takes less time than many squares do.
//
// The sum is over all i, with a mask for those that the argument has not: neither
// time nor the memory read depend on the argument.
type linear struct {
	uses  atomic.Uint32
	table atomic.Pointer[images]
}

// worthwhile is how often a map is used without a table, which takes about as long to make
// as so many uses take longer.
const worthwhile = 50

// ready returns the table, unless it is too soon to make one.
func (l *linear) ready(make func() *images) *images {
	if t := l.table.Load(); t != nil {
		return t
	}
	if l.uses.Add(1) <= worthwhile {
		return nil
	}
	l.table.CompareAndSwap(nil, make()) // another goroutine may have been first
	return l.table.Load()
}

// images holds the image of x^i in blocks of four words, from columns[i·perColumn]
// on. Those of GF(2^257) take one block, and the row has their bits 256.
type images struct {
	columns   [][4]uint64
	perColumn int
	row       Element
}

// tabulate makes the table for the images of x^i, which may depend on earlier ones.
func (f *Field) tabulate(image func(t *images, i int) Element) *images {
	t := &images{perColumn: 1}
	if f.shape > 4 {
		t.perColumn = 2
	}
	t.columns = make([][4]uint64, t.perColumn*f.m)
	for i := range f.m {
		e := image(t, i)
		for block := range t.perColumn {
			copy(t.columns[t.perColumn*i+block][:], e[4*block:])
		}
		t.row[i/64] |= e[4] & 1 << (i % 64)
	}
	return t
}

// image returns the image of x^i.
func (t *images) image(i int) (e Element) {
	e[4] = t.row.Bit(i)
	for block := range t.perColumn {
		copy(e[4*block:], t.columns[t.perColumn*i+block][:])
	}
	return e
}

// apply sets z to the image of x.
func (t *images) apply(f *Field, z, x *Element) {
	if f.shape == shape257 {
		bit256 := t.row.parity(x)
		t.sum(f, z, x)
		z[4] = bit256
		return
	}
	t.sum(f, z, x)
}

// sum sets z to the sum of the columns for the bits of x.
func (t *images) sum(f *Field, z, x *Element) {
	if useCarryless {
		sumColumns(z, &t.columns[0], x, f.m, t.perColumn)
		return
	}
	var sum Element
	for block := range t.perColumn {
		part := t.block(block, x)
		copy(sum[4*block:], part[:])
	}
	*z = sum
}

// block returns four words of the sum of the columns for the bits of x.
func (t *images) block(block int, x *Element) [4]uint64 {
	var s0, s1, s2, s3 uint64
	for i, at := 0, block; at < len(t.columns); i, at = i+1, at+t.perColumn {
		mask := -x.Bit(i)
		c := &t.columns[at]
		s0 ^= c[0] & mask
		s1 ^= c[1] & mask
		s2 ^= c[2] & mask
		s3 ^= c[3] & mask
	}
	return [4]uint64{s0, s1, s2, s3}
}

// parity returns the sum of the coefficients that x and y both have.
func (x *Element) parity(y *Element) uint64 {
	var sum uint64
	for i := range x {
		sum ^= x[i] & y[i]
	}
	return uint64(bits.OnesCount64(sum)) & 1
}
