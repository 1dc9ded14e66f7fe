// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package x963_test

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/gost34311"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
	"github.com/pidpys/pidpys/host/crypto/x963"
)

func gost() hash.Hash { return gost34311.New(nil) }

func unhex(t *testing.T, digits string) []byte {
	t.Helper()
	octets, err := hex.DecodeString(digits)
	require.NoError(t, err)
	return octets
}

// TestDerive: the first two are of the NIST's CAVS file ansx963_2001.rsp, the
// others are by KDF2BytesGenerator of Bouncy Castle 1.72, which counts from 1 too.
func TestDerive(t *testing.T) {
	const z, info = "96c05619d56c328ab95fe84b18264b08725b85e33fd34f08", "75eef81aa3041e33b80971203d2c0c52"
	for _, v := range []struct {
		name            string
		hash            func() hash.Hash
		z, info, wanted string
	}{
		{"SHA-1", sha1.New, "1c7d7b5f0597b03d06a018466ed1a93e30ed4b04dc64ccdd", "", "bf71dffd8f4d99223936beb46fee8ccc"},
		{"SHA-256", sha256.New, z, "", "443024c3dae66b95e6f5670601558f71"},
		{"SHA-256", sha256.New, z, info, "26b9461766a0328023b357b36635626e967900b9f0356030129fd7dc8d1fd1e890eaabee008aa5d67d7d8d9217cdcf6a45ee749521713a8cccff80fa40155eec85806bc91a83107855c8b0b0384b03bfc1f3b48097e57dbc656c0b012f0a3b51df87b78b"},
		{"GOST 34.311", gost, z, info, "4e0199a8841179340bcea362ef514e1b250a83f3764c7786d75d35de6ccec4cc2c130363c3bbbbd2ae654fbe50af53461cf83de59a260040660577800ecef72814b8c50d79c41e46562f6cefd3a43d0b21e0f3950140b100f82412a49b7e15df0ad6ef59"},
		{"Kupyna-256", kupyna.New256, z, info, "e84c6632051f672cd4a4e073c54779808274300f4e5040e1bb32c49ae493c4439d8b5d7314951586f34304979669ea8e7f63de5db16628934aa39bde4268572d47a7035ab554856a27861ad386fe979c4ff8e15280ab16699d2b96f678404ac39aff124c"},
		{"Kupyna-384", kupyna.New384, z, info, "d39ad3c5a767a414c1b1e38caf8a6f02e0e675454255f3a5df6d23356b7e333b57a7630454821cf567fdaddee11e477f4a52f0dc65f53dff4805d9938015f892fca1853466659988da66465d2409285b999591e91fe9fe85a67e82b6593a4b1384c94981"},
		{"Kupyna-512", kupyna.New512, z, info, "aa6e17f210ff4e2912b28a627e95c82dd39ad3c5a767a414c1b1e38caf8a6f02e0e675454255f3a5df6d23356b7e333b57a7630454821cf567fdaddee11e477f769f1d34ab556152e8a5a0a625ddeab14a52f0dc65f53dff4805d9938015f892fca18534"},
	} {
		wanted := unhex(t, v.wanted)
		for size := range len(wanted) + 1 {
			key := x963.Derive(v.hash, unhex(t, v.z), unhex(t, v.info), size)
			require.Equal(t, wanted[:size], key, "%s, %d octets", v.name, size)
			require.Equal(t, size, cap(key), "nothing of the last hash is left behind the key")
		}
	}
}

// TestArguments: an empty secret or shared information is as good as any.
func TestArguments(t *testing.T) {
	one := x963.Derive(sha256.New, nil, nil, 32)
	sum := sha256.Sum256([]byte{0, 0, 0, 1})
	assert.Equal(t, sum[:], one)
	assert.Panics(t, func() { x963.Derive(sha256.New, nil, nil, -1000) })
}

// told is a hash that wants to know of secrets.
type told struct {
	hash.Hash
	secret *bool
}

func (h told) Secret() { *h.secret = true }

func TestSecretIsTold(t *testing.T) {
	var secret bool
	x963.Derive(func() hash.Hash { return told{sha256.New(), &secret} }, []byte{1}, nil, 8)
	assert.True(t, secret)
}
