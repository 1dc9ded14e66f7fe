// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak

package dstu4145

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

var leakTime = flag.Duration("leaktime", 5*time.Second, "how long to measure each secret of TestLeak")

// leakLimit is the |t| that code of constant time does not reach by chance;
// from 4.5 on one should look closer.
const leakLimit = 10.0

// TestLeak asks, by Welch's t-test, whether operations take another time with
// one particular secret than with random ones. It is the method of Reparaz,
// Balasch and Verbauwhede (Dude, is my code constant time?, 2017): the two
// take turns at random, in the same memory, and as interruptions hide small
// differences, t is computed again without the slowest measurements. That the
// measurement sees anything is shown by an operation of variable time.
//
//	go test -tags leak -run TestLeak -v ./host/crypto/dstu4145
func TestLeak(t *testing.T) {
	for _, c := range []*Curve{M257(), M431()} {
		key, err := GenerateKey(c, nil, nil)
		require.NoError(t, err)
		peer, err := GenerateKey(c, nil, nil)
		require.NoError(t, err)
		digest := bytes.Repeat([]byte{0x5a}, 32)
		e := *key.d

		for _, operation := range []struct {
			name   string
			secret *modn.Scalar // as run finds it
			run    func()
		}{
			{"Sign, d", key.d, func() { key.signWith(&e, digest) }},
			{"Sign, e", &e, func() { key.signWith(&e, digest) }},
			{"SharedSecret, d", key.d, func() { key.SharedSecret(&peer.PublicKey, true) }},
		} {
			for _, fixed := range []modn.Scalar{{1}, minusOne(c), randomScalar(c)} {
				t.Run(fmt.Sprintf("%s/%s = %x", c.Name(), operation.name, c.group.Order.Octets(&fixed)), func(t *testing.T) {
					before := *operation.secret
					defer func() { *operation.secret = before }()
					require.Less(t, report(t, measure(c, operation.secret, fixed, operation.run)), leakLimit)
				})
			}
		}
		t.Run(c.Name()+"/of variable time", func(t *testing.T) {
			times := measure(c, &e, modn.Scalar{1}, func() { c.group.VarTimeDoubleScalarBaseMult(&e, &e, peer.point) })
			require.Greater(t, report(t, times), leakLimit, "this measurement sees nothing")
		})
	}
}

func minusOne(c *Curve) (x modn.Scalar) {
	octets := new(big.Int).Sub(c.Params().N, big.NewInt(1)).FillBytes(make([]byte, c.ScalarSize()))
	slices.Reverse(octets)
	c.group.Order.SetOctets(&x, octets)
	return x
}

func randomScalar(c *Curve) (x modn.Scalar) {
	octets := make([]byte, c.ScalarSize())
	for {
		for i := range octets {
			octets[i] = byte(rand.Uint32())
		}
		octets[len(octets)-1] &= 0xff >> (8*len(octets) - c.group.Order.BitLen())
		if c.group.Order.SetOctets(&x, octets) && x.IsZero() == 0 {
			return x
		}
	}
}

// measure returns the times of run in nanoseconds, with the fixed secret and
// with random ones.
func measure(c *Curve, secret *modn.Scalar, fixed modn.Scalar, run func()) (times [2][]float64) {
	const batch = 500
	var class [batch]int
	var scalars [batch]modn.Scalar
	for end := time.Now().Add(*leakTime); time.Now().Before(end); {
		for i := range batch {
			class[i], scalars[i] = rand.IntN(2), randomScalar(c)
			if class[i] == 0 {
				scalars[i] = fixed
			}
		}
		runtime.GC()
		for i := range batch {
			*secret = scalars[i]
			start := time.Now()
			run()
			times[class[i]] = append(times[class[i]], float64(time.Since(start)))
		}
	}
	return times
}

// report logs t for all measurements and without the slowest, and returns the
// greatest |t|.
func report(t *testing.T, times [2][]float64) (worst float64) {
	t.Helper()
	all := slices.Concat(times[0], times[1])
	slices.Sort(all)
	line := fmt.Sprintf("%d measurements, median %v;", len(all), time.Duration(all[len(all)/2]))
	for _, percent := range []int{100, 99, 90, 75, 50} {
		limit := all[(len(all)-1)*percent/100]
		value := welch(below(times[0], limit), below(times[1], limit))
		line += fmt.Sprintf("  t(%d%%) = %.2f", percent, value)
		worst = max(worst, math.Abs(value))
	}
	t.Log(line)
	return worst
}

func below(times []float64, limit float64) (kept []float64) {
	for _, x := range times {
		if x <= limit {
			kept = append(kept, x)
		}
	}
	return kept
}

// welch returns the t statistic of two samples.
func welch(a, b []float64) float64 {
	meanA, varianceA := moments(a)
	meanB, varianceB := moments(b)
	return (meanA - meanB) / math.Sqrt(varianceA/float64(len(a))+varianceB/float64(len(b)))
}

func moments(sample []float64) (mean, variance float64) {
	for _, x := range sample {
		mean += x / float64(len(sample))
	}
	for _, x := range sample {
		variance += (x - mean) * (x - mean) / float64(len(sample)-1)
	}
	return mean, variance
}
