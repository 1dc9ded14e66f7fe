// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost34311_test

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
)

func TestVectors(t *testing.T) { cryptotest.EveryWay(t, testVectors) }

func testVectors(t *testing.T) {
	for _, test := range []struct {
		source  string
		sbox    *gost28147.SBox
		message string
		want    string
	}{
		{"ГОСТ 34.311-95, A.3.1", gost28147.ExampleSBox(), "This is message, length=32 bytes",
			"b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa"},
		{"ГОСТ 34.311-95, A.3.2", gost28147.ExampleSBox(), "Suppose the original message has length = 50 bytes",
			"471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208"},
		{"gost89", nil, "12345678901234567890123456789011",
			"7686f3f4b113aadc97bca9ea054f41821f0676c5c28ffb987e41797a568e1ed4"},
		{"gost89", nil, "123123",
			"34d4da2c04e9c1ceb933282069c864617d94ed7cc5c0a9840c0c1a99629df637"},
		{"IIT and UAPKI: one zero block", nil, "",
			"5df74e647fed52c1e941b26d546b8c689112f207eb8542965fdd9cd3083e5282"},
		{"cryptonite: one zero block", gost28147.ExampleSBox(), "",
			"891d358a84c6033cf17bac82d77bb5d6791695a08ffce3768d39fbcacf8b29bd"},
	} {
		t.Run(test.source, func(t *testing.T) {
			sum := gost34311.Sum(test.sbox, []byte(test.message))
			require.Equal(t, test.want, hex.EncodeToString(sum[:]))
			h := gost34311.New(test.sbox)
			h.Write([]byte(test.message))
			require.Equal(t, test.want, hex.EncodeToString(h.Sum(nil)))
		})
	}
}

// TestAccumulated hashes 10,000 messages of 1 to 130 octets with both tables
// in turn. Bouncy Castle 1.72 gives the same result; it would differ for the
// empty message, which is therefore left out.
func TestAccumulated(t *testing.T) { cryptotest.EveryWay(t, testAccumulated) }

func testAccumulated(t *testing.T) {
	results := sha256.New()
	for i := range uint32(10000) {
		source := sha256.Sum256(binary.BigEndian.AppendUint32(nil, i))
		message := make([]byte, 1+i%130)
		for j := range message {
			message[j] = source[j%len(source)]
		}
		sbox := gost28147.DefaultSBox()
		if i%2 == 1 {
			sbox = gost28147.ExampleSBox()
		}
		sum := gost34311.Sum(sbox, message)
		results.Write(sum[:])
	}
	require.Equal(t, "ffe3332faaa6cf0075cc25336b5dadb1d84e6b2194cd4998a36521dd55c874ed", hex.EncodeToString(results.Sum(nil)))
}

// TestLongMessage hashes 2³² + 65 zero octets, going on from the chaining
// value that is reached after 2³² of them. RHash 1.4.3 hashes them all to the
// same.
func TestLongMessage(t *testing.T) { cryptotest.EveryWay(t, testLongMessage) }

func testLongMessage(t *testing.T) {
	h := gost34311.New(gost28147.ExampleSBox())
	state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	require.NoError(t, err)
	chained, err := hex.DecodeString("36b63e3f5679663b81c530de7e471b5796bbd9a97786fda57ec56640c7e7810f")
	require.NoError(t, err)
	fields := state[len(state)-32-32-8-gost34311.BlockSize:] // chaining value, sum, length, pending octets
	copy(fields, chained)
	binary.LittleEndian.PutUint64(fields[64:], 1<<32)
	require.NoError(t, h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state))
	h.Write(make([]byte, 65))
	require.Equal(t, "c7dca0107720f460e924ce10b9a8cca8db1aff286aa1c1e85554989f3a2cdabf", hex.EncodeToString(h.Sum(nil)))
}

func TestConformance(t *testing.T) { cryptotest.EveryWay(t, testConformance) }

func testConformance(t *testing.T) {
	for name, sbox := range map[string]*gost28147.SBox{"default": nil, "example": gost28147.ExampleSBox()} {
		t.Run(name, func(t *testing.T) {
			cryptotest.TestHash(t, func() hash.Hash { return gost34311.New(sbox) })
		})
	}
	t.Run("HMAC", func(t *testing.T) {
		cryptotest.TestHash(t, func() hash.Hash { return hmac.New(newDefault, []byte("key")) })
	})
}

// TestStateOfAnotherTable: a state continued with another table would be a
// hash of nothing.
func TestStateOfAnotherTable(t *testing.T) {
	state, err := gost34311.New(nil).(encoding.BinaryMarshaler).MarshalBinary()
	require.NoError(t, err)
	h := gost34311.New(gost28147.ExampleSBox())
	require.EqualError(t, h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state),
		"gost34311: state of a hash with another substitution table")
	want := gost34311.Sum(gost28147.ExampleSBox(), nil)
	require.Equal(t, want[:], h.Sum(nil))
}

func TestPBKDF2(t *testing.T) {
	salt, err := hex.DecodeString("31a58dc1462981189cf6c701e276c7553a5ab5f6e36d8418e4aa40c930cf3876")
	require.NoError(t, err)
	key, err := pbkdf2.Key(newDefault, "password", salt, 10000, 32)
	require.NoError(t, err)
	require.Equal(t, "c4e7f788e60c731a2cfedd300af67bd2ee9458532a793e5280ae7f8c1e562e44", hex.EncodeToString(key))
}

func FuzzUnmarshal(f *testing.F) {
	h := gost34311.New(nil)
	h.Write([]byte("a message that fills more than one block of the hash"))
	state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	require.NoError(f, err)
	f.Add(state)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, state []byte) {
		h := gost34311.New(nil)
		if h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state) != nil {
			return
		}
		again, err := h.(encoding.BinaryMarshaler).MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, state, again)
		h.Write([]byte("more"))
		require.Len(t, h.Sum(nil), gost34311.Size)
	})
}

func newDefault() hash.Hash { return gost34311.New(nil) }
