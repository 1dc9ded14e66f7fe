// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

// constructors are the functions by the bits of their values.
var constructors = map[int]func() hash.Hash{256: kupyna.New256, 384: kupyna.New384, 512: kupyna.New512}

func sum(bits int, message []byte) []byte {
	switch bits {
	case 256:
		value := kupyna.Sum256(message)
		return value[:]
	case 384:
		value := kupyna.Sum384(message)
		return value[:]
	default:
		value := kupyna.Sum512(message)
		return value[:]
	}
}

// TestVectors has the examples of the standard's annex as the designers of
// the function published them: messages of the octets 00, 01, 02 …
func TestVectors(t *testing.T) {
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
		{384, counting[:95], "d9021692d84e5175735654846ba751e6d0ed0fac36dfbc0841287dcb0b5584c75016c3decc2a6e47c50b2f3811e351b8"},
		{512, nil, "656b2f4cd71462388b64a37043ea55dbe445d452aecd46c3298343314ef04019bcfa3f04265a9857f91be91fce197096187ceda78c9c1c021c294a0689198538"},
		{512, []byte{0xff}, "871b18cf754b72740307a97b449abeb32b64444cc0d5a4d65830ae5456837a72d8458f12c8f06c98c616abe11897f86263b5cb77c420fb375374bec52b6d0292"},
		{512, counting[:64], "3813e2109118cdfb5a6d5e72f7208dccc80a2dfb3afdfb02f46992b5edbe536b3560dd1d7e29c6f53978af58b444e37ba685c0dd910533ba5d78efffc13de62a"},
		{512, counting, "0dd03d7350c409cb3c29c25893a0724f6b133fa8b9eb90a64d1a8fa93b56556611eb187d715a956b107e3bfc76482298133a9ce8cbc0bd5e1436a5b197284f7e"},
	} {
		require.Equal(t, test.want, hex.EncodeToString(sum(test.bits, test.message)), "Kupyna-%d of %d octets", test.bits, len(test.message))
		h := constructors[test.bits]()
		h.Write(test.message)
		require.Equal(t, test.want, hex.EncodeToString(h.Sum(nil)))
	}
}

// TestAccumulated hashes 10,000 messages of 0 to 299 octets, so that each
// length modulo a block is met. Bouncy Castle 1.72 gives the same result.
func TestAccumulated(t *testing.T) {
	results := sha256.New()
	for i := range uint32(10000) {
		source := sha256.Sum256(binary.BigEndian.AppendUint32(nil, i))
		message := make([]byte, i%300)
		for j := range message {
			message[j] = source[j%len(source)]
		}
		for _, bits := range []int{256, 384, 512} {
			results.Write(sum(bits, message))
		}
	}
	require.Equal(t, "c00284ad3d100a6727cdba8ef8a1083e93770de03d23f53b73c2865fc63c54bc", hex.EncodeToString(results.Sum(nil)))
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
		kupyna.Resume(h, test.columns, 1<<32)
		h.Write(make([]byte, 65))
		require.Equal(t, test.want, hex.EncodeToString(h.Sum(nil)))
	}
}

func TestConformance(t *testing.T) {
	t.Run("Kupyna-256", func(t *testing.T) { cryptotest.TestHash(t, kupyna.New256) })
	t.Run("Kupyna-384", func(t *testing.T) { cryptotest.TestHash(t, kupyna.New384) })
	t.Run("Kupyna-512", func(t *testing.T) { cryptotest.TestHash(t, kupyna.New512) })
}

func TestSizes(t *testing.T) {
	for _, test := range []struct{ bits, size, blockSize int }{
		{256, kupyna.Size256, kupyna.BlockSize256},
		{384, kupyna.Size384, kupyna.BlockSize384},
		{512, kupyna.Size512, kupyna.BlockSize512},
	} {
		h := constructors[test.bits]()
		require.Equal(t, test.bits, 8*test.size)
		require.Equal(t, test.size, h.Size())
		require.Equal(t, test.blockSize, h.BlockSize())
	}
}
