// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modn_test

import (
	"fmt"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

func BenchmarkMul(b *testing.B) {
	for _, n := range moduli() {
		b.Run(fmt.Sprint(n.BitLen()), func(b *testing.B) {
			m, x := modn.New(n), modn.Scalar{2}
			for b.Loop() {
				m.Mul(&x, &x, &x)
			}
		})
	}
}

func BenchmarkSetWide(b *testing.B) {
	for _, n := range moduli() {
		b.Run(fmt.Sprint(n.BitLen()), func(b *testing.B) {
			m, x, wide := modn.New(n), modn.Scalar{}, [64]byte{1, 2, 3, 63: 4}
			for b.Loop() {
				m.SetWide(&x, &wide)
			}
		})
	}
}
