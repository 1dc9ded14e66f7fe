// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
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

// TestBouncyCastle checks the keys, signatures and agreements that Bouncy
// Castle 1.72 made on all ten curves, and that ours over the same digests,
// with a known random source, are those that Bouncy Castle has accepted.
// testdata/README.md says how the file was made.
func TestBouncyCastle(t *testing.T) {
	data, err := os.ReadFile("testdata/bouncycastle.json")
	require.NoError(t, err)
	var file []struct {
		Curve      string
		D, Q       octets
		Agreement  struct{ Standard, Cofactor octets }
		Signatures []struct{ Digest, Signature, Ours octets }
	}
	require.NoError(t, json.Unmarshal(data, &file))
	curves := dstu4145.Curves()
	require.Len(t, file, len(curves))
	for i, v := range file {
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
