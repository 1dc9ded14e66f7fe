// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"crypto/cipher"
	"encoding/binary"
)

// NewCFBEncrypter returns the gamma mode with feedback ("гамування зі
// зворотним зв'язком", section 4 of the standard; 64-bit CFB), encrypting.
// The sizes of key and iv must be [KeySize] and [BlockSize], else the error is
// a [KeySizeError] or an [IVSizeError].
func NewCFBEncrypter(key, iv []byte, sbox *SBox) (cipher.Stream, error) {
	if len(iv) != BlockSize {
		return nil, IVSizeError(len(iv))
	}
	k, err := newKeyed(key, sbox)
	if err != nil {
		return nil, err
	}
	return &cfbEncrypter{newCFB(k, iv)}, nil
}

// NewCFBDecrypter returns the stream that undoes [NewCFBEncrypter] with the
// same key, iv and table.
func NewCFBDecrypter(key, iv []byte, sbox *SBox) (cipher.Stream, error) {
	if len(iv) != BlockSize {
		return nil, IVSizeError(len(iv))
	}
	k, err := newKeyed(key, sbox)
	if err != nil {
		return nil, err
	}
	return &cfbDecrypter{newCFB(k, iv)}, nil
}

type cfb struct {
	keyed

	// register holds one block. Its first used octets are ciphertext, the
	// others gamma; full of ciphertext, it is encrypted to the next gamma.
	register [BlockSize]byte
	used     int
}

func newCFB(k keyed, iv []byte) cfb {
	return cfb{keyed: k, register: [BlockSize]byte(iv), used: BlockSize}
}

// refill turns a register full of ciphertext into gamma.
func (c *cfb) refill() {
	if c.used == BlockSize {
		binary.LittleEndian.PutUint64(c.register[:], c.encrypt(binary.LittleEndian.Uint64(c.register[:])))
		c.used = 0
	}
}

func (c *cfb) Wipe() { *c = cfb{used: BlockSize} }

type cfbEncrypter struct{ cfb }

func (c *cfbEncrypter) XORKeyStream(dst, src []byte) {
	checkStream(dst, src)
	for len(src) > 0 {
		if c.used == BlockSize && len(src) >= BlockSize {
			n := c.wholeBlocks(dst, src)
			dst, src = dst[n:], src[n:]
			continue
		}
		c.refill()
		c.register[c.used] ^= src[0]
		dst[0] = c.register[c.used]
		dst, src = dst[1:], src[1:]
		c.used++
	}
}

// wholeBlocks encrypts the whole blocks of src and returns their octets.
func (c *cfbEncrypter) wholeBlocks(dst, src []byte) int {
	n := 0
	feedback := binary.LittleEndian.Uint64(c.register[:])
	for ; len(src)-n >= BlockSize; n += BlockSize {
		feedback = c.encrypt(feedback) ^ binary.LittleEndian.Uint64(src[n:])
		binary.LittleEndian.PutUint64(dst[n:], feedback)
	}
	binary.LittleEndian.PutUint64(c.register[:], feedback)
	return n
}

type cfbDecrypter struct{ cfb }

func (c *cfbDecrypter) XORKeyStream(dst, src []byte) {
	checkStream(dst, src)
	for len(src) > 0 {
		if c.used == BlockSize && len(src) >= 4*BlockSize {
			n := c.fourBlocks(dst, src)
			dst, src = dst[n:], src[n:]
			continue
		}
		c.refill()
		ciphertext := src[0]
		dst[0] = ciphertext ^ c.register[c.used]
		c.register[c.used] = ciphertext
		dst, src = dst[1:], src[1:]
		c.used++
	}
}

// fourBlocks decrypts src by four blocks at a time, as far as there are four,
// and returns their octets. Only decryption knows the ciphertext beforehand.
func (c *cfbDecrypter) fourBlocks(dst, src []byte) int {
	n := 0
	keys := c.fourfold()
	feedback := binary.LittleEndian.Uint64(c.register[:])
	for ; len(src)-n >= 4*BlockSize; n += 4 * BlockSize {
		in, out := src[n:n+4*BlockSize], dst[n:n+4*BlockSize]
		w0, w1 := binary.LittleEndian.Uint64(in), binary.LittleEndian.Uint64(in[8:])
		w2, w3 := binary.LittleEndian.Uint64(in[16:]), binary.LittleEndian.Uint64(in[24:])
		gamma := [4]uint64{feedback, w0, w1, w2}
		c.sbox.EncryptFour(&keys, &gamma)
		binary.LittleEndian.PutUint64(out, w0^gamma[0])
		binary.LittleEndian.PutUint64(out[8:], w1^gamma[1])
		binary.LittleEndian.PutUint64(out[16:], w2^gamma[2])
		binary.LittleEndian.PutUint64(out[24:], w3^gamma[3])
		feedback = w3
	}
	binary.LittleEndian.PutUint64(c.register[:], feedback)
	clear(keys[:])
	return n
}
