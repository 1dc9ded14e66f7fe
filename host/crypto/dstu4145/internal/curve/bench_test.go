// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/dstu4145/internal/curve"
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/impl"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// benchmark measures an operation on the smallest, the usual and the largest
// curve, the best way, without AVX-512 in this package, and portably.
func benchmark(b *testing.B, operation func(b *testing.B, c *curve.Curve, k *modn.Scalar, q *curve.Point)) {
	ways := []struct {
		name     string
		restrict []string
	}{{"best", nil}, {"AVX2", []string{"curve AVX2"}}, {"portable", []string{"curve portable", "gf2m portable"}}}
	for _, standard := range []*dstu4145.Curve{dstu4145.M163(), dstu4145.M257(), dstu4145.M431()} {
		c := newCurve(b, standard.Params())
		k := scalar(b, c, new(big.Int).Div(standard.Params().N, big.NewInt(3)))
		q := c.ScalarBaseMult(&k)
		for _, way := range ways {
			b.Run(fmt.Sprintf("%s/%s", standard.Name(), way.name), func(b *testing.B) {
				for _, restriction := range way.restrict {
					pkg, name, _ := strings.Cut(restriction, " ")
					defer impl.Restrict(pkg, name)()
				}
				b.ReportAllocs()
				operation(b, c, &k, q)
			})
		}
	}
}

// BenchmarkAdd adds in batches as long as the comb's.
func BenchmarkAdd(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, _ *modn.Scalar, q *curve.Point) {
		points := slices.Repeat([]curve.Point{*q}, c.Windows())
		p := curve.Projective{q.X(), q.X(), q.X()}
		for n := b.N; n > 0; n -= len(points) {
			p = c.Add(p, points[:min(n, len(points))])
		}
	})
}

func BenchmarkDouble(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, _ *modn.Scalar, q *curve.Point) {
		c.Double(curve.Projective{q.X(), q.X(), q.X()}, b.N)
	})
}

func BenchmarkLadderStep(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, k *modn.Scalar, q *curve.Point) {
		p := [2]gf2m.Element{q.X(), q.X()}
		for n := b.N; n > 0; n -= c.Order.BitLen() {
			p = c.Ladder(p, p, q.X(), k, min(n, c.Order.BitLen()))
		}
	})
}

// BenchmarkLookUp looks up all points of the comb.
func BenchmarkLookUp(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, k *modn.Scalar, _ *curve.Point) {
		for b.Loop() {
			c.LookUp(k)
		}
	})
}

func BenchmarkPrecompute(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, _ *modn.Scalar, q *curve.Point) {
		for b.Loop() {
			c.Precompute(q)
		}
	})
}

func BenchmarkScalarBaseMult(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, k *modn.Scalar, _ *curve.Point) {
		for b.Loop() {
			c.ScalarBaseMult(k)
		}
	})
}

func BenchmarkScalarMultX(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, k *modn.Scalar, q *curve.Point) {
		for b.Loop() {
			c.ScalarMultX(k, q, true)
		}
	})
}

func BenchmarkVarTimeDoubleScalarBaseMult(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, k *modn.Scalar, q *curve.Point) {
		for b.Loop() {
			c.VarTimeDoubleScalarBaseMult(k, k, q)
		}
	})
}

func BenchmarkVarTimeDoubleScalarBaseMultKept(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, k *modn.Scalar, q *curve.Point) {
		kept := c.Precompute(q)
		for b.Loop() {
			c.VarTimeDoubleScalarBaseMultKept(k, k, kept)
		}
	})
}

func BenchmarkExpand(b *testing.B) {
	benchmark(b, func(b *testing.B, c *curve.Curve, _ *modn.Scalar, q *curve.Point) {
		octets := c.Compress(q)
		for b.Loop() {
			if _, err := c.Expand(octets); err != nil {
				b.Fatal(err)
			}
		}
	})
}
