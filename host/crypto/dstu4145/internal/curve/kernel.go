// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import "github.com/pidpys/pidpys/host/crypto/internal/gf2m"

// A kernel is code for one curve shape: a field and the coefficient a.
type kernel int

const (
	noKernel kernel = iota
	kernel257
	kernel431
)

// kernelFor returns the kernel for the field and the coefficient a, if any.
func kernelFor(f *gf2m.Field, a uint64) kernel {
	switch {
	case a == 0 && reducesTo(f, 257, 1<<12|1):
		return kernel257
	case a == 1 && reducesTo(f, 431, 1<<5|1<<3|1<<1|1):
		return kernel431
	default:
		return noKernel
	}
}

// reducesTo tells whether the field has degree m and x^m = low.
func reducesTo(f *gf2m.Field, m int, low uint64) bool {
	if f.Degree() != m {
		return false
	}
	x, power := gf2m.Element{2}, gf2m.Element{}
	power[(m-1)/64] = 1 << ((m - 1) % 64)
	f.Mul(&power, &power, &x)
	return power == gf2m.Element{low}
}
