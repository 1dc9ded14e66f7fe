// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak

package leak_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/cryptotest/leak"
)

var leakTime = flag.Duration("leaktime", time.Second, "how long to time each secret of each implementation")

// limit is the |t| that code of constant time does not reach by chance; from 4.5
// on one should look closer.
const limit = 10.0

// TestTime times every target in every implementation. What is beyond the limit is
// timed again, for a disturbance does not come back.
func TestTime(t *testing.T) {
	require.Greater(t, math.Abs(measure(variable(), variable().particular["zeros"]).Statistic()), limit, "this clock sees nothing")

	for _, target := range targets() {
		t.Run(target.name, func(t *testing.T) {
			cryptotest.EveryWay(t, func(t *testing.T) {
				for _, particular := range slices.Sorted(maps.Keys(target.particular)) {
					times := measure(target, target.particular[particular])
					verdict := ""
					if math.Abs(times.Statistic()) > limit {
						times, verdict = measure(target, target.particular[particular]), "at the second try"
					}
					if !assert.Less(t, math.Abs(times.Statistic()), limit, "the secret of %s shows", particular) {
						verdict = "SHOWS"
					}
					way := strings.ReplaceAll(t.Name()[len("TestTime/"+target.name+"/"):], "_", " ")
					tell(target.name, way, particular, len(times[0])+len(times[1]), time.Duration(times.Median()),
						fmt.Sprintf("%.2f", times.Statistic()), verdict)
				}
			}, target.packages...)
		})
	}
}

// variable is an operation of variable time: it ends at the first octet that is
// not zero.
func variable() target {
	zeros := make([]byte, 1<<12)
	return ofOctets("comparison", len(zeros), func(secret []byte) func() []byte {
		return func() []byte {
			if bytes.Equal(secret, zeros) {
				return nil
			}
			return zeros[:1]
		}
	})
}

// measure times operations with the particular secret and with random ones, which
// take turns at random. All are prepared before any of a batch is timed, and what
// is done before does not differ, nor where the secrets lie in memory.
func measure(o target, particular []byte) (times leak.Times) {
	const batch = 200
	var class [batch]int
	var operations [batch]func() []byte
	for end := time.Now().Add(*leakTime); time.Now().Before(end); {
		for i := range batch {
			secrets := [2][]byte{particular, o.draw()}
			class[i] = rand.IntN(2)
			operations[i] = o.prepare(bytes.Clone(secrets[class[i]]))
		}
		runtime.GC()
		for i, run := range operations {
			start := time.Now()
			run()
			times[class[i]] = append(times[class[i]], float64(time.Since(start)))
		}
	}
	return times
}
