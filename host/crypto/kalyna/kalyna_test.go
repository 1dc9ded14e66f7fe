// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"bytes"
	"crypto/cipher"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
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
	mode := func(m cipher.BlockMode, err error) []byte {
		require.NoError(t, err)
		m.CryptBlocks(out, text)
		return out
	}
	c := newCipher(t, key, len(iv))
	var err error
	switch operation {
	case "ecb":
		c.EncryptBlocks(out, text)
	case "ECB":
		c.DecryptBlocks(out, text)
	case "cbc":
		return mode(kalyna.NewCBCEncrypter(c, iv))
	case "CBC":
		return mode(kalyna.NewCBCDecrypter(c, iv))
	case "ctr", "CTR":
		return stream(kalyna.NewCTR(c, iv))
	case "ofb", "OFB":
		return stream(kalyna.NewOFB(c, iv))
	case "cfb":
		return stream(kalyna.NewCFBEncrypter(c, iv))
	case "CFB":
		return stream(kalyna.NewCFBDecrypter(c, iv))
	case "xts":
		require.NoError(t, kalyna.NewXTS(c).Encrypt(out, text, iv))
	case "XTS":
		require.NoError(t, kalyna.NewXTS(c).Decrypt(out, text, iv))
	case "kw":
		out, err = kalyna.Wrap(c, text)
		require.NoError(t, err)
	case "KW":
		out, err = kalyna.Unwrap(c, text)
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
		iv := unhex(t, c.IV)
		if c.Mode == "ecb" {
			iv = make([]byte, c.Block/8)
		}
		modes[c.Mode] = true
		t.Run(c.Mode+" of "+c.Source, func(t *testing.T) {
			check(t, c.Mode, unhex(t, c.Key), iv, unhex(t, c.PT), unhex(t, c.CT))
		})
	}
	require.Len(t, modes, 5)
}

func TestConformance(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%d with %d", size[0], size[1]), func(t *testing.T) {
			c, iv := newCipher(t, counted(0, size[1]), size[0]), counted(9, size[0])
			require.Equal(t, len(iv), c.BlockSize())
			stream := func(newStream func(*kalyna.Cipher, []byte) (cipher.Stream, error)) func() cipher.Stream {
				return func() cipher.Stream {
					s, err := newStream(c, iv)
					require.NoError(t, err)
					return s
				}
			}
			code := func(newHash func(*kalyna.Cipher, int) (hash.Hash, error)) func() hash.Hash {
				return func() hash.Hash {
					h, err := newHash(c, size[0])
					require.NoError(t, err)
					return h
				}
			}
			t.Run("Block", func(t *testing.T) { cryptotest.TestBlock(t, c) })
			t.Run("CTR", func(t *testing.T) {
				cryptotest.TestStream(t, stream(kalyna.NewCTR), stream(kalyna.NewCTR))
			})
			t.Run("OFB", func(t *testing.T) {
				cryptotest.TestStream(t, stream(kalyna.NewOFB), stream(kalyna.NewOFB))
			})
			t.Run("CFB", func(t *testing.T) {
				cryptotest.TestStream(t, stream(kalyna.NewCFBEncrypter), stream(kalyna.NewCFBDecrypter))
			})
			t.Run("CMAC", func(t *testing.T) { cryptotest.TestHash(t, code(kalyna.NewCMAC)) })
			t.Run("GMAC", func(t *testing.T) { cryptotest.TestHash(t, code(kalyna.NewGMAC)) })
			sealer := func(newAEAD func() (cipher.AEAD, error)) func() cipher.AEAD {
				return func() cipher.AEAD {
					a, err := newAEAD()
					require.NoError(t, err)
					return a
				}
			}
			t.Run("GCM", func(t *testing.T) {
				cryptotest.TestAEAD(t, sealer(func() (cipher.AEAD, error) { return kalyna.NewGCM(c, size[0]) }))
			})
			t.Run("CCM", func(t *testing.T) {
				cryptotest.TestAEAD(t, sealer(func() (cipher.AEAD, error) { return kalyna.NewCCM(c, size[0], 4) }))
			})
		})
	}
}

// TestLengths compares what is encrypted many blocks at once with single blocks,
// in all numbers of blocks and in both directions, and leaves nothing untouched or
// touched too much.
func TestLengths(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		for _, size := range sizes {
			c := newCipher(t, random(size[1]), size[0])
			for blocks := range 70 {
				text := random(blocks * size[0])
				want := make([]byte, len(text))
				for i := 0; i < len(text); i += size[0] {
					c.Encrypt(want[i:], text[i:])
				}
				got := make([]byte, len(text)+1)
				c.EncryptBlocks(got, text)
				require.Equal(t, append(want, 0), got, "%d blocks of %d octets", blocks, size[0])
				c.DecryptBlocks(got, got[:len(text)])
				require.Equal(t, text, got[:len(text)], "%d blocks of %d octets", blocks, size[0])
			}
		}
	}, "kalyna")
}

// TestCounterCarries from one word of the counter to the next, which the gamma
// of an all-one counter shows: the next is that of zero.
func TestCounterCarries(t *testing.T) {
	for _, size := range sizes {
		key, ones := make([]byte, size[1]), bytes.Repeat([]byte{0xff}, size[0])
		c := newCipher(t, key, size[0])
		iv, want := make([]byte, size[0]), make([]byte, size[0])
		c.Decrypt(iv, ones)
		c.Encrypt(want, want)
		require.Equal(t, want, crypt(t, "ctr", key, iv, make([]byte, size[0])))
	}
}

func TestSizes(t *testing.T) {
	valid := map[[2]int]bool{}
	for _, size := range sizes {
		valid[size] = true
	}
	for _, block := range []int{0, 1, 8, 15, 16, 24, 32, 33, 64, 128} {
		for _, size := range []int{0, 8, 16, 31, 32, 48, 64, 65, 128} {
			if !valid[[2]int{block, size}] {
				_, err := kalyna.NewCipher(make([]byte, size), block)
				require.Equal(t, kalyna.SizeError{Key: size, Block: block}, err)
			}
		}
	}
	require.EqualError(t, kalyna.SizeError{Key: 16, Block: 32}, "kalyna: key of 16 octets with blocks of 32")
}

func TestIVSizes(t *testing.T) {
	for _, size := range sizes {
		c := newCipher(t, make([]byte, size[1]), size[0])
		for _, n := range []int{0, 8, size[0] - 1, size[0] + 1, 2 * size[0]} {
			iv, text := make([]byte, n), make([]byte, 64)
			for name, try := range map[string]func() error{
				"ctr":           func() error { _, err := kalyna.NewCTR(c, iv); return err },
				"ofb":           func() error { _, err := kalyna.NewOFB(c, iv); return err },
				"cfb encrypter": func() error { _, err := kalyna.NewCFBEncrypter(c, iv); return err },
				"cfb decrypter": func() error { _, err := kalyna.NewCFBDecrypter(c, iv); return err },
				"cbc encrypter": func() error { _, err := kalyna.NewCBCEncrypter(c, iv); return err },
				"cbc decrypter": func() error { _, err := kalyna.NewCBCDecrypter(c, iv); return err },
				"xts encrypt":   func() error { return kalyna.NewXTS(c).Encrypt(text, text, iv) },
				"xts decrypt":   func() error { return kalyna.NewXTS(c).Decrypt(text, text, iv) },
			} {
				require.ErrorIs(t, try(), kalyna.ErrIVSize, name)
			}
		}
	}
}

func TestTagSizes(t *testing.T) {
	for _, size := range sizes {
		c := newCipher(t, make([]byte, size[1]), size[0])
		for n := -1; n <= 65; n++ {
			for name, try := range map[string]func() error{
				"cmac": func() error { _, err := kalyna.NewCMAC(c, n); return err },
				"gmac": func() error { _, err := kalyna.NewGMAC(c, n); return err },
				"gcm":  func() error { _, err := kalyna.NewGCM(c, n); return err },
			} {
				if n < 8 || n > size[0] {
					require.ErrorIs(t, try(), kalyna.ErrTagSize, "%s of %d octets", name, n)
				} else {
					require.NoError(t, try(), "%s of %d octets", name, n)
				}
			}
			_, err := kalyna.NewCCM(c, n, 4)
			if n <= size[0] && slices.Contains([]int{8, 16, 32, 48, 64}, n) {
				require.NoError(t, err, "ccm of %d octets", n)
			} else {
				require.ErrorIs(t, err, kalyna.ErrTagSize, "ccm of %d octets", n)
			}
			_, err = kalyna.NewCCM(c, 8, n)
			require.Equal(t, n == 4 || n == 6 || n == 8, err == nil, "ccm with lengths of %d octets", n)
		}
	}
}

// TestWipe: a wiped value must not go on with the zero key, whatever was left
// of its buffers.
func TestWipe(t *testing.T) {
	iv, text := make([]byte, 32), make([]byte, 5)
	for _, newStream := range []func(*kalyna.Cipher, []byte) (cipher.Stream, error){
		kalyna.NewCTR, kalyna.NewOFB, kalyna.NewCFBEncrypter, kalyna.NewCFBDecrypter,
	} {
		stream, err := newStream(newCipher(t, make([]byte, 32), 32), iv)
		require.NoError(t, err)
		stream.XORKeyStream(text, text)
		stream.(kalyna.Wiper).Wipe()
		require.Panics(t, func() { stream.XORKeyStream(text, text) })
	}
	c := newCipher(t, make([]byte, 32), 32)
	c.Wipe()
	require.Panics(t, func() { c.Encrypt(iv, iv) })
	require.Panics(t, func() { c.Decrypt(iv, iv) })
	require.Panics(t, func() { kalyna.NewCTR(c, iv) })
	require.Panics(t, func() { kalyna.NewGCM(c, 16) })
	require.Panics(t, func() { kalyna.Wrap(c, iv) })
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}
