// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

// codes are the constructors of codes by their bits.
var codes = map[int]func(key []byte) (hash.Hash, error){
	256: kupyna.NewKMAC256, 384: kupyna.NewKMAC384, 512: kupyna.NewKMAC512,
}

func code(t testing.TB, key, message []byte) []byte {
	t.Helper()
	mac, err := codes[8*len(key)](key)
	require.NoError(t, err)
	mac.Write(message)
	return mac.Sum(nil)
}

// TestKMACByHash makes codes as the standard defines them, of the padded key, the
// padded message and the inverted key, padded once more by the hash.
func TestKMACByHash(t *testing.T) {
	padded := func(p []byte, size int) []byte {
		out := append(bytes.Clone(p), 0x80)
		for (len(out)+12)%size != 0 {
			out = append(out, 0)
		}
		return append(binary.LittleEndian.AppendUint64(out, 8*uint64(len(p))), 0, 0, 0, 0)
	}
	cryptotest.EveryWay(t, func(t *testing.T) {
		for bits := range codes {
			seed := sha256.Sum256([]byte{byte(bits >> 4)})
			key := bytes.Repeat(seed[:], 2)[:bits/8]
			inverted := bytes.Clone(key)
			for i := range inverted {
				inverted[i] ^= 0xff
			}
			size := constructors[bits]().BlockSize()
			for n := 0; n < 3*size; n += 1 + n%7 {
				message := bytes.Repeat(seed[:], 12)[:n]
				whole := append(append(padded(key, size), padded(message, size)...), inverted...)
				require.Equal(t, sum(bits, whole), code(t, key, message), "KMAC-%d of %d octets", bits, n)
			}
		}
	}, "kupyna")
}

func TestKMACConformance(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		cryptotest.TestMAC(t, kupyna.Size256, func(key []byte) hash.Hash {
			mac, err := kupyna.NewKMAC256(key)
			require.NoError(t, err)
			return mac
		})
	}, "kupyna")
}

func TestKMACKeySize(t *testing.T) {
	for bits, newCode := range codes {
		for _, size := range []int{0, 1, bits/8 - 1, bits/8 + 1, 128} {
			_, err := newCode(make([]byte, size))
			require.ErrorIs(t, err, kupyna.KeySizeError(size))
		}
	}
}

func TestKMACWipe(t *testing.T) {
	mac, err := kupyna.NewKMAC384(make([]byte, 48))
	require.NoError(t, err)
	copied, err := mac.(hash.Cloner).Clone()
	require.NoError(t, err)
	mac.(kupyna.Wiper).Wipe()
	assert.Equal(t, 48, mac.Size())
	assert.Equal(t, 128, mac.BlockSize())
	assert.Panics(t, func() { mac.Write(nil) })
	assert.Panics(t, func() { mac.Sum(nil) })
	assert.Panics(t, mac.Reset)
	assert.Panics(t, func() { _, _ = mac.(hash.Cloner).Clone() })
	assert.Equal(t, code(t, make([]byte, 48), nil), copied.Sum(nil), "a clone has a key of its own")
}
