// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"

	"github.com/pidpys/pidpys/host/crypto/internal/alias"
)

// NewCTR returns the counter mode ("гамування", CTR): the encrypted iv starts a
// counter whose encrypted values are the key stream. Encryption and decryption
// are the same. The iv has the size of a block, and so chooses it; if there is
// none for these sizes, the error is a [SizeError].
//
// A pair of key and iv must never encrypt two messages.
func NewCTR(key, iv []byte) (cipher.Stream, error) {
	k, err := newSchedule(key, len(iv))
	if err != nil {
		return nil, err
	}
	c := &ctr{schedule: k, used: len(iv)}
	c.encrypt(c.counter[:], iv)
	return c, nil
}

type ctr struct {
	schedule
	counter, stream [maxBlock]byte
	used            int // octets of stream given out
}

func (c *ctr) XORKeyStream(dst, src []byte) {
	checkStream(dst, src)
	size := c.blockSize()
	for len(src) > 0 {
		if c.used == size {
			c.count()
			c.encrypt(c.stream[:], c.counter[:])
			c.used = 0
		}
		n := subtle.XORBytes(dst, src, c.stream[c.used:size])
		dst, src = dst[n:], src[n:]
		c.used += n
	}
}

// count adds 1 to the counter, a little-endian number of the block's size.
func (c *ctr) count() {
	for i := 0; i < c.blockSize(); i += 8 {
		word := c.counter[i : i+8]
		next := binary.LittleEndian.Uint64(word) + 1
		binary.LittleEndian.PutUint64(word, next)
		if next != 0 {
			return
		}
	}
}

func (c *ctr) Wipe() { *c = ctr{} }

// checkStream panics where [cipher.Stream] says an XORKeyStream must.
func checkStream(dst, src []byte) {
	if len(dst) < len(src) {
		panic("kalyna: output smaller than input")
	}
	if alias.InexactOverlap(dst[:len(src)], src) {
		panic("kalyna: invalid buffer overlap")
	}
}
