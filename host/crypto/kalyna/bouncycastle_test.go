// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"hash"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/kalyna"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// An operation as Bouncy Castle is asked for it, and our answer; no answer is a
// refusal.
type operation struct {
	name                      string
	key, iv, text, additional []byte
	answer                    []byte
}

// TestBouncyCastle compares every operation at every size with another
// implementation, both ways: what one encrypts the other decrypts. Texts are up to
// 1000 octets, of any length where the mode admits all and Bouncy Castle 1.72 does.
func TestBouncyCastle(t *testing.T) {
	java := interop.BouncyCastle(t)
	var asked []operation
	for _, size := range sizes {
		key, block := random(size[1]), size[0]
		c := newCipher(t, key, block)
		for range 40 {
			n := mathrand.IntN(1001)
			whole := n / block * block
			iv := random(block)
			for _, o := range []struct {
				name   string
				octets int
			}{{"ecb", whole}, {"cbc", whole}, {"xts", max(whole, block)}, {"kw", max(whole, block)}, {"cfb", n}, {"ofb", n}, {"ctr", n}} {
				text := random(o.octets)
				there := crypt(t, o.name, key, iv, text)
				require.Equal(t, text, crypt(t, strings.ToUpper(o.name), key, iv, there))
				asked = append(asked, operation{o.name, key, iv, text, nil, there},
					operation{strings.ToUpper(o.name), key, iv, there, nil, text})
			}
			broken := crypt(t, "kw", key, iv, random(block))
			broken[n%len(broken)]++
			asked = append(asked, operation{"KW", key, iv, broken, nil, nil})

			text := random(max(whole, block))
			asked = append(asked, operation{"cmac", key, iv, text, nil, digest(t, kalyna.NewCMAC, c, text)},
				operation{"gmac", key, iv, text, nil, digest(t, kalyna.NewGMAC, c, text)})

			g, err := kalyna.NewGCM(c, block)
			require.NoError(t, err)
			asked = append(asked, sealed("gcm", g, key, iv, random(whole), random((1+n%3)*block))...)
			m, err := kalyna.NewCCM(c, block, 4)
			require.NoError(t, err)
			// Bouncy Castle's counter of CCM has no carry from octet to octet.
			blocks := mathrand.IntN(10)
			if !carries(c, iv, blocks+1) {
				asked = append(asked, sealed("ccm", m, key, iv, random(blocks*block), random((1+n%3)*block))...)
			}
		}
	}
	for range 5 {
		key, iv, text := random(32), random(32), random(32)
		asked = append(asked, operation{"contentkey", key, iv, text, nil, crypt(t, "contentkey", key, iv, text)})
	}
	var lines []string
	for _, o := range asked {
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s", o.name, digits(o.key), digits(o.iv), digits(o.text), digits(o.additional)))
	}
	java.Write("operations", []byte(strings.Join(lines, "\n")))
	got := strings.Fields(java.Run("operations"))
	require.Len(t, got, len(asked))
	for i, o := range asked {
		want := digits(o.answer)
		if o.answer == nil {
			want = "refused"
		}
		require.Equal(t, want, got[i], lines[i])
	}
}

// sealed is both directions and what must be refused.
func sealed(name string, a cipher.AEAD, key, nonce, text, additional []byte) []operation {
	there := a.Seal(nil, nonce, text, additional)
	broken := slices.Clone(there)
	broken[len(broken)/2] ^= 1
	back := strings.ToUpper(name)
	return []operation{
		{name, key, nonce, text, additional, there},
		{back, key, nonce, there, additional, text},
		{back, key, nonce, broken, additional, nil},
	}
}

func digest(t testing.TB, newHash func(*kalyna.Cipher, int) (hash.Hash, error), c *kalyna.Cipher, text []byte) []byte {
	h, err := newHash(c, c.BlockSize())
	require.NoError(t, err)
	h.Write(text)
	return h.Sum(nil)
}

// carries reports whether so many steps of the counter that iv starts carry over
// from its first octet.
func carries(c *kalyna.Cipher, iv []byte, steps int) bool {
	first := make([]byte, len(iv))
	c.Encrypt(first, iv)
	return int(first[0])+steps > 0xff
}

func digits(octets []byte) string {
	if len(octets) == 0 {
		return "-"
	}
	return hex.EncodeToString(octets)
}

func random(size int) []byte {
	octets := make([]byte, size)
	rand.Read(octets)
	return octets
}
