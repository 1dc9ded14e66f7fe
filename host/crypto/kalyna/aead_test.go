// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"bytes"
	"crypto/cipher"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/kalyna"
)

// eachAEAD runs a test for both modes at all sizes, with the longest code and the
// shortest.
func eachAEAD(t *testing.T, test func(t *testing.T, a cipher.AEAD)) {
	for _, size := range sizes {
		c := newCipher(t, random(size[1]), size[0])
		for _, tag := range []int{8, size[0]} {
			for mode, newAEAD := range map[string]func() (cipher.AEAD, error){
				"GCM": func() (cipher.AEAD, error) { return kalyna.NewGCM(c, tag) },
				"CCM": func() (cipher.AEAD, error) { return kalyna.NewCCM(c, tag, 4) },
			} {
				t.Run(fmt.Sprintf("%s %d with %d, tag %d", mode, size[0], size[1], tag), func(t *testing.T) {
					a, err := newAEAD()
					require.NoError(t, err)
					require.Equal(t, size[0], a.NonceSize())
					require.Equal(t, tag, a.Overhead())
					test(t, a)
				})
			}
		}
	}
}

func TestAEADInverse(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachAEAD(t, func(t *testing.T, a cipher.AEAD) {
			for n := 0; n <= 150; n++ {
				nonce, text, additional := random(a.NonceSize()), random(n), random(n%70)
				sealed := a.Seal([]byte("prefix"), nonce, text, additional)
				require.Equal(t, []byte("prefix"), sealed[:6])
				sealed = sealed[6:]
				require.Len(t, sealed, n+a.Overhead())

				opened, err := a.Open([]byte("prefix"), nonce, sealed, additional)
				require.NoError(t, err)
				require.Equal(t, append([]byte("prefix"), text...), opened)

				room := append(bytes.Clone(text), make([]byte, a.Overhead())...)
				require.Equal(t, sealed, a.Seal(room[:0], nonce, room[:n], additional), "in place")
				opened, err = a.Open(room[:0], nonce, room, additional)
				require.NoError(t, err)
				require.True(t, bytes.Equal(text, opened), "in place")
			}
		})
	}, "kalyna")
}

func TestAEADRefuses(t *testing.T) {
	eachAEAD(t, func(t *testing.T, a cipher.AEAD) {
		nonce, text, additional := random(a.NonceSize()), random(100), random(37)
		sealed := a.Seal(nil, nonce, text, additional)
		altered := func(octets []byte, i int) []byte {
			octets = bytes.Clone(octets)
			octets[i] ^= 0x20
			return octets
		}
		refuses := func(reason string, nonce, sealed, additional []byte) {
			t.Helper()
			destination := make([]byte, 0, len(text))
			opened, err := a.Open(destination, nonce, sealed, additional)
			require.ErrorIs(t, err, kalyna.ErrOpen, reason)
			require.Nil(t, opened, reason)
			require.Equal(t, make([]byte, cap(destination)), destination[:cap(destination)], "%s: plaintext was left", reason)
		}
		for i := range sealed {
			refuses(fmt.Sprintf("octet %d of ciphertext and code", i), nonce, altered(sealed, i), additional)
		}
		for i := range additional {
			refuses(fmt.Sprintf("octet %d of the additional data", i), nonce, sealed, altered(additional, i))
		}
		for i := range nonce {
			if opened, err := a.Open(nil, altered(nonce, i), sealed, additional); err == nil {
				// The code of GCM does not depend on the nonce, the text does.
				require.NotEqual(t, text, opened, "octet %d of the nonce", i)
			}
		}
		refuses("a code one octet short", nonce, sealed[:len(sealed)-1], additional)
		refuses("no code", nonce, sealed[:a.Overhead()-1], additional)
		refuses("nothing", nonce, nil, additional)
		refuses("an octet more", nonce, append(bytes.Clone(sealed), 0), additional)
		refuses("the first octet missing", nonce, sealed[1:], additional)
		refuses("no additional data", nonce, sealed, nil)
		refuses("an octet more of additional data", nonce, sealed, append(bytes.Clone(additional), 0))
		refuses("a short nonce", nonce[1:], sealed, additional)
		refuses("a long nonce", append(bytes.Clone(nonce), 0), sealed, additional)

		// What completes a block must not be taken for data, nor data for it.
		zeros := make([]byte, 3*a.NonceSize())
		for n := range zeros {
			sealed := a.Seal(nil, nonce, zeros[:n], zeros[:n])
			refuses("a zero more", nonce, sealed, zeros[:n+1])
		}
	})
}

// TestAEADOfNothing must not give away the key of the hash, an encrypted block of
// zeros, as the standard's formula would.
func TestAEADOfNothing(t *testing.T) {
	for _, size := range sizes {
		c := newCipher(t, random(size[1]), size[0])
		hashKey := make([]byte, size[0])
		c.Encrypt(hashKey, hashKey)
		g, err := kalyna.NewGCM(c, size[0])
		require.NoError(t, err)
		nonce := random(size[0])
		sealed := g.Seal(nil, nonce, nil, nil)
		require.NotEqual(t, hashKey, sealed)
		opened, err := g.Open(nil, nonce, sealed, nil)
		require.NoError(t, err)
		require.Empty(t, opened)
		_, err = g.Open(nil, nonce, hashKey, nil)
		require.ErrorIs(t, err, kalyna.ErrOpen)

		m, err := kalyna.NewGMAC(c, size[0])
		require.NoError(t, err)
		require.Equal(t, sealed, m.Sum(nil))
	}
}

func TestAEADPanics(t *testing.T) {
	eachAEAD(t, func(t *testing.T, a cipher.AEAD) {
		nonce, room := make([]byte, a.NonceSize()), make([]byte, 200)
		require.Panics(t, func() { a.Seal(nil, nonce[1:], room, nil) }, "short nonce")
		require.Panics(t, func() { a.Seal(room[1:1], nonce, room[:100], nil) }, "destination one octet after the source")
		require.Panics(t, func() { a.Seal(room[:0], nonce, room[1:100], nil) }, "source one octet after the destination")
		sealed := a.Seal(room[:0], nonce, room[:100], nil)
		require.Panics(t, func() { a.Open(room[1:1], nonce, sealed, nil) }, "destination one octet after the source")
		a.(kalyna.Wiper).Wipe()
		require.Panics(t, func() { a.Seal(nil, nonce, room, nil) }, "wiped")
	})
}

func TestNoAllocation(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		eachAEAD(t, func(t *testing.T, a cipher.AEAD) {
			nonce, sealed, opened := make([]byte, a.NonceSize()), make([]byte, 1000+a.Overhead()), make([]byte, 1000)
			require.Zero(t, testing.AllocsPerRun(3, func() {
				a.Seal(sealed[:0], nonce, opened, nonce)
				a.Open(opened[:0], nonce, sealed, nonce)
			}))
		})
		for _, size := range sizes {
			c, text := newCipher(t, make([]byte, size[1]), size[0]), make([]byte, 1000)
			x := kalyna.NewXTS(c)
			require.Zero(t, testing.AllocsPerRun(3, func() {
				x.Encrypt(text, text, text[:size[0]])
				c.DecryptBlocks(text[:64], text[:64])
			}))
		}
	}, "kalyna")
}

func FuzzOpen(f *testing.F) {
	c := newCipher(f, make([]byte, 16), 16)
	g, err := kalyna.NewGCM(c, 16)
	require.NoError(f, err)
	m, err := kalyna.NewCCM(c, 16, 4)
	require.NoError(f, err)
	f.Add(g.Seal(nil, make([]byte, 16), []byte("text"), []byte("additional")), []byte("additional"))
	f.Add(m.Seal(nil, make([]byte, 16), []byte("text"), []byte("additional")), []byte("additional"))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, sealed, additional []byte) {
		for _, a := range []cipher.AEAD{g, m} {
			text, err := a.Open(nil, make([]byte, 16), sealed, additional)
			if err != nil {
				require.ErrorIs(t, err, kalyna.ErrOpen)
				continue
			}
			require.Equal(t, sealed, a.Seal(nil, make([]byte, 16), text, additional))
		}
	})
}
