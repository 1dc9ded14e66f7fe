// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

// FuzzSplits gives a text to the streams and the MAC in pieces of the given
// lengths; nothing may depend on them, nor on the implementation. The pieces
// begin at any address and are worked on in place and elsewhere in turn.
func FuzzSplits(f *testing.F) {
	f.Add([]byte("the key that encrypts other keys8 octets"), make([]byte, 1000), []byte{1, 7, 8, 9, 255, 0, 64})
	f.Add([]byte{1}, []byte("short"), []byte{2})
	f.Fuzz(func(t *testing.T, secret, text, lengths []byte) {
		secret = append(secret, make([]byte, 40)...)
		key, iv := secret[:gost28147.KeySize], secret[gost28147.KeySize:][:gost28147.BlockSize]
		first := map[string][]byte{}
		check := func(t *testing.T, name string, result []byte) {
			if want, ok := first[name]; ok {
				require.Equal(t, want, result, name)
			}
			first[name] = result
		}
		cryptotest.EveryWay(t, func(t *testing.T) {
			for name, newStream := range streams {
				whole, err := newStream(key, iv, nil)
				require.NoError(t, err)
				at := make([]byte, len(text))
				whole.XORKeyStream(at, text)
				check(t, name, at)

				pieces, err := newStream(key, iv, nil)
				require.NoError(t, err)
				result := bytes.Clone(text)
				for i, rest, source := 0, result, text; len(rest) > 0; i++ {
					n := len(rest)
					if i < len(lengths) {
						n = min(n, int(lengths[i]))
					}
					if i%2 == 0 {
						pieces.XORKeyStream(rest[:n], rest[:n])
					} else {
						pieces.XORKeyStream(rest[:n], source[:n])
					}
					rest, source = rest[n:], source[n:]
				}
				check(t, name, result)
			}
			whole, err := gost28147.NewMAC(key, nil)
			require.NoError(t, err)
			whole.Write(text)
			check(t, "MAC", whole.Sum(nil))
			whole.Reset()
			rest := text
			for _, n := range lengths {
				n := min(len(rest), int(n))
				whole.Write(rest[:n])
				rest = rest[n:]
			}
			whole.Write(rest)
			check(t, "MAC", whole.Sum(nil))
		})
	})
}
