// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"bytes"
	"crypto/cipher"
	"crypto/subtle"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/kalyna"
)

// TestBulk compares the modes, in place and with more than they process at once,
// with what they are by definition, one block after another.
func TestBulk(t *testing.T) {
	for _, size := range sizes {
		for _, n := range []int{size[0], 2048 - 1, 2048, 2048 + 1, 2048 + size[0], 4096 + 3*size[0] - 1, 10007} {
			t.Run(fmt.Sprintf("%d with %d, %d octets", size[0], size[1], n), func(t *testing.T) {
				key, iv := random(size[1]), random(size[0])
				c := newCipher(t, key, size[0])
				text := random(n)
				whole := text[:n/size[0]*size[0]]
				for _, o := range []struct {
					mode       string
					definition func(c cipher.Block, iv, text []byte) []byte
					text       []byte
				}{
					{"cbc", cbc, whole}, {"cfb", cfb, text}, {"ofb", ofb, text}, {"ctr", ctr, text}, {"xts", xts, whole},
				} {
					want := o.definition(c, iv, o.text)
					require.True(t, bytes.Equal(want, crypt(t, o.mode, key, iv, o.text)), o.mode)
					require.True(t, bytes.Equal(want, inPlace(t, o.mode, c, iv, o.text, false)), o.mode+" in place")
					require.True(t, bytes.Equal(o.text, inPlace(t, o.mode, c, iv, want, true)), o.mode+" back in place")
				}
			})
		}
	}
}

// inPlace encrypts or decrypts a copy of text where it lies.
func inPlace(t *testing.T, mode string, c *kalyna.Cipher, iv, text []byte, decrypts bool) []byte {
	out := bytes.Clone(text)
	pick := func(encrypt, decrypt any) any {
		if decrypts {
			return decrypt
		}
		return encrypt
	}
	switch mode {
	case "cbc":
		m, err := pick(kalyna.NewCBCEncrypter, kalyna.NewCBCDecrypter).(func(*kalyna.Cipher, []byte) (cipher.BlockMode, error))(c, iv)
		require.NoError(t, err)
		m.CryptBlocks(out, out)
	case "xts":
		x := kalyna.NewXTS(c)
		require.NoError(t, pick(x.Encrypt, x.Decrypt).(func(_, _, _ []byte) error)(out, out, iv))
	default:
		newStream := map[string]any{
			"ctr": kalyna.NewCTR, "ofb": kalyna.NewOFB, "cfb": pick(kalyna.NewCFBEncrypter, kalyna.NewCFBDecrypter),
		}[mode].(func(*kalyna.Cipher, []byte) (cipher.Stream, error))
		s, err := newStream(c, iv)
		require.NoError(t, err)
		s.XORKeyStream(out, out)
	}
	return out
}

func cbc(c cipher.Block, iv, text []byte) (out []byte) {
	for block := range slices.Chunk(text, len(iv)) {
		next := make([]byte, len(iv))
		subtle.XORBytes(next, block, iv)
		c.Encrypt(next, next)
		out, iv = append(out, next...), next
	}
	return out
}

func cfb(c cipher.Block, iv, text []byte) (out []byte) {
	for block := range slices.Chunk(text, len(iv)) {
		next := make([]byte, len(iv))
		c.Encrypt(next, iv)
		subtle.XORBytes(next, next, block)
		out, iv = append(out, next[:len(block)]...), next
	}
	return out
}

func ofb(c cipher.Block, iv, text []byte) (out []byte) {
	for block := range slices.Chunk(text, len(iv)) {
		next := make([]byte, len(iv))
		c.Encrypt(next, iv)
		iv = bytes.Clone(next)
		subtle.XORBytes(next, next, block)
		out = append(out, next[:len(block)]...)
	}
	return out
}

// number and octets are little-endian.
func number(octets []byte) *big.Int {
	octets = bytes.Clone(octets)
	slices.Reverse(octets)
	return new(big.Int).SetBytes(octets)
}

func octets(n *big.Int, size int) []byte {
	out := new(big.Int).Mod(n, new(big.Int).Lsh(big.NewInt(1), uint(8*size))).FillBytes(make([]byte, size))
	slices.Reverse(out)
	return out
}

func ctr(c cipher.Block, iv, text []byte) (out []byte) {
	counter := make([]byte, len(iv))
	c.Encrypt(counter, iv)
	for block := range slices.Chunk(text, len(iv)) {
		counter = octets(new(big.Int).Add(number(counter), big.NewInt(1)), len(iv))
		next := make([]byte, len(iv))
		c.Encrypt(next, counter)
		subtle.XORBytes(next, next, block)
		out = append(out, next[:len(block)]...)
	}
	return out
}

// TestCTRCarries counts on from where words of the counter, and all of it, run over.
func TestCTRCarries(t *testing.T) {
	for _, size := range sizes {
		c := newCipher(t, random(size[1]), size[0])
		for ones := 1; ones <= size[0]; ones++ {
			counter := append(bytes.Repeat([]byte{0xff}, ones), random(size[0]-ones)...)
			counter[0] = 0xfd
			iv := make([]byte, size[0])
			c.Decrypt(iv, counter)
			text := random(6*size[0] + 5)
			require.True(t, bytes.Equal(ctr(c, iv, text), inPlace(t, "ctr", c, iv, text, false)), "%d octets", ones)
		}
	}
}

func xts(c cipher.Block, iv, text []byte) (out []byte) {
	tweak := make([]byte, len(iv))
	c.Encrypt(tweak, iv)
	modulus := map[int]int64{16: 0x87, 32: 0x425, 64: 0x125}[len(iv)]
	for block := range slices.Chunk(text, len(iv)) {
		double := new(big.Int).Lsh(number(tweak), 1)
		if double.Bit(8*len(iv)) == 1 {
			double.Xor(double, big.NewInt(modulus))
		}
		tweak = octets(double, len(iv))
		next := make([]byte, len(iv))
		subtle.XORBytes(next, block, tweak)
		c.Encrypt(next, next)
		subtle.XORBytes(next, next, tweak)
		out = append(out, next...)
	}
	return out
}

// TestXTSSteals from every length, in place and back.
func TestXTSSteals(t *testing.T) {
	for _, size := range sizes {
		c, iv := newCipher(t, random(size[1]), size[0]), random(size[0])
		x := kalyna.NewXTS(c)
		for n := size[0]; n <= 5*size[0]; n++ {
			text := random(n)
			want := make([]byte, n)
			require.NoError(t, x.Encrypt(want, text, iv))
			require.Equal(t, want, inPlace(t, "xts", c, iv, text, false))
			require.Equal(t, text, inPlace(t, "xts", c, iv, want, true))
		}
		for _, n := range []int{0, 1, size[0] - 1} {
			require.ErrorIs(t, x.Encrypt(make([]byte, 64), make([]byte, n), iv), kalyna.ErrTextSize)
			require.ErrorIs(t, x.Decrypt(make([]byte, 64), make([]byte, n), iv), kalyna.ErrTextSize)
		}
		require.ErrorIs(t, x.Encrypt(make([]byte, 64), make([]byte, 65), iv), kalyna.ErrTextSize)
		room := make([]byte, 100)
		require.Panics(t, func() { x.Encrypt(room[1:], room[:90], iv) })
	}
}
