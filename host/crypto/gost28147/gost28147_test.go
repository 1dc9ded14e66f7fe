// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147_test

import (
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

// vector is a known answer of one mode; for the MAC, Ciphertext is the MAC.
type vector struct {
	mode                        string
	sbox                        *gost28147.SBox
	key, iv, plaintext, crypted string
}

// The answers of independent implementations: gost89 with the default table,
// cryptonite with the example table.
var vectors = []vector{
	{mode: "ecb", key: sequence, plaintext: "0001020304050607f1f2f3f4f5f6f7f8", crypted: "e393a17df2b6de6f2086d8230c277432"},
	{mode: "cfb64", key: sequence, iv: "f1f2f3f4f5f6f7f8", plaintext: "0001020304050607f1f2f3f4f5f6f7f8", crypted: "2087da2008227235a919d76142e8ce65"},
	{mode: "ecb", sbox: gost28147.ExampleSBox(), key: "348724a4c1a67667153dde5933884250e3248c657d413b8c1c9ca09a56d968cf",
		plaintext: "34c01533e37d1c56e9431604f57e37a18f90eb0333a33362", crypted: "863e78dd2d60d13ce38f0f691f68f7feb99bb76c3073142d"},
	{mode: "ctr", sbox: gost28147.ExampleSBox(), key: words, iv: "0300000003000000",
		plaintext: "0102030405060708090a0b0c0d0e0f101112131415161718", crypted: "da21005efbea34aa48d17ebf1c4f52a18eca42d3ff4b46f4"},
	{mode: "cfb64", sbox: gost28147.ExampleSBox(), key: words, iv: "0300000003000000",
		plaintext: "0102030405060708090a0b0c0d0e0f101112131415161718", crypted: "d1ce841aa50de523b0ab76646f0d1ee8ae02aa0c4e8eafb3"},
	{mode: "mac32", sbox: gost28147.ExampleSBox(), key: words,
		plaintext: "d1ce841aa50de523b0ab76646f0d1ee8ae02aa0c4e8eafb3", crypted: "7e4a9667"},
}

// streams are the modes that make a [cipher.Stream].
var streams = map[string]func(key, iv []byte, sbox *gost28147.SBox) (cipher.Stream, error){
	"CTR":           gost28147.NewCTR,
	"CFB encrypter": gost28147.NewCFBEncrypter,
	"CFB decrypter": gost28147.NewCFBDecrypter,
}

const (
	sequence = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	words    = "0100000002000000030000000400000005000000060000000700000008000000"
)

func TestVectors(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		for _, v := range vectors {
			t.Run(v.mode, v.run)
		}
	})
}

func (v vector) run(t *testing.T) {
	key, iv := unhex(t, v.key), unhex(t, v.iv)
	plaintext, crypted := unhex(t, v.plaintext), unhex(t, v.crypted)
	got := make([]byte, len(plaintext))
	switch v.mode {
	case "ecb":
		block, err := gost28147.NewCipher(key, v.sbox)
		require.NoError(t, err)
		for i := 0; i < len(plaintext); i += gost28147.BlockSize {
			block.Encrypt(got[i:], plaintext[i:])
		}
		require.Equal(t, crypted, got)
		for i := 0; i < len(plaintext); i += gost28147.BlockSize {
			block.Decrypt(got[i:], crypted[i:])
		}
		require.Equal(t, plaintext, got)
		encrypter, err := gost28147.NewECBEncrypter(key, v.sbox)
		require.NoError(t, err)
		encrypter.CryptBlocks(got, plaintext)
		require.Equal(t, crypted, got)
		decrypter, err := gost28147.NewECBDecrypter(key, v.sbox)
		require.NoError(t, err)
		decrypter.CryptBlocks(got, crypted)
		require.Equal(t, plaintext, got)
	case "ctr", "cfb64":
		newEncrypter, newDecrypter := gost28147.NewCFBEncrypter, gost28147.NewCFBDecrypter
		if v.mode == "ctr" {
			newEncrypter, newDecrypter = gost28147.NewCTR, gost28147.NewCTR
		}
		encrypter, err := newEncrypter(key, iv, v.sbox)
		require.NoError(t, err)
		encrypter.XORKeyStream(got, plaintext)
		require.Equal(t, crypted, got)
		decrypter, err := newDecrypter(key, iv, v.sbox)
		require.NoError(t, err)
		decrypter.XORKeyStream(got, crypted)
		require.Equal(t, plaintext, got)
	case "mac32":
		h, err := gost28147.NewMAC(key, v.sbox)
		require.NoError(t, err)
		h.Write(plaintext)
		require.Equal(t, crypted, h.Sum(nil))
	default:
		t.Fatalf("unknown mode %q", v.mode)
	}
}

// TestAccumulated runs every mode over 10,000 keys, vectors and texts, with
// both tables in turn. Bouncy Castle 1.72 gives the same result.
func TestAccumulated(t *testing.T) { cryptotest.EveryWay(t, testAccumulated) }

func testAccumulated(t *testing.T) {
	results := sha256.New()
	for i := range uint32(10000) {
		digest := sha256.Sum256(binary.BigEndian.AppendUint32(nil, i))
		key := digest[:]
		digestOfKey := sha256.Sum256(key)
		iv := digestOfKey[:gost28147.BlockSize]
		text := make([]byte, 1+i%130)
		for j := range text {
			text[j] = key[j%len(key)]
		}
		sbox := gost28147.DefaultSBox()
		if i%2 == 1 {
			sbox = gost28147.ExampleSBox()
		}

		block, err := gost28147.NewCipher(key, sbox)
		require.NoError(t, err)
		out := make([]byte, gost28147.BlockSize)
		block.Encrypt(out, iv)
		results.Write(out)
		block.Decrypt(out, iv)
		results.Write(out)
		for _, newStream := range []func(_, _ []byte, _ *gost28147.SBox) (cipher.Stream, error){
			gost28147.NewCTR, gost28147.NewCFBEncrypter, gost28147.NewCFBDecrypter,
		} {
			stream, err := newStream(key, iv, sbox)
			require.NoError(t, err)
			out := make([]byte, len(text))
			stream.XORKeyStream(out, text)
			results.Write(out)
		}
		mac, err := gost28147.NewMAC(key, sbox)
		require.NoError(t, err)
		mac.Write(text)
		results.Write(mac.Sum(nil))
	}
	require.Equal(t, "4f5c81557658ba081fda99d72671dda6a79c057f2210422dd4946ae611137f7f", hex.EncodeToString(results.Sum(nil)))
}

func TestConformance(t *testing.T) { cryptotest.EveryWay(t, testConformance) }

func testConformance(t *testing.T) {
	key, iv := unhex(t, sequence), unhex(t, "f1f2f3f4f5f6f7f8")
	stream := func(newStream func(_, _ []byte, _ *gost28147.SBox) (cipher.Stream, error)) func() cipher.Stream {
		return func() cipher.Stream {
			s, err := newStream(key, iv, nil)
			require.NoError(t, err)
			return s
		}
	}
	block, err := gost28147.NewCipher(key, nil)
	require.NoError(t, err)
	t.Run("Block", func(t *testing.T) { cryptotest.TestBlock(t, block) })
	t.Run("CTR", func(t *testing.T) {
		cryptotest.TestStream(t, stream(gost28147.NewCTR), stream(gost28147.NewCTR))
	})
	t.Run("CFB", func(t *testing.T) {
		cryptotest.TestStream(t, stream(gost28147.NewCFBEncrypter), stream(gost28147.NewCFBDecrypter))
	})
	t.Run("MAC", func(t *testing.T) {
		cryptotest.TestMAC(t, gost28147.KeySize, func(key []byte) hash.Hash { return newMAC(t, key)() })
	})
}

func TestSizes(t *testing.T) {
	key, iv := make([]byte, gost28147.KeySize), make([]byte, gost28147.BlockSize)
	for name, construct := range map[string]func(key, iv []byte) error{
		"ctr":           func(key, iv []byte) error { _, err := gost28147.NewCTR(key, iv, nil); return err },
		"cfb encrypter": func(key, iv []byte) error { _, err := gost28147.NewCFBEncrypter(key, iv, nil); return err },
		"cfb decrypter": func(key, iv []byte) error { _, err := gost28147.NewCFBDecrypter(key, iv, nil); return err },
		"wrap":          func(key, iv []byte) error { _, err := gost28147.Wrap(key, make([]byte, 32), iv, nil); return err },
		"wrapped key":   func(key, iv []byte) error { _, err := gost28147.Wrap(make([]byte, 32), key, iv, nil); return err },
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, construct(key, iv))
			require.Equal(t, gost28147.KeySizeError(31), construct(key[1:], iv))
			require.Equal(t, gost28147.KeySizeError(0), construct(nil, iv))
			require.Equal(t, gost28147.IVSizeError(7), construct(key, iv[1:]))
			require.Equal(t, gost28147.IVSizeError(9), construct(key, make([]byte, 9)))
		})
	}
	_, err := gost28147.NewCipher(key[1:], nil)
	require.EqualError(t, err, "gost28147: key of 31 octets, want 32")
	_, err = gost28147.NewECBEncrypter(key[1:], nil)
	require.EqualError(t, err, "gost28147: key of 31 octets, want 32")
	_, err = gost28147.NewECBDecrypter(nil, nil)
	require.EqualError(t, err, "gost28147: key of 0 octets, want 32")
	_, err = gost28147.NewMAC(append(key, 0), nil)
	require.EqualError(t, err, "gost28147: key of 33 octets, want 32")
	_, err = gost28147.NewCTR(key, nil, nil)
	require.EqualError(t, err, "gost28147: initial vector of 0 octets, want 8")
}

// TestWipe: a wiped value must not go on with the zero key, whatever was left
// of its buffers.
func TestWipe(t *testing.T) {
	key, text := unhex(t, sequence), make([]byte, 5)
	block, err := gost28147.NewCipher(key, nil)
	require.NoError(t, err)
	block.(gost28147.Wiper).Wipe()
	require.Panics(t, func() { block.Encrypt(make([]byte, 8), make([]byte, 8)) })

	ecb, err := gost28147.NewECBEncrypter(key, nil)
	require.NoError(t, err)
	ecb.(gost28147.Wiper).Wipe()
	require.Panics(t, func() { ecb.CryptBlocks(make([]byte, 8), make([]byte, 8)) })

	mac := newMAC(t, key)()
	mac.Write(text)
	mac.(gost28147.Wiper).Wipe()
	require.Panics(t, func() { mac.Sum(nil) })
	mac.Reset()
	require.Panics(t, func() { mac.Sum(nil) })

	for _, newStream := range streams {
		stream, err := newStream(key, make([]byte, 8), nil)
		require.NoError(t, err)
		stream.XORKeyStream(text, text)
		stream.(gost28147.Wiper).Wipe()
		require.Panics(t, func() { stream.XORKeyStream(text, text) })
	}
}

// TestECB: many blocks are one after the other, and CryptBlocks refuses what
// [cipher.BlockMode] says it must.
func TestECB(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		key := unhex(t, sequence)
		block, err := gost28147.NewCipher(key, nil)
		require.NoError(t, err)
		encrypter, err := gost28147.NewECBEncrypter(key, nil)
		require.NoError(t, err)
		decrypter, err := gost28147.NewECBDecrypter(key, nil)
		require.NoError(t, err)
		require.Equal(t, gost28147.BlockSize, encrypter.BlockSize())

		text, want := make([]byte, 4000), make([]byte, 4000)
		for i := range text {
			text[i] = byte(i * i >> 3)
		}
		for i := 0; i < len(text); i += gost28147.BlockSize {
			block.Encrypt(want[i:], text[i:])
		}
		for n := 0; n <= len(text); n += gost28147.BlockSize {
			got := make([]byte, n)
			encrypter.CryptBlocks(got, text[:n])
			require.Equal(t, want[:n], got)
			decrypter.CryptBlocks(got, got)
			require.Equal(t, text[:n], got)
		}
		require.Panics(t, func() { encrypter.CryptBlocks(make([]byte, 9), text[:9]) })
		require.Panics(t, func() { encrypter.CryptBlocks(make([]byte, 8), text[:16]) })
		require.Panics(t, func() { encrypter.CryptBlocks(text[8:], text[:16]) })
		require.Zero(t, testing.AllocsPerRun(10, func() { encrypter.CryptBlocks(text, text) }))
	})
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}
