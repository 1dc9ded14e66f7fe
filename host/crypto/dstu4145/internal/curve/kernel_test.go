// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve_test

import (
	"bytes"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/dstu4145/internal/curve"
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// TestKernels holds doublings, additions and the ladder, of whatever coordinates,
// against the formulas.
func TestKernels(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
			source := rand.New(rand.NewSource(int64(ref.Degree())))
			for range 50 {
				requireKernels(t, c, func(octets []byte) { source.Read(octets) })
			}
		})
	})
}

func FuzzKernels(f *testing.F) {
	f.Add(bytes.Repeat([]byte{0}, 1000))
	f.Add(bytes.Repeat([]byte{0xff}, 1000))
	f.Add(bytes.Repeat([]byte{0x80, 0x01}, 500))
	f.Fuzz(func(t *testing.T, octets []byte) {
		eachCurve(t, func(t *testing.T, c *curve.Curve, _ reference) {
			rest := octets
			requireKernels(t, c, func(part []byte) { rest = rest[copy(part, rest):] })
		})
	})
}

func requireKernels(t *testing.T, c *curve.Curve, read func(octets []byte)) {
	t.Helper()
	counts := make([]byte, 2)
	read(counts)
	n, points := 1+int(counts[0]%4), make([]curve.Point, 1+counts[1]%4)
	p := curve.Projective{element(c, read), element(c, read), element(c, read)}
	for i := range points {
		points[i] = curve.NewPoint(element(c, read), element(c, read))
	}
	require.Equal(t, c.DoubleByFormulas(p, n), c.Double(p, n), "2^%d·%x", n, p)
	require.Equal(t, c.AddByFormulas(p, points), c.Add(p, points), "%x + %x", p, points)

	low, high := [2]gf2m.Element{p[0], p[1]}, [2]gf2m.Element{element(c, read), element(c, read)}
	var k modn.Scalar
	k[0] = uint64(counts[0])<<8 | uint64(counts[1])
	require.Equal(t, c.LadderByFormulas(low, high, p[2], &k, 16), c.Ladder(low, high, p[2], &k, 16),
		"%x, %x, %x, %x", low, high, p[2], k[0])
}

// element returns an element that is random but for words that are all zeros or ones.
func element(c *curve.Curve, read func(octets []byte)) (e gf2m.Element) {
	octets := make([]byte, c.Field.Size()+1)
	read(octets)
	for at := 0; at < c.Field.Size(); at += 8 {
		word := octets[at:min(at+8, c.Field.Size())]
		switch word[0] & 15 {
		case 0:
			clear(word)
		case 1:
			for i := range word {
				word[i] = 0xff
			}
		}
	}
	c.Field.SetTruncated(&e, octets)
	return e
}

// TestPick picks every entry of a table.
func TestPick(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
			source := rand.New(rand.NewSource(int64(ref.Degree())))
			read := func(octets []byte) { source.Read(octets) }
			var points [curve.Entries]curve.Point
			for i := range points {
				points[i] = curve.NewPoint(element(c, read), element(c, read))
			}
			for i := range uint64(curve.Entries) {
				index := [curve.Spacing]uint64{i, i ^ 31, i ^ 16, i ^ 5}
				for column, p := range c.Pick(&points, c.Windows()-1, &index) {
					require.Equal(t, points[index[column]], p)
				}
			}
		})
	})
}

// TestNoAllocations: the results that are points stay on the caller's stack.
func TestNoAllocations(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
			k := scalar(t, c, ref.scalars()[3])
			q := c.ScalarBaseMult(&k)
			kept := c.Precompute(q)
			x := q.X()
			for range 60 { // the field makes a table when it sees that it is worthwhile
				c.Field.Invert(&x, &x)
			}
			for name, operation := range map[string]func(){
				"ScalarBaseMult":                  func() { x = c.ScalarBaseMult(&k).X() },
				"ScalarMultX":                     func() { x = c.ScalarMultX(&k, q, true) },
				"VarTimeDoubleScalarBaseMult":     func() { x, _ = c.VarTimeDoubleScalarBaseMult(&k, &k, q) },
				"VarTimeDoubleScalarBaseMultKept": func() { x, _ = c.VarTimeDoubleScalarBaseMultKept(&k, &k, kept) },
			} {
				require.Zero(t, testing.AllocsPerRun(2, operation), name)
			}
			require.NotEqual(t, gf2m.Element{}, x)
		})
	})
}
