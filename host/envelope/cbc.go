// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"errors"
	"io"
)

// cbcReader encrypts or decrypts what it reads in the CBC mode, with the
// padding of RFC 5652 section 6.3.
type cbcReader struct {
	mode cipher.BlockMode
	r    io.Reader
	pad  bool // encrypt: add padding, else remove it

	buffer [32 << 10]byte
	ready  []byte // processed, to be given out
	held   [aes.BlockSize]byte
	holds  bool // the last block decrypted, which may be padding, is held back
	err    error
}

func (c *cbcReader) Read(p []byte) (int, error) {
	for len(c.ready) == 0 && c.err == nil {
		c.fill()
	}
	if len(c.ready) > 0 {
		n := copy(p, c.ready)
		clear(c.ready[:n])
		c.ready = c.ready[n:]
		return n, nil
	}
	return 0, c.err
}

// fill processes the next octets. Room for one block stays free before them and
// one behind.
func (c *cbcReader) fill() {
	in := c.buffer[aes.BlockSize : len(c.buffer)-aes.BlockSize]
	n, err := io.ReadFull(c.r, in)
	last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !last {
		c.err = err
		return
	}
	if c.pad {
		c.encrypt(n, last)
	} else {
		c.decrypt(n, last)
	}
}

func (c *cbcReader) encrypt(n int, last bool) {
	out := c.buffer[aes.BlockSize : aes.BlockSize+n]
	if last {
		padding := aes.BlockSize - n%aes.BlockSize
		out = append(out, bytes.Repeat([]byte{byte(padding)}, padding)...)
		c.err = io.EOF
	}
	c.mode.CryptBlocks(out, out)
	c.ready = out
}

func (c *cbcReader) decrypt(n int, last bool) {
	if n%aes.BlockSize != 0 {
		c.err = ErrDamaged
		return
	}
	out := c.buffer[aes.BlockSize : aes.BlockSize+n]
	c.mode.CryptBlocks(out, out)
	if c.holds {
		out = c.buffer[:aes.BlockSize+n]
		copy(out, c.held[:])
		clear(c.held[:])
	}
	if !last {
		split := len(out) - aes.BlockSize
		copy(c.held[:], out[split:])
		c.ready, c.holds = out[:split], true
		return
	}
	c.err = ErrDamaged
	if len(out) == 0 {
		return
	}
	if n := padding(out[len(out)-aes.BlockSize:]); n > 0 {
		c.ready, c.err = out[:len(out)-n], io.EOF
	}
}

// padding is how many octets of the last block are padding, 0 if it is not
// padded as it must be. Its time does not depend on the block.
func padding(block []byte) int {
	n := int(block[len(block)-1])
	good := subtle.ConstantTimeLessOrEq(1, n) & subtle.ConstantTimeLessOrEq(n, len(block))
	for i, octet := range block {
		inside := subtle.ConstantTimeLessOrEq(len(block)-i, n)
		good &= inside ^ 1 | subtle.ConstantTimeByteEq(octet, byte(n))
	}
	return subtle.ConstantTimeSelect(good, n, 0)
}
