// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve_test

import (
	"bytes"
	"math/big"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/dstu4145/internal/curve"
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
)

// scalars are the edges, without zero, and one in between.
func (r reference) scalars() []*big.Int {
	n := r.params.N
	source := rand.New(rand.NewSource(int64(r.Degree())))
	return []*big.Int{
		big.NewInt(1), big.NewInt(2), new(big.Int).Sub(n, big.NewInt(1)), new(big.Int).Rand(source, n),
	}
}

func TestScalarBaseMult(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
			base := ref.base(t, c)
			for _, k := range ref.scalars() {
				s := scalar(t, c, k)
				require.Equal(t, ref.compress(ref.mul(k, base)), c.Compress(c.ScalarBaseMult(&s)), "k = %x", k)
			}
		})
	})
}

func TestScalarMultX(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
			base := ref.base(t, c)
			three := scalar(t, c, big.NewInt(3))
			q := c.ScalarBaseMult(&three)
			h := big.NewInt(int64(4 - 2*ref.params.A))
			for _, k := range ref.scalars() {
				s := scalar(t, c, k)
				k3 := new(big.Int).Mul(k, big.NewInt(3))
				want := ref.mul(k3, base)
				require.Equal(t, want.x, c.ScalarMultX(&s, q, false), "k = %x", k)
				require.Equal(t, ref.mul(h, want).x, c.ScalarMultX(&s, q, true), "h·k, k = %x", k)
			}
		})
	})
}

func TestVarTimeDoubleScalarBaseMult(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
			base := ref.base(t, c)
			n := ref.params.N
			five := scalar(t, c, big.NewInt(5))
			q := c.ScalarBaseMult(&five)
			kept := c.Precompute(q)
			for i, k := range ref.scalars() {
				other := ref.scalars()[len(ref.scalars())-1-i]
				s, r := scalar(t, c, k), scalar(t, c, other)
				total := new(big.Int).Mul(other, big.NewInt(5))
				total.Add(total, k)
				x, ok := c.VarTimeDoubleScalarBaseMult(&s, &r, q)
				require.True(t, ok)
				require.Equal(t, ref.mul(total, base).x, x, "%x·P + %x·Q", k, other)
				x, ok = c.VarTimeDoubleScalarBaseMultKept(&s, &r, kept)
				require.True(t, ok)
				require.Equal(t, ref.mul(total, base).x, x, "%x·P + %x·Q, kept", k, other)
			}
			// s = n − 5r: the sum is infinity
			r := scalar(t, c, big.NewInt(7))
			s := scalar(t, c, new(big.Int).Sub(n, big.NewInt(35)))
			_, ok := c.VarTimeDoubleScalarBaseMult(&s, &r, q)
			require.False(t, ok)
			_, ok = c.VarTimeDoubleScalarBaseMultKept(&s, &r, kept)
			require.False(t, ok)
		})
	})
}

// TestVarTimeMeets adds up multiples that are equal, opposite or infinity
// somewhere on the way.
func TestVarTimeMeets(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
			base, n := ref.base(t, c), ref.params.N
			small := []int64{0, 1, 2, -1, -2, 16, 1 << 24}
			for _, q := range []int64{1, -1, 2} {
				multiple := scalar(t, c, new(big.Int).Mod(big.NewInt(q), n))
				point := c.ScalarBaseMult(&multiple)
				kept := c.Precompute(point)
				for _, of := range small {
					for _, or := range small {
						s := scalar(t, c, new(big.Int).Mod(big.NewInt(of), n))
						r := scalar(t, c, new(big.Int).Mod(big.NewInt(or), n))
						sum := ref.mul(new(big.Int).Abs(big.NewInt(of+or*q)), base) // with the same x
						x, ok := c.VarTimeDoubleScalarBaseMult(&s, &r, point)
						require.Equal(t, sum.infinite, !ok, "%d·P + %d·%d·P", of, or, q)
						require.Equal(t, sum.x, x, "%d·P + %d·%d·P", of, or, q)
						x, ok = c.VarTimeDoubleScalarBaseMultKept(&s, &r, kept)
						require.Equal(t, sum.infinite, !ok, "%d·P + %d·%d·P, kept", of, or, q)
						require.Equal(t, sum.x, x, "%d·P + %d·%d·P, kept", of, or, q)
					}
				}
			}
		})
	})
}

func TestSum(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
			base := ref.base(t, c)
			multiple := func(k int64) *curve.Point {
				s := scalar(t, c, big.NewInt(k))
				return c.ScalarBaseMult(&s)
			}
			var z gf2m.Element
			ref.SetTruncated(&z, bytes.Repeat([]byte{0xa7}, 54))
			p := multiple(3)
			assert.Same(t, curve.Infinity, c.Sum(p, z, p.Negate()), "p + −p")
			assert.Equal(t, p, c.Sum(curve.Infinity, z, p), "infinity + p")
			for reason, q := range map[string]*curve.Point{"p + p": p, "p + 2p": multiple(6), "p + −2p": multiple(6).Negate(), "p + 4p": multiple(12)} {
				sum := c.Sum(p, z, q)
				k := map[string]int64{"p + p": 6, "p + 2p": 9, "p + −2p": -3, "p + 4p": 15}[reason]
				want := ref.mul(new(big.Int).Mod(big.NewInt(k), ref.params.N), base)
				assert.Equal(t, ref.compress(want), c.Compress(sum), reason)
			}
		})
	})
}

// TestExpandOrder holds the rule by which Expand tells the points of order n
// against the definition, on points that are on the curve and on ones that
// are not.
func TestExpandOrder(t *testing.T) {
	eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
		source := rand.New(rand.NewSource(int64(ref.Degree())))
		limit := new(big.Int).Lsh(big.NewInt(1), uint(ref.Degree()))
		accepted := 0
		for range 12 {
			octets := littleEndian(new(big.Int).Rand(source, limit), ref.Size())
			var x gf2m.Element
			require.True(t, ref.SetOctets(&x, octets))
			gf2m.AddBit(&x, &x, ref.Trace(&x)^uint64(ref.params.A))

			q, on := ref.onCurve(x)
			want := on && ref.mul(ref.params.N, q).infinite
			p, err := c.Expand(octets)
			require.Equal(t, want, err == nil, "%x: %v", octets, err)
			if want {
				accepted++
				require.Equal(t, octets, c.Compress(p))
			}
		}
		assert.NotZero(t, accepted)
	})
}

func TestExpandRefuses(t *testing.T) {
	eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
		base := ref.base(t, c)
		for reason, octets := range map[string][]byte{
			"one octet short": ref.params.Generator[1:],
			"one octet long":  append([]byte{0}, ref.params.Generator...),
			"empty":           nil,
			"bits above x^m":  bytes.Repeat([]byte{0xff}, ref.Size()),
		} {
			_, err := c.Expand(octets)
			assert.Error(t, err, reason)
		}
		if ref.params.A == 1 {
			return // every x with the right trace is of order n, and zero has the wrong one
		}
		_, err := c.Expand(make([]byte, ref.Size()))
		assert.ErrorContains(t, err, "order 2")

		// base + (0, √b), of order 2n
		root := affine{}
		root.y = ref.b
		ref.SquareTimes(&root.y, &root.y, ref.Degree()-1)
		require.True(t, ref.holds(root))
		_, err = c.Expand(ref.compress(ref.add(base, root)))
		assert.ErrorContains(t, err, "order")
		_, err = c.Expand(ref.compress(base))
		assert.NoError(t, err)
	})
}

func TestNAF(t *testing.T) {
	eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
		for _, k := range append(ref.scalars(), new(big.Int)) {
			s := scalar(t, c, k)
			sum, last := new(big.Int), -4
			for i, d := range curve.NAF(&s) {
				if d == 0 {
					continue
				}
				require.GreaterOrEqual(t, i-last, 4, "neighbours")
				require.True(t, d%2 != 0 && -8 < d && d < 8, "digit %d", d)
				require.LessOrEqual(t, i, c.Order.BitLen())
				last = i
				sum.Add(sum, new(big.Int).Lsh(big.NewInt(int64(d)), uint(i)))
			}
			require.Zero(t, k.Cmp(sum))
		}
	})
}

func TestNewRefuses(t *testing.T) {
	eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
		b := littleEndian(ref.params.B, ref.Size())
		_, err := curve.New(c.Field, uint64(ref.params.A), b[1:], ref.params.N, ref.params.Generator)
		assert.Error(t, err, "b is too short")
		_, err = curve.New(c.Field, uint64(ref.params.A), b, ref.params.N, ref.params.Generator[1:])
		assert.Error(t, err, "base point is too short")
	})
}
