// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
)

// reference is the same field, bit by bit, over math/big.
type reference struct {
	m    int
	poly *big.Int
}

func (r reference) reduce(x *big.Int) *big.Int {
	x = new(big.Int).Set(x)
	for i := x.BitLen() - 1; i >= r.m; i-- {
		if x.Bit(i) == 1 {
			x.Xor(x, new(big.Int).Lsh(r.poly, uint(i-r.m)))
		}
	}
	return x
}

func (r reference) mul(x, y *big.Int) *big.Int {
	sum := new(big.Int)
	for i := range y.BitLen() {
		if y.Bit(i) == 1 {
			sum.Xor(sum, new(big.Int).Lsh(x, uint(i)))
		}
	}
	return r.reduce(sum)
}

// A standardField is one of the ten of DSTU 4145-2002, annex Г, twice.
type standardField struct {
	*gf2m.Field
	reference reference
}

func standardFields() []standardField {
	exponents := [][]uint{
		{163, 3, 6, 7}, {167, 6}, {173, 1, 2, 10}, {179, 1, 2, 4}, {191, 9},
		{233, 1, 4, 9}, {257, 12}, {307, 2, 4, 8}, {367, 21}, {431, 1, 3, 5},
	}
	var fields []standardField
	for _, e := range exponents {
		fields = append(fields, newStandardField(int(e[0]), e[1:]...))
	}
	return fields
}

func newStandardField(m int, k ...uint) standardField {
	poly := big.NewInt(1)
	for _, k := range append(k, uint(m)) {
		poly.SetBit(poly, int(k), 1)
	}
	return standardField{gf2m.New(m, k...), reference{m, poly}}
}

func (f standardField) element(t testing.TB, x *big.Int) (e gf2m.Element) {
	t.Helper()
	octets := x.FillBytes(make([]byte, f.Size()))
	slices.Reverse(octets)
	require.True(t, f.SetOctets(&e, octets))
	return e
}

// big is the inverse of element and proves that e is reduced.
func (f standardField) big(t testing.TB, e *gf2m.Element) *big.Int {
	t.Helper()
	octets := f.Octets(e)
	var again gf2m.Element
	require.True(t, f.SetOctets(&again, octets), "result is not reduced")
	require.Equal(t, *e, again, "words beyond the field are in use")
	slices.Reverse(octets)
	return new(big.Int).SetBytes(octets)
}
