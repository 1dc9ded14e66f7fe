// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// counter is a random source that gives 0, 1, 2, … and so always the same.
type counter byte

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(*c)
		*c++
	}
	return len(p), nil
}

// kept are keys, signatures and agreements on all ten curves, one element each.
type kept []struct {
	Curve      string
	D, Q       octets
	Agreement  struct{ Standard, Cofactor octets }
	Signatures []struct{ Digest, Signature, Ours octets }
}

func readKept(t *testing.T) (file kept) {
	data, err := os.ReadFile("testdata/bouncycastle.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &file))
	require.Len(t, file, len(dstu4145.Curves()))
	return file
}

// TestKept checks the keys, signatures and agreements that Bouncy Castle 1.72
// made on all ten curves, and that ours over the same digests, with a known
// random source, are those that Bouncy Castle accepts, see TestBouncyCastle.
// testdata/README.md says how the file was made.
func TestKept(t *testing.T) {
	cryptotest.EveryWay(t, testKept, "gf2m", "curve")
}

func testKept(t *testing.T) {
	curves := dstu4145.Curves()
	for i, v := range readKept(t) {
		t.Run(v.Curve, func(t *testing.T) {
			require.Equal(t, v.Curve, curves[i].Name())
			key, err := dstu4145.NewPrivateKey(curves[i], nil, v.D)
			require.NoError(t, err)
			require.EqualValues(t, v.Q, key.PublicKey.Bytes())
			public, err := dstu4145.NewPublicKey(curves[i], nil, v.Q)
			require.NoError(t, err)
			for _, s := range v.Signatures {
				assert.True(t, dstu4145.Verify(public, s.Digest, s.Signature), "theirs by ours")
				ours, err := key.Sign(new(counter), s.Digest, nil)
				require.NoError(t, err)
				assert.EqualValues(t, s.Ours, ours, "ours by theirs")
				assert.True(t, dstu4145.Verify(public, s.Digest, ours))
			}
			for cofactor, want := range map[bool]octets{false: v.Agreement.Standard, true: v.Agreement.Cofactor} {
				z, err := key.SharedSecret(public, cofactor)
				require.NoError(t, err)
				assert.EqualValues(t, want, z, "cofactor: %t", cofactor)
			}
		})
	}
}

// TestBouncyCastle has Bouncy Castle verify a thousand of our signatures on each
// curve and verifies as many of its, by many keys and of digests of all lengths,
// and a few of ours with a bit changed.
func TestBouncyCastle(t *testing.T) {
	java := interop.BouncyCastle(t)
	count := 1000
	if testing.Short() {
		count = 20
	}
	type signature struct {
		key    *dstu4145.PrivateKey
		digest []byte
		right  bool
	}
	var all []signature
	var lines strings.Builder
	add := func(curve int, key *dstu4145.PrivateKey, digest, octets []byte, right bool) {
		all = append(all, signature{key, digest, right})
		fmt.Fprintf(&lines, "%d %x %x %x %x\n", curve, key.Bytes(), key.PublicKey.Bytes(), digest, octets)
	}
	for i, v := range readKept(t) {
		c := dstu4145.Curves()[i]
		old, err := dstu4145.NewPrivateKey(c, nil, v.D)
		require.NoError(t, err)
		for _, s := range v.Signatures {
			add(i, old, s.Digest, s.Ours, true)
		}
		var key *dstu4145.PrivateKey
		for j := range count {
			if j%20 == 0 {
				key = generate(t, c)
			}
			digest := make([]byte, 1+mathrand.IntN(70))
			rand.Read(digest)
			ours, err := key.Sign(nil, digest, nil)
			require.NoError(t, err)
			add(i, key, digest, ours, true)
			if j%100 == 0 {
				ours[mathrand.IntN(len(ours))] ^= 1
				add(i, key, digest, ours, false)
			}
		}
	}
	java.Write("signatures", []byte(lines.String()))
	answers := strings.Fields(java.Run("signatures"))
	require.Len(t, answers, 2*len(all))
	for i, s := range all {
		require.Equal(t, fmt.Sprint(s.right), answers[2*i], "ours by theirs: %s, %x", s.key.Curve.Name(), s.digest)
		theirs := unhex(answers[2*i+1])
		require.True(t, dstu4145.Verify(&s.key.PublicKey, s.digest, theirs), "theirs by ours: %s, %x", s.key.Curve.Name(), s.digest)
	}
}
