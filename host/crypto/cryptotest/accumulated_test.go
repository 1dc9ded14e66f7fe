// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest_test

import (
	"crypto/sha256"
	"crypto/sha3"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// An accumulated run is 10,000 operations, whose keys, vectors and texts are drawn
// from SHAKE128 of the run's name, and the SHA-256 of all their results. That is
// as good as ten thousand vectors.
type accumulated struct {
	packages []string // as they registered, whose implementations matter
	step     func(in *input, i int) []byte
	count    int // 0: 10,000

	// Computed by testdata/BouncyCastle.java with Bouncy Castle 1.72, tenth after a
	// tenth of the operations, which is all that is run with -short.
	tenth, all string
}

// An input is the stream that keys and texts are drawn from.
type input struct{ *sha3.SHAKE }

func (o *input) octets(size int) []byte {
	octets := make([]byte, size)
	o.Read(octets)
	return octets
}

// length gives every length up to 1000, and then short ones.
func length(i int) int {
	if i <= 1000 {
		return i
	}
	return i % 101
}

func (o accumulated) test(t *testing.T, name string) {
	in := &input{sha3.NewSHAKE128()}
	in.Write([]byte(name))
	results := sha256.New()
	count := o.count
	if count == 0 {
		count = 10000
	}
	for i := range count {
		if i == count/10 {
			require.Equal(t, o.tenth, hex.EncodeToString(results.Sum(nil)))
			if testing.Short() {
				return
			}
		}
		results.Write(o.step(in, i))
	}
	require.Equal(t, o.all, hex.EncodeToString(results.Sum(nil)))
}

// allAccumulated are the runs by their names.
func allAccumulated() map[string]accumulated {
	all := map[string]accumulated{"dstu4145": accumulatedDSTU4145}
	for _, some := range []map[string]accumulated{accumulatedHashes, accumulatedGOST28147, accumulatedKalyna} {
		maps.Copy(all, some)
	}
	return all
}

func TestAccumulated(t *testing.T) {
	all := allAccumulated()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			run := all[name]
			cryptotest.EveryWay(t, func(t *testing.T) { run.test(t, name) }, run.packages...)
		})
	}
}

// TestAccumulatedByBouncyCastle computes what TestAccumulated wants:
//
//	java -cp /usr/share/java/bcprov.jar testdata/BouncyCastle.java
func TestAccumulatedByBouncyCastle(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes Bouncy Castle ten seconds")
	}
	var want []string
	for name, run := range allAccumulated() {
		want = append(want, fmt.Sprintf("%s %s %s", name, run.tenth, run.all))
	}
	require.ElementsMatch(t, want, strings.Split(strings.TrimSpace(interop.BouncyCastle(t).Run("")), "\n"))
}

// must is for what can only fail if the test is wrong.
func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}
