// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"crypto/cipher"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/kalyna"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// sizes are those of the standard: block, key.
var sizes = [][2]int{{16, 16}, {16, 32}, {32, 32}, {32, 64}, {64, 64}}

// crypt runs one operation, named as in testdata/BouncyCastle.java: in lower
// case it encrypts, in upper case it decrypts. The iv says the size of the block
// also where there is no other use for it. A key that does not unwrap is nil.
func crypt(t testing.TB, operation string, key, iv, text []byte) []byte {
	t.Helper()
	out := make([]byte, len(text))
	stream := func(s cipher.Stream, err error) []byte {
		require.NoError(t, err)
		s.XORKeyStream(out, text)
		return out
	}
	block, err := kalyna.NewCipher(key, len(iv))
	require.NoError(t, err)
	switch operation {
	case "ecb", "ECB":
		one := block.Encrypt
		if operation == "ECB" {
			one = block.Decrypt
		}
		for i := 0; i < len(text); i += len(iv) {
			one(out[i:], text[i:])
		}
	case "cbc":
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, text)
	case "CBC":
		cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, text)
	case "ctr", "CTR":
		return stream(kalyna.NewCTR(key, iv))
	case "cfb":
		return stream(kalyna.NewCFBEncrypter(key, iv))
	case "CFB":
		return stream(kalyna.NewCFBDecrypter(key, iv))
	case "kw":
		out, err = kalyna.Wrap(key, text, len(iv))
		require.NoError(t, err)
	case "KW":
		out, err = kalyna.Unwrap(key, text, len(iv))
		if err != nil {
			require.ErrorIs(t, err, kalyna.ErrUnwrap)
			return nil
		}
	case "contentkey":
		out, err = kalyna.WrapContentKey(key, text, iv)
		require.NoError(t, err)
	default:
		t.Fatalf("unknown operation %q", operation)
	}
	return out
}

func check(t *testing.T, mode string, key, iv, plaintext, crypted []byte) {
	t.Helper()
	require.Equal(t, crypted, crypt(t, mode, key, iv, plaintext))
	require.Equal(t, plaintext, crypt(t, strings.ToUpper(mode), key, iv, crypted))
}

// TestDesigners has the examples of the designers' paper, appendix: keys and
// texts are counted up from 0.
func TestDesigners(t *testing.T) {
	for i, crypted := range []string{
		"81bf1c7d779bac20e1c9ea39b4d2ad06",
		"58ec3e091000158a1148f7166f334f14",
		"f66e3d570ec92135aedae323dcbd2a8ca03963ec206a0d5a88385c24617fd92c",
		"606990e9e6b7b67a4bd6d893d72268b78e02c83c3cd7e102fd2e74a8fdfe5dd9",
		"4a26e31b811c356aa61dd6ca0596231a67ba8354aa47f3a13e1deec320eb56b895d0f417175bab662fd6f134bb15c86ccb906a26856efeb7c5bc6472940dd9d9",
	} {
		block, key := sizes[i][0], sizes[i][1]
		t.Run(fmt.Sprintf("%d with %d", block, key), func(t *testing.T) {
			octets := make([]byte, key+block)
			for i := range octets {
				octets[i] = byte(i)
			}
			check(t, "ecb", octets[:key], make([]byte, block), octets[key:], unhex(t, crypted))
		})
	}
}

func TestInteropVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			N                             int
			Mode, Key, IV, PT, CT, Source string
			Block                         int
		}
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "vectors/kalyna.json"), &file))
	modes := map[string]bool{}
	for _, c := range file.Cases {
		if c.Mode == "ofb" {
			continue // not in this package
		}
		iv := unhex(t, c.IV)
		if c.Mode == "ecb" {
			iv = make([]byte, c.Block/8)
		}
		modes[c.Mode] = true
		t.Run(c.Mode+" of "+c.Source, func(t *testing.T) {
			check(t, c.Mode, unhex(t, c.Key), iv, unhex(t, c.PT), unhex(t, c.CT))
		})
	}
	require.Len(t, modes, 4)
}

const accumulated = "7d3c0d033b66821d6a19e59efceb4d46d724ee1957d7f36fbcd9a0d966e932cf"

// TestAccumulated runs every operation over 10,000 keys, vectors and texts of
// all sizes. Bouncy Castle 1.72 gives the same result.
func TestAccumulated(t *testing.T) {
	results := sha256.New()
	for i := range 10000 {
		block, size := sizes[i%5][0], sizes[i%5][1]
		seed := sha512.Sum512(binary.BigEndian.AppendUint32(nil, uint32(i)))
		again := sha512.Sum512(seed[:])
		key, iv := seed[:size], again[:block]
		text := make([]byte, 1+i%150)
		for j := range text {
			text[j] = seed[j%len(seed)]
		}
		results.Write(crypt(t, "ecb", key, iv, iv))
		results.Write(crypt(t, "ECB", key, iv, iv))
		for _, mode := range []string{"ctr", "cfb", "CFB"} {
			results.Write(crypt(t, mode, key, iv, text))
		}
		secret := append(seed[:], make([]byte, 128)...)[:block*(1+i%3)]
		wrapped := crypt(t, "kw", key, iv, secret)
		results.Write(wrapped)
		require.Equal(t, secret, crypt(t, "KW", key, iv, wrapped))
	}
	require.Equal(t, accumulated, hex.EncodeToString(results.Sum(nil)))
}

func TestConformance(t *testing.T) {
	for _, size := range sizes {
		key, iv := make([]byte, size[1]), make([]byte, size[0])
		stream := func(newStream func(_, _ []byte) (cipher.Stream, error)) func() cipher.Stream {
			return func() cipher.Stream {
				s, err := newStream(key, iv)
				require.NoError(t, err)
				return s
			}
		}
		t.Run(fmt.Sprintf("%d with %d", size[0], size[1]), func(t *testing.T) {
			block, err := kalyna.NewCipher(key, len(iv))
			require.NoError(t, err)
			require.Equal(t, len(iv), block.BlockSize())
			t.Run("Block", func(t *testing.T) { cryptotest.TestBlock(t, block) })
			t.Run("CTR", func(t *testing.T) {
				cryptotest.TestStream(t, stream(kalyna.NewCTR), stream(kalyna.NewCTR))
			})
			t.Run("CFB", func(t *testing.T) {
				cryptotest.TestStream(t, stream(kalyna.NewCFBEncrypter), stream(kalyna.NewCFBDecrypter))
			})
		})
	}
}

// TestCounterCarries from one word of the counter to the next, which the gamma
// of an all-one counter shows: the next is that of zero.
func TestCounterCarries(t *testing.T) {
	key := make([]byte, 32)
	for _, size := range []int{16, 32} {
		block, err := kalyna.NewCipher(key, size)
		require.NoError(t, err)
		iv := make([]byte, size)
		for i := range iv {
			iv[i] = 0xff
		}
		block.Decrypt(iv, iv)
		want := make([]byte, size)
		block.Encrypt(want, want)
		require.Equal(t, want, crypt(t, "ctr", key, iv, make([]byte, size)))
	}
}

func TestSizes(t *testing.T) {
	valid := map[[2]int]bool{}
	for _, size := range sizes {
		valid[size] = true
	}
	for _, block := range []int{0, 1, 8, 15, 16, 24, 32, 33, 64, 128} {
		for _, size := range []int{0, 8, 16, 31, 32, 48, 64, 65, 128} {
			if valid[[2]int{block, size}] {
				continue
			}
			key, iv := make([]byte, size), make([]byte, block)
			want := kalyna.SizeError{Key: size, Block: block}
			for name, try := range map[string]func() error{
				"block":         func() error { _, err := kalyna.NewCipher(key, block); return err },
				"ctr":           func() error { _, err := kalyna.NewCTR(key, iv); return err },
				"cfb encrypter": func() error { _, err := kalyna.NewCFBEncrypter(key, iv); return err },
				"cfb decrypter": func() error { _, err := kalyna.NewCFBDecrypter(key, iv); return err },
				"wrap":          func() error { _, err := kalyna.Wrap(key, iv, block); return err },
				"unwrap":        func() error { _, err := kalyna.Unwrap(key, append(iv, iv...), block); return err },
			} {
				require.Equal(t, want, try(), name)
			}
		}
	}
	require.EqualError(t, kalyna.SizeError{Key: 16, Block: 32}, "kalyna: key of 16 octets with blocks of 32")
}

// TestWipe: a wiped value must not go on with the zero key, whatever was left
// of its buffers.
func TestWipe(t *testing.T) {
	key, iv, text := make([]byte, 32), make([]byte, 32), make([]byte, 5)
	block, err := kalyna.NewCipher(key, len(iv))
	require.NoError(t, err)
	block.(kalyna.Wiper).Wipe()
	require.Panics(t, func() { block.Encrypt(iv, iv) })
	require.Panics(t, func() { block.Decrypt(iv, iv) })
	for _, newStream := range []func(_, _ []byte) (cipher.Stream, error){
		kalyna.NewCTR, kalyna.NewCFBEncrypter, kalyna.NewCFBDecrypter,
	} {
		stream, err := newStream(key, iv)
		require.NoError(t, err)
		stream.XORKeyStream(text, text)
		stream.(kalyna.Wiper).Wipe()
		require.Panics(t, func() { stream.XORKeyStream(text, text) })
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}
