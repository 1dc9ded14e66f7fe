// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak

package leak_test

import (
	"crypto/cipher"
	"fmt"
	"hash"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/kalyna"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

// macTarget is a message authentication code by key.
func macTarget(name, pkg string, keySize int, newMAC func(key []byte) (hash.Hash, error)) target {
	public := make([]byte, text)
	return ofOctets(name+" by key", keySize, func(key []byte) func() []byte {
		return func() []byte {
			mac := must(newMAC(key))
			mac.Write(public)
			return mac.Sum(nil)
		}
	}, pkg)
}

// kupynaTargets: the hash function with a key.
func kupynaTargets() []target {
	return []target{
		macTarget("kupyna KMAC-256", "kupyna", 32, kupyna.NewKMAC256),
		macTarget("kupyna KMAC-384", "kupyna", 48, kupyna.NewKMAC384),
		macTarget("kupyna KMAC-512", "kupyna", 64, kupyna.NewKMAC512),
	}
}

// kalynaTargets: all sizes in some modes, and all modes in some sizes.
func kalynaTargets() (all []target) {
	for _, size := range [][2]int{{16, 16}, {16, 32}, {32, 32}, {32, 64}, {64, 64}} {
		block, key := size[0], size[1]
		name := fmt.Sprintf("kalyna %d/%d ", 8*block, 8*key)
		iv := make([]byte, block)
		all = append(all, streamTargets(name+"CTR", "kalyna", key, func(key []byte) cipher.Stream {
			return must(kalyna.NewCTR(must(kalyna.NewCipher(key, block)), iv))
		})...)
		all = append(all,
			ofOctets(name+"ECB by key", key, func(key []byte) func() []byte {
				return func() []byte {
					c, out := must(kalyna.NewCipher(key, block)), make([]byte, 2*block)
					c.Encrypt(out, iv)
					c.Decrypt(out[block:], iv)
					return out
				}
			}, "kalyna"),
			ofOctets(name+"wrap by both keys", key+2*block, func(keys []byte) func() []byte {
				return func() []byte { return must(kalyna.Wrap(must(kalyna.NewCipher(keys[:key], block)), keys[key:])) }
			}, "kalyna"),
			unwrapTarget(name+"unwrap", "kalyna", key, 2*block, func(kek, key []byte) ([]byte, error) {
				return kalyna.Wrap(must(kalyna.NewCipher(kek, block)), key)
			}, func(kek, wrapped []byte) ([]byte, error) {
				return kalyna.Unwrap(must(kalyna.NewCipher(kek, block)), wrapped)
			}),
		)
		all = append(all, sealTargets(name+"GCM", key, func(key []byte) (cipher.AEAD, error) {
			return kalyna.NewGCM(must(kalyna.NewCipher(key, block)), block)
		})...)
	}
	return slices.Concat(all, kalynaModes())
}

// kalynaModes are those with blocks and keys of 32 octets.
func kalynaModes() (all []target) {
	const size = 32
	iv := make([]byte, size)
	with := func(key []byte) *kalyna.Cipher { return must(kalyna.NewCipher(key, size)) }
	for name, newStream := range map[string]func(c *kalyna.Cipher, iv []byte) (cipher.Stream, error){
		"CFB encryption": kalyna.NewCFBEncrypter, "CFB decryption": kalyna.NewCFBDecrypter, "OFB": kalyna.NewOFB,
	} {
		all = append(all, streamTargets("kalyna "+name, "kalyna", size, func(key []byte) cipher.Stream {
			return must(newStream(with(key), iv))
		})...)
	}
	all = append(all, sealTargets("kalyna CCM", size, func(key []byte) (cipher.AEAD, error) {
		return kalyna.NewCCM(with(key), size, 4)
	})...)
	return append(all,
		ofOctets("kalyna CBC by key", size, func(key []byte) func() []byte {
			return func() []byte {
				out := make([]byte, 2*size)
				must(kalyna.NewCBCEncrypter(with(key), iv)).CryptBlocks(out, out)
				must(kalyna.NewCBCDecrypter(with(key), iv)).CryptBlocks(out[size:], out[size:])
				return out
			}
		}, "kalyna"),
		ofOctets("kalyna XTS by key", size, func(key []byte) func() []byte {
			return func() []byte {
				out := make([]byte, text)
				return must(out, kalyna.NewXTS(with(key)).Encrypt(out, out, iv))
			}
		}, "kalyna"),
		macTarget("kalyna CMAC", "kalyna", size, func(key []byte) (hash.Hash, error) { return kalyna.NewCMAC(with(key), size) }),
		macTarget("kalyna GMAC", "kalyna", size, func(key []byte) (hash.Hash, error) { return kalyna.NewGMAC(with(key), size) }),
		ofOctets("kalyna wrap of content keys by both", 2*size, func(keys []byte) func() []byte {
			return func() []byte { return must(kalyna.WrapContentKey(keys[:size], keys[size:], iv)) }
		}, "kalyna"),
		unwrapTarget("kalyna unwrap of content keys", "kalyna", size, size, func(kek, key []byte) ([]byte, error) {
			return kalyna.WrapContentKey(kek, key, iv)
		}, kalyna.UnwrapContentKey),
	)
}

// sealTargets are those of authenticated encryption: sealing and opening by the
// key. Of what is opened nothing but the verdict is public before the end.
func sealTargets(name string, keySize int, newAEAD func(key []byte) (cipher.AEAD, error)) []target {
	public, data := make([]byte, text), make([]byte, 100)
	seal := func(key []byte) (a cipher.AEAD, nonce, sealed []byte) {
		a = must(newAEAD(key))
		nonce = make([]byte, a.NonceSize())
		return a, nonce, a.Seal(nil, nonce, public, data)
	}
	return []target{
		ofOctets(name+" sealing by key", keySize, func(key []byte) func() []byte {
			return func() []byte {
				_, _, sealed := seal(key)
				return sealed
			}
		}, "kalyna"),
		ofOctets(name+" opening by key", keySize, func(key []byte) func() []byte {
			a, nonce, sealed := seal(key)
			return func() []byte { return must(a.Open(nil, nonce, sealed, data)) }
		}, "kalyna"),
	}
}

// unwrapTarget is the unwrapping of a key of so many octets by another. Nothing but
// the verdict on what was wrapped, here a good one, is public before the end.
func unwrapTarget(name, pkg string, kekSize, keySize int, wrap, unwrap func(kek, key []byte) ([]byte, error)) target {
	return ofOctets(name+" by both keys", kekSize+keySize, func(keys []byte) func() []byte {
		kek := keys[:kekSize]
		wrapped := must(wrap(kek, keys[kekSize:]))
		return func() []byte { return must(unwrap(kek, wrapped)) }
	}, pkg)
}
