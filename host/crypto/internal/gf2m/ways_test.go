// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m_test

import (
	"math/big"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

// eachWay does something by every implementation.
func eachWay(do func(way string)) {
	for _, a := range impl.Alternatives() {
		if a.Package == "gf2m" {
			undo := impl.Restrict(a.Package, a.Name)
			do(a.Name)
			undo()
		}
	}
	undo := impl.Restrict("gf2m", "portable")
	do("portable")
	undo()
}

// FuzzMul holds products by all implementations against the definition.
func FuzzMul(f *testing.F) {
	fields := standardFields()
	for i := range fields {
		f.Add(byte(i), []byte{}, []byte{1})
		f.Add(byte(i), ones(54), ones(54))
		f.Add(byte(i), []byte("any polynomial will do, as long as it is long enough...."), ones(8))
	}
	f.Fuzz(func(t *testing.T, which byte, a, b []byte) {
		f := fields[int(which)%len(fields)]
		var x, y gf2m.Element
		f.SetTruncated(&x, a)
		f.SetTruncated(&y, b)
		want := f.reference.mul(f.big(t, &x), f.big(t, &y))
		eachWay(func(way string) {
			var z gf2m.Element
			f.Mul(&z, &x, &y)
			require.Zero(t, want.Cmp(f.big(t, &z)), "%s: %x · %x in GF(2^%d)", way, x, y, f.Degree())
		})
	})
}

// FuzzLinear holds squares, half-traces and inverses by all implementations
// against the definition and against each other.
func FuzzLinear(f *testing.F) {
	fields := standardFields()
	for i := range fields {
		f.Add(byte(i), uint16(1), []byte{2})
		f.Add(byte(i), uint16(fields[i].Degree()), ones(54))
		f.Add(byte(i), uint16(fields[i].Degree()/2), []byte("any polynomial will do, as long as it is long enough...."))
	}
	f.Fuzz(func(t *testing.T, which byte, n uint16, a []byte) {
		f := fields[int(which)%len(fields)]
		var x gf2m.Element
		f.SetTruncated(&x, a)
		squares := int(n) % (2 * f.Degree())
		value := f.big(t, &x)
		power := value
		for range squares {
			power = f.reference.mul(power, power)
		}
		var half, inverse []gf2m.Element
		eachWay(func(way string) {
			var z gf2m.Element
			f.SquareTimes(&z, &x, squares)
			require.Zero(t, power.Cmp(f.big(t, &z)), "%s: %x^(2^%d) in GF(2^%d)", way, x, squares, f.Degree())

			f.HalfTrace(&z, &x)
			half = append(half, z)
			f.Invert(&z, &x)
			inverse = append(inverse, z)
		})
		for _, other := range half {
			require.Equal(t, half[0], other)
		}
		for _, other := range inverse {
			require.Equal(t, inverse[0], other)
		}
		if value.Sign() != 0 {
			product := f.reference.mul(value, f.big(t, &inverse[0]))
			require.Zero(t, product.Cmp(big.NewInt(1)))
		}
	})
}

func ones(octets int) []byte {
	b := make([]byte, octets)
	for i := range b {
		b[i] = 0xff
	}
	return b
}

// TestSquareTimes: the tables begin and end at numbers of squares in between.
func TestSquareTimes(t *testing.T) {
	eachField(t, func(t *testing.T, f standardField, operands []*big.Int) {
		for _, x := range operands[len(operands)-3:] {
			e := f.element(t, x)
			power := e
			for n := range 2 * f.Degree() {
				var z gf2m.Element
				f.SquareTimes(&z, &e, n)
				require.Equal(t, power, z, "%d squares", n)
				f.Square(&power, &power)
			}
		}
	})
}

// TestOverlap: results may be written over operands, and leave the others.
func TestOverlap(t *testing.T) {
	eachField(t, func(t *testing.T, f standardField, operands []*big.Int) {
		x, y := f.element(t, operands[len(operands)-1]), f.element(t, operands[len(operands)-2])
		beforeX, beforeY := x, y
		var product, square gf2m.Element
		f.Mul(&product, &x, &y)
		f.Square(&square, &x)
		require.Equal(t, beforeX, x)
		require.Equal(t, beforeY, y)

		z := x
		f.Mul(&z, &z, &y)
		assert.Equal(t, product, z, "over the first")
		z = y
		f.Mul(&z, &x, &z)
		assert.Equal(t, product, z, "over the second")
		z = x
		f.Mul(&z, &z, &z)
		assert.Equal(t, square, z, "over both")

		for name, operation := range map[string]func(z, x *gf2m.Element){
			"Square":    f.Square,
			"Invert":    f.Invert,
			"HalfTrace": f.HalfTrace,
			"m squares less one": func(z, x *gf2m.Element) {
				f.SquareTimes(z, x, f.Degree()-1)
			},
		} {
			var apart gf2m.Element
			operation(&apart, &x)
			require.Equal(t, beforeX, x, name)
			z = x
			operation(&z, &z)
			assert.Equal(t, apart, z, name)
		}
	})
}

// TestEveryDegree: products and squares are right modulo everything that New takes, not
// only modulo the ten polynomials it is meant for.
func TestEveryDegree(t *testing.T) {
	for m := 129; m < 448; m += 2 {
		for k := uint(32); k > 2; k-- {
			f, ok := newField(m, 1, 2, k)
			if !ok {
				continue
			}
			limit := new(big.Int).Lsh(big.NewInt(1), uint(m))
			largest := limit.Sub(limit, big.NewInt(1))
			x := f.element(t, largest)
			want := f.reference.mul(largest, largest)
			eachWay(func(way string) {
				var z gf2m.Element
				f.Mul(&z, &x, &x)
				require.Zero(t, want.Cmp(f.big(t, &z)), "%s: product, m = %d, k = %d", way, m, k)
				f.Square(&z, &x)
				require.Zero(t, want.Cmp(f.big(t, &z)), "%s: square, m = %d, k = %d", way, m, k)
			})
			break // the largest k has the most bits to fold
		}
	}
}

// newField returns the field, unless New does not take it.
func newField(m int, k ...uint) (f standardField, ok bool) {
	defer func() { ok = recover() == nil }()
	return newStandardField(m, k...), true
}

// TestGoroutines has several of them meet while the tables are made.
func TestGoroutines(t *testing.T) {
	f := gf2m.New(257, 12)
	var x, want gf2m.Element
	f.SetTruncated(&x, []byte("one element for all"))
	f.Invert(&want, &x)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				var z gf2m.Element
				f.Invert(&z, &x)
				assert.Equal(t, want, z)
				f.HalfTrace(&z, &x)
			}
		})
	}
	all.Wait()
}

func TestNoAllocation(t *testing.T) {
	eachField(t, func(t *testing.T, f standardField, operands []*big.Int) {
		x := f.element(t, operands[3])
		var z gf2m.Element
		for name, operation := range map[string]func(){
			"Mul":         func() { f.Mul(&z, &x, &x) },
			"Square":      func() { f.Square(&z, &x) },
			"SquareTimes": func() { f.SquareTimes(&z, &x, f.Degree()-1) },
			"Invert":      func() { f.Invert(&z, &x) },
			"HalfTrace":   func() { f.HalfTrace(&z, &x) },
		} {
			assert.Zero(t, testing.AllocsPerRun(10, operation), name)
		}
	})
}
