// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak

package leak_test

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"hash"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
)

// text is longer than all implementations take at once, and odd.
const text = 1021

// gostTargets: GOST 28147 by key, with the making of its schedule, and by text;
// GOST 34.311 by message, as HMAC and as what opens key files.
func gostTargets() (all []target) {
	iv := make([]byte, gost28147.BlockSize)
	public := make([]byte, text)
	for name, newStream := range map[string]func(key, iv []byte, sbox *gost28147.SBox) (cipher.Stream, error){
		"CTR": gost28147.NewCTR, "CFB encryption": gost28147.NewCFBEncrypter, "CFB decryption": gost28147.NewCFBDecrypter,
	} {
		all = append(all, streamTargets("gost28147 "+name, "gost", gost28147.KeySize, func(key []byte) cipher.Stream {
			return must(newStream(key, iv, nil))
		})...)
	}
	newHash := func() hash.Hash { return gost34311.New(nil) }
	return append(all,
		ofOctets("gost28147 ECB by key", gost28147.KeySize, func(key []byte) func() []byte {
			return func() []byte {
				block, out := must(gost28147.NewCipher(key, nil)), make([]byte, 2*gost28147.BlockSize)
				block.Encrypt(out, public)
				block.Decrypt(out[gost28147.BlockSize:], public)
				return out
			}
		}, "gost"),
		ofOctets("gost28147 MAC by key", gost28147.KeySize, func(key []byte) func() []byte {
			return func() []byte {
				mac := must(gost28147.NewMAC(key, nil))
				mac.Write(public)
				return mac.Sum(nil)
			}
		}, "gost"),
		ofOctets("gost28147 wrap by both keys", 2*gost28147.KeySize, func(keys []byte) func() []byte {
			return func() []byte {
				return must(gost28147.Wrap(keys[:gost28147.KeySize], keys[gost28147.KeySize:], iv, nil))
			}
		}, "gost"),
		unwrapTarget("gost28147 unwrap", "gost", gost28147.KeySize, gost28147.KeySize, func(kek, key []byte) ([]byte, error) {
			return gost28147.Wrap(kek, key, iv, nil)
		}, func(kek, wrapped []byte) ([]byte, error) { return gost28147.Unwrap(kek, wrapped, nil) }),
		ofOctets("gost34311 by message", text, func(message []byte) func() []byte {
			return func() []byte {
				sum := gost34311.Sum(nil, message)
				return sum[:]
			}
		}, "gost"),
		ofOctets("gost34311 HMAC by key", 32, func(key []byte) func() []byte {
			return func() []byte {
				mac := hmac.New(newHash, key)
				mac.Write(public)
				return mac.Sum(nil)
			}
		}, "gost"),
		ofOctets("gost34311 PBKDF2 by password", 12, func(password []byte) func() []byte {
			return func() []byte { return must(pbkdf2.Key(newHash, string(password), public[:32], 10, 32)) }
		}, "gost"),
	)
}

// streamTargets are those of a mode: the key and the text.
func streamTargets(name, pkg string, keySize int, newStream func(key []byte) cipher.Stream) []target {
	return []target{
		ofOctets(name+" by key", keySize, func(key []byte) func() []byte {
			return func() []byte {
				out := make([]byte, text)
				newStream(key).XORKeyStream(out, out)
				return out
			}
		}, pkg),
		ofOctets(name+" by text", text, func(secret []byte) func() []byte {
			stream := newStream(make([]byte, keySize))
			return func() []byte {
				out := make([]byte, text)
				stream.XORKeyStream(out, secret)
				return out
			}
		}, pkg),
	}
}
