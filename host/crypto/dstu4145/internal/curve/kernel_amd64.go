// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package curve

import (
	"golang.org/x/sys/cpu"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/impl"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// useAVX512 tells whether the processor multiplies four pairs of field elements
// at once: in the lanes of ZMM registers by VPCLMULQDQ, with the funnel shifts of
// VBMI2 to reduce them.
var useAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ &&
	cpu.X86.HasAVX512VPCLMULQDQ && cpu.X86.HasAVX512VBMI2

// useAVX2 tells whether a table can be scanned 32 octets at a time.
var useAVX2 = cpu.X86.HasAVX2

func init() {
	impl.Register("curve", "AVX-512 VPCLMULQDQ", &useAVX512)
	impl.Register("curve", "AVX2", &useAVX2)
}

// doubleTimes is Curve.doubleTimes, unless it returns false.
func (k kernel) doubleTimes(p *projective, n int) bool {
	switch {
	case useAVX512 && k == kernel257:
		doubleTimes257(p, n)
	case useAVX512 && k == kernel431:
		doubleTimes431(p, n)
	default:
		return false
	}
	return true
}

// addAll is Curve.addAll, unless it returns false.
func (k kernel) addAll(p *projective, points []Point) bool {
	switch {
	case useAVX512 && k == kernel257:
		addAll257(p, &points[0], len(points))
	case useAVX512 && k == kernel431:
		addAll431(p, &points[0], len(points))
	default:
		return false
	}
	return true
}

// ladder is Curve.ladder, unless it returns false.
func (k kernel) ladder(low, high *ladderPoint, x, rootB *gf2m.Element, scalar *modn.Scalar, n int) bool {
	switch {
	case useAVX512 && k == kernel257:
		ladder257(low, high, x, rootB, scalar, n)
	case useAVX512 && k == kernel431:
		ladder431(low, high, x, rootB, scalar, n)
	default:
		return false
	}
	return true
}

// pickFast is pick, unless it returns false.
func (t *table) pickFast(points *[spacing]column, j int, index *[spacing]uint64, words int) bool {
	switch {
	case useAVX512:
		pickAVX512(&points[0][j], t, index, words)
	case useAVX2:
		for i := range spacing {
			pickAVX2(&points[i][j], t, index[i], words)
		}
	default:
		return false
	}
	return true
}

//go:noescape
func doubleTimes257(p *projective, n int)

//go:noescape
func doubleTimes431(p *projective, n int)

//go:noescape
func addAll257(p *projective, points *Point, n int)

//go:noescape
func addAll431(p *projective, points *Point, n int)

//go:noescape
func ladder257(low, high *ladderPoint, x, rootB *gf2m.Element, k *modn.Scalar, n int)

//go:noescape
func ladder431(low, high *ladderPoint, x, rootB *gf2m.Element, k *modn.Scalar, n int)

//go:noescape
func pickAVX512(p *Point, t *table, index *[spacing]uint64, words int)

//go:noescape
func pickAVX2(p *Point, t *table, index uint64, words int)
