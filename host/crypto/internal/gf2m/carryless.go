// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego && (amd64 || arm64)

package gf2m

// Elements that are operands of these must be reduced, which they always are.

// multiply is Mul.
//
//go:noescape
func multiply(z, x, y *Element, f *Field)

// squareTimes is SquareTimes by squaring alone, for n > 0.
//
//go:noescape
func squareTimes(z, x *Element, n int, f *Field)

// sumColumns sets z to the sum of those of m columns, of one or two blocks each, that x has
// a coefficient for. It leaves the words beyond the blocks.
//
//go:noescape
func sumColumns(z *Element, columns *[4]uint64, x *Element, m, perColumn int)
