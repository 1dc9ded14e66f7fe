// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna_test

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

// constructors are the functions by the bits of their values.
var constructors = map[int]func() hash.Hash{
	224: kupyna.New224, 256: kupyna.New256, 304: kupyna.New304, 384: kupyna.New384, 512: kupyna.New512,
}

func sum(bits int, message []byte) []byte {
	switch bits {
	case 224:
		value := kupyna.Sum224(message)
		return value[:]
	case 256:
		value := kupyna.Sum256(message)
		return value[:]
	case 304:
		value := kupyna.Sum304(message)
		return value[:]
	case 384:
		value := kupyna.Sum384(message)
		return value[:]
	default:
		value := kupyna.Sum512(message)
		return value[:]
	}
}

// TestSecret: a hash of secrets gives the same values, and stays one.
func TestSecret(t *testing.T) {
	message := bytes.Repeat([]byte{0x5a, 1}, 300)
	cryptotest.EveryWay(t, func(t *testing.T) {
		for bits, newHash := range constructors {
			h := newHash()
			h.(interface{ Secret() }).Secret()
			for _, length := range []int{0, 1, 51, 64, 128, 600} {
				h.Reset()
				h.Write(message[:length])
				require.Equal(t, sum(bits, message[:length]), h.Sum(nil), "%d bits, %d octets", bits, length)
			}
		}
	}, "kupyna")
}

// TestVectors has the examples of the standard's annex as the designers of
// the function published them: messages of the octets 00, 01, 02 …
func TestVectors(t *testing.T) { cryptotest.EveryWay(t, testVectors, "kupyna") }

func testVectors(t *testing.T) {
	counting := make([]byte, 256)
	for i := range counting {
		counting[i] = byte(i)
	}
	for _, test := range []struct {
		bits    int
		message []byte
		want    string
	}{
		{256, nil, "cd5101d1ccdf0d1d1f4ada56e888cd724ca1a0838a3521e7131d4fb78d0f5eb6"},
		{256, []byte{0xff}, "ea7677ca4526555680441c117982ea14059ea6d0d7124d6ecdb3deec49e890f4"},
		{256, counting[:64], "08f4ee6f1be6903b324c4e27990cb24ef69dd58dbe84813ee0a52f6631239875"},
		{256, counting, "d305a32b963d149dc765f68594505d4077024f836c1bf03806e1624ce176c08f"},
		{256, counting[:95], "1075c8b0cb910f116bda5fa1f19c29cf8ecc75caff7208ba2994b68fc56e8d16"},
		{256, counting[:128], "0a9474e645a7d25e255e9e89fff42ec7eb31349007059284f0b182e452bda882"},
		{304, counting[:128], "0a8cada32b979635657f256b15d5fca4a174de029f0b1b4387c878fcc1c00e8705d783fd7ffe"},
		{384, counting[:95], "d9021692d84e5175735654846ba751e6d0ed0fac36dfbc0841287dcb0b5584c75016c3decc2a6e47c50b2f3811e351b8"},
		{512, nil, "656b2f4cd71462388b64a37043ea55dbe445d452aecd46c3298343314ef04019bcfa3f04265a9857f91be91fce197096187ceda78c9c1c021c294a0689198538"},
		{512, []byte{0xff}, "871b18cf754b72740307a97b449abeb32b64444cc0d5a4d65830ae5456837a72d8458f12c8f06c98c616abe11897f86263b5cb77c420fb375374bec52b6d0292"},
		{512, counting[:64], "3813e2109118cdfb5a6d5e72f7208dccc80a2dfb3afdfb02f46992b5edbe536b3560dd1d7e29c6f53978af58b444e37ba685c0dd910533ba5d78efffc13de62a"},
		{512, counting[:128], "76ed1ac28b1d0143013ffa87213b4090b356441263c13e03fa060a8cada32b979635657f256b15d5fca4a174de029f0b1b4387c878fcc1c00e8705d783fd7ffe"},
		{512, counting[:192], "b189bfe987f682f5f167f0d7fa565330e126b6e592b1c55d44299064ef95b1a57f3c2d0ecf17869d1d199ebbd02e8857fb8add67a8c31f56cd82c016cf743121"},
		{512, counting, "0dd03d7350c409cb3c29c25893a0724f6b133fa8b9eb90a64d1a8fa93b56556611eb187d715a956b107e3bfc76482298133a9ce8cbc0bd5e1436a5b197284f7e"},
	} {
		require.Equal(t, test.want, hex.EncodeToString(sum(test.bits, test.message)), "Kupyna-%d of %d octets", test.bits, len(test.message))
		h := constructors[test.bits]()
		h.Write(test.message)
		require.Equal(t, test.want, hex.EncodeToString(h.Sum(nil)))
	}
}

// TestTruncation: values of other sizes are the ends of those of 256 and 512 bits.
func TestTruncation(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		for n := range 300 {
			message := bytes.Repeat([]byte{byte(n)}, n)
			require.Equal(t, sum(256, message)[4:], sum(224, message))
			require.Equal(t, sum(512, message)[26:], sum(304, message))
			require.Equal(t, sum(512, message)[16:], sum(384, message))
		}
	}, "kupyna")
}

// TestLongMessage hashes 2³² + 65 zero octets, going on from the state that is
// reached after 2³² of them. Bouncy Castle 1.72 hashes them all to the same.
func TestLongMessage(t *testing.T) {
	for _, test := range []struct {
		bits    int
		columns []uint64
		want    string
	}{
		{256, []uint64{
			0x2982803bba27518c, 0xdc7358beef1f38ce, 0x7f27897c7e9f47b1, 0x9cc921941cfb1ff2,
			0xac6487231626eef0, 0x9cf2ccace14aa8ab, 0xd8541a3c08e049bf, 0x93e3a89b77567aa9,
		}, "45629c3be7ea84dc6c029e1a4f14dfd897eef7e35f8109ecd51061a715605264"},
		{512, []uint64{
			0x96362738f2344dbf, 0x4bc0f949d37ac2ad, 0x8b993fbeccfd9924, 0xc921c0bfcdb5b58b,
			0x5452c3402bf44c30, 0xd9c1c3742a0b1d98, 0x9cbfeee38cb7da50, 0xd370fa15c44fc188,
			0xa988f826cf7eb10c, 0xfd3be9167cfff80b, 0x0faefe0a84f038b5, 0xd16d7576f00ef7d8,
			0xeddd4c217cb1a59f, 0x074405e7a71483ba, 0xa42aa6a580b3675d, 0x2fe10226a28d5024,
		}, "46017399a93930c612bfc4bda48bce801f6ca79330efbab1ba3742f377ca368dc439e83ce91de7dd235a074800cd77b906bfe32a77a4b6a24a2a194c66ca6bd6"},
	} {
		h := constructors[test.bits]()
		state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
		require.NoError(t, err)
		fields := state[len(state)-128-8-128:] // columns, length, pending octets
		for c, column := range test.columns {
			binary.LittleEndian.PutUint64(fields[8*c:], column)
		}
		binary.LittleEndian.PutUint64(fields[128:], 1<<32)
		require.NoError(t, h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state))
		h.Write(make([]byte, 65))
		require.Equal(t, test.want, hex.EncodeToString(h.Sum(nil)))
	}
}

func TestConformance(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		for bits, newHash := range constructors {
			t.Run(fmt.Sprintf("Kupyna-%d", bits), func(t *testing.T) { cryptotest.TestHash(t, newHash) })
		}
	}, "kupyna")
}

// TestStateOfAnotherSize: the values of Kupyna-224 must not come from a hash that
// was asked for those of Kupyna-256, though their states are alike.
func TestStateOfAnotherSize(t *testing.T) {
	state, err := kupyna.New224().(encoding.BinaryMarshaler).MarshalBinary()
	require.NoError(t, err)
	h := kupyna.New256()
	require.EqualError(t, h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state), "kupyna: state of a hash of another size")
	require.Equal(t, sum(256, nil), h.Sum(nil))
}

func TestSizes(t *testing.T) {
	for _, test := range []struct{ bits, size, blockSize int }{
		{224, kupyna.Size224, kupyna.BlockSize224},
		{256, kupyna.Size256, kupyna.BlockSize256},
		{304, kupyna.Size304, kupyna.BlockSize304},
		{384, kupyna.Size384, kupyna.BlockSize384},
		{512, kupyna.Size512, kupyna.BlockSize512},
	} {
		h := constructors[test.bits]()
		require.Equal(t, test.bits, 8*test.size)
		require.Equal(t, test.size, h.Size())
		require.Equal(t, test.blockSize, h.BlockSize())
	}
}

func FuzzUnmarshal(f *testing.F) {
	h := kupyna.New256()
	h.Write([]byte("a message that fills more than one block of the hash, which has 64 octets"))
	state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	require.NoError(f, err)
	f.Add(state)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, state []byte) {
		h := kupyna.New256()
		if h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state) != nil {
			return
		}
		again, err := h.(encoding.BinaryMarshaler).MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, state, again)
		h.Write([]byte("more"))
		require.Len(t, h.Sum(nil), kupyna.Size256)
	})
}
