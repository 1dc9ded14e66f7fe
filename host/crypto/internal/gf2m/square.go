// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

// Square sets z = x².
func (f *Field) Square(z, x *Element) { f.squares(z, x, 1) }

// SquareTimes sets z = x^(2^n).
func (f *Field) SquareTimes(z, x *Element, n int) {
	for i := range f.powers {
		power := &f.powers[i]
		if n < power.n {
			continue
		}
		table := power.ready(func() *images { return f.tabulatePower(power.n) })
		for ; n >= power.n && table != nil; n -= power.n {
			table.apply(f, z, x)
			x = z
		}
	}
	f.squares(z, x, n)
}

// A power is the map x → x^(2^n).
type power struct {
	linear
	n int
}

// powers returns those for which Invert takes the most squares, largest n first.
func powers(m int) []power {
	return []power{{n: m >> 1}, {n: m >> 2}, {n: m >> 3}}
}

// tabulatePower makes the table for the map x → x^(2^n): with g the image of x, that of
// x^(i+1) is that of x^i times g, and that of x^(2i) is the square of that of x^i.
func (f *Field) tabulatePower(n int) *images {
	var g Element
	f.squares(&g, &Element{2}, n)
	return f.tabulate(func(t *images, i int) (z Element) {
		switch {
		case i == 0:
			return One
		case i%2 == 0:
			z = t.image(i / 2)
			f.Square(&z, &z)
		default:
			z = t.image(i - 1)
			f.Mul(&z, &z, &g)
		}
		return z
	})
}

// squares is SquareTimes by squaring alone. Squaring is linear: it puts a zero between
// the coefficients.
func (f *Field) squares(z, x *Element, n int) {
	switch {
	case n == 0:
		*z = *x
	case useCarryless:
		squareTimes(z, x, n, f)
	default:
		for range n {
			var c product
			for i := range f.used() {
				c[2*i] = spread(x[i] & (1<<32 - 1))
				c[2*i+1] = spread(x[i] >> 32)
			}
			f.reduce(z, &c)
			x = z
		}
	}
}

// spread moves bit i of a 32-bit value to bit 2i.
func spread(w uint64) uint64 {
	w = (w | w<<16) & 0x0000ffff0000ffff
	w = (w | w<<8) & 0x00ff00ff00ff00ff
	w = (w | w<<4) & 0x0f0f0f0f0f0f0f0f
	w = (w | w<<2) & 0x3333333333333333
	return (w | w<<1) & 0x5555555555555555
}
