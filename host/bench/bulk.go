// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"crypto/cipher"
	"fmt"
	"hash"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
	"github.com/pidpys/pidpys/host/crypto/kalyna"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

// bulk is the size of a message, in octets.
const bulk = 1 << 20

// throughput is a figure of MB in a second.
func throughput(name string, prepare func() func(text []byte)) figure {
	return figure{name: name, unit: "MB/s", scale: bulk / 1e6, prepare: func() func() {
		process, text := prepare(), make([]byte, bulk)
		return func() { process(text) }
	}}
}

func ofHash(name string, newHash func() hash.Hash) figure {
	return throughput(name, func() func([]byte) {
		h, sum := newHash(), make([]byte, 0, 64)
		return func(text []byte) {
			h.Reset()
			h.Write(text)
			h.Sum(sum)
		}
	})
}

func ofStream(name string, newStream func() (cipher.Stream, error)) figure {
	return throughput(name, func() func([]byte) {
		stream := must(newStream())
		return func(text []byte) { stream.XORKeyStream(text, text) }
	})
}

func hashFigures() []figure {
	return []figure{
		ofHash("gost34311", func() hash.Hash { return gost34311.New(nil) }),
		ofHash("kupyna256", kupyna.New256),
		ofHash("kupyna512", kupyna.New512),
		ofHash("kupyna_kmac256", func() hash.Hash { return must(kupyna.NewKMAC256(make([]byte, 32))) }),
		ofHash("kupyna_kmac512", func() hash.Hash { return must(kupyna.NewKMAC512(make([]byte, 64))) }),
	}
}

func cipherFigures() []figure {
	key, iv := make([]byte, gost28147.KeySize), make([]byte, gost28147.BlockSize)
	all := []figure{
		ofStream("gost28147_ctr", func() (cipher.Stream, error) { return gost28147.NewCTR(key, iv, nil) }),
		ofStream("gost28147_cfb_enc", func() (cipher.Stream, error) { return gost28147.NewCFBEncrypter(key, iv, nil) }),
		ofStream("gost28147_cfb_dec", func() (cipher.Stream, error) { return gost28147.NewCFBDecrypter(key, iv, nil) }),
		ofHash("gost28147_mac", func() hash.Hash { return must(gost28147.NewMAC(key, nil)) }),
	}
	for _, size := range [][2]int{{16, 16}, {16, 32}, {32, 32}, {32, 64}, {64, 64}} {
		c, iv := must(kalyna.NewCipher(make([]byte, size[1]), size[0])), make([]byte, size[0])
		name := fmt.Sprintf("kalyna%d_%d_", 8*size[0], 8*size[1])
		all = append(all,
			throughput(name+"ecb", func() func([]byte) {
				return func(text []byte) { c.EncryptBlocks(text, text) }
			}),
			ofStream(name+"ctr", func() (cipher.Stream, error) { return kalyna.NewCTR(c, iv) }),
			ofStream(name+"cfb_enc", func() (cipher.Stream, error) { return kalyna.NewCFBEncrypter(c, iv) }),
			ofStream(name+"cfb_dec", func() (cipher.Stream, error) { return kalyna.NewCFBDecrypter(c, iv) }),
			throughput(name+"gcm", func() func([]byte) {
				a, out := must(kalyna.NewGCM(c, size[0])), make([]byte, 0, bulk+size[0])
				return func(text []byte) { a.Seal(out, iv, text, nil) }
			}),
		)
	}
	return all
}
