// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna_test

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// TestBouncyCastle compares hashes and codes of random messages of each length up
// to 1,000 octets with another implementation.
func TestBouncyCastle(t *testing.T) {
	java := interop.BouncyCastle(t)
	type trial struct {
		bits         int
		key, message []byte
	}
	var trials []trial
	var lines strings.Builder
	for bits := range codes { // the sizes that Bouncy Castle knows
		for n := range 1001 {
			for _, keySize := range []int{0, bits / 8} {
				try := trial{bits, random(keySize), random(n)}
				trials = append(trials, try)
				fmt.Fprintf(&lines, "%d %x %x\n", try.bits, try.key, try.message)
			}
		}
	}
	java.Write("messages", []byte(lines.String()))
	got := strings.Fields(java.Run("messages"))
	require.Len(t, got, len(trials))
	cryptotest.EveryWay(t, func(t *testing.T) {
		for i, try := range trials {
			value := sum(try.bits, try.message)
			if len(try.key) > 0 {
				value = code(t, try.key, try.message)
			}
			require.Equal(t, got[i], hex.EncodeToString(value), "%d bits, key %x, message %x", try.bits, try.key, try.message)
		}
	}, "kupyna")
}

func random(size int) []byte {
	octets := make([]byte, size)
	rand.Read(octets)
	return octets
}
