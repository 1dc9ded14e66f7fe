// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m_test

import (
	"fmt"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
)

func benchmark(b *testing.B, operation func(f *gf2m.Field, x, y *gf2m.Element)) {
	for _, f := range standardFields() {
		var x, y gf2m.Element
		f.SetTruncated(&x, []byte("operands make no difference to the time it takes.......!"))
		f.SetTruncated(&y, []byte("!.......or constant time is a promise that is not kept"))
		eachWay(func(way string) {
			b.Run(fmt.Sprintf("M%d/%s", f.Degree(), way), func(b *testing.B) {
				for b.Loop() {
					operation(f.Field, &x, &y)
				}
			})
		})
	}
}

func BenchmarkMul(b *testing.B) {
	benchmark(b, func(f *gf2m.Field, x, y *gf2m.Element) { f.Mul(x, x, y) })
}

func BenchmarkSquare(b *testing.B) {
	benchmark(b, func(f *gf2m.Field, x, _ *gf2m.Element) { f.Square(x, x) })
}

func BenchmarkInvert(b *testing.B) {
	benchmark(b, func(f *gf2m.Field, x, _ *gf2m.Element) { f.Invert(x, x) })
}

func BenchmarkHalfTrace(b *testing.B) {
	benchmark(b, func(f *gf2m.Field, x, _ *gf2m.Element) { f.HalfTrace(x, x) })
}

// BenchmarkFirstInvert makes the tables that later inverses have.
func BenchmarkFirstInvert(b *testing.B) {
	eachWay(func(way string) {
		b.Run("M257/"+way, func(b *testing.B) {
			x := gf2m.Element{2}
			for b.Loop() {
				gf2m.New(257, 12).Invert(&x, &x)
			}
		})
	})
}
