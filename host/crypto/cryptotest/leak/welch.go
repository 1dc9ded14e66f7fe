// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package leak asks whether operations take another time, or other branches and
// addresses, with one secret than with another. It does so in two ways, both run
// by "make leak" over every implementation that this processor can:
//
//   - by the clock: operations are timed with one particular secret and with random
//     ones in turns, and Welch's t-test says whether both could be of one
//     distribution (Reparaz, Balasch, Verbauwhede: Dude, is my code constant time?
//     2017). It sees all that the processor does, but only if the difference is
//     large enough;
//   - by valgrind: secrets are marked as memory that was never written, and memcheck
//     tells of each branch and address that depends on such memory (Langley's
//     ctgrind). It sees everything that was run, but not what the processor makes of
//     it, and knows no AVX-512.
//
// Each test begins with code that does leak, which it must find.
package leak

import (
	"math"
	"slices"
)

// Times are those of an operation, in nanoseconds: with the particular secret and
// with random ones.
type Times [2][]float64

// shares are the parts of the measurements, the fastest first, for which t is
// computed: interruptions, which take longest, hide small differences.
var shares = []float64{1, 0.99, 0.9, 0.75, 0.5}

// Statistic is Welch's t of both samples, of those parts of the measurements that
// makes it greatest in magnitude.
func (o Times) Statistic() (worst float64) {
	all := slices.Concat(o[0], o[1])
	slices.Sort(all)
	for _, share := range shares {
		limit := all[int(share*float64(len(all)-1))]
		if t := welch(below(o[0], limit), below(o[1], limit)); math.Abs(t) > math.Abs(worst) {
			worst = t
		}
	}
	return worst
}

// Median is that of all measurements.
func (o Times) Median() float64 {
	all := slices.Concat(o[0], o[1])
	slices.Sort(all)
	return all[len(all)/2]
}

func below(times []float64, limit float64) (kept []float64) {
	for _, x := range times {
		if x <= limit {
			kept = append(kept, x)
		}
	}
	return kept
}

// welch returns 0 for samples that vary in nothing: a coarse clock.
func welch(a, b []float64) float64 {
	meanA, errorA := moments(a)
	meanB, errorB := moments(b)
	if errorA+errorB == 0 {
		return 0
	}
	return (meanA - meanB) / math.Sqrt(errorA+errorB)
}

// moments returns the mean of a sample and the square of the mean's error.
func moments(sample []float64) (mean, squaredError float64) {
	n := float64(len(sample))
	for _, x := range sample {
		mean += x / n
	}
	for _, x := range sample {
		squaredError += (x - mean) * (x - mean) / ((n - 1) * n)
	}
	return mean, squaredError
}
