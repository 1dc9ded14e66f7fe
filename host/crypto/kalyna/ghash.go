// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

// A ghash is the polynomial hash of GCM and GMAC: each block is added to the sum
// and multiplied by the key, which is an encrypted block of zeros.
type ghash struct {
	key, sum element
	words    int
}

// init makes the key and forgets all else.
func (h *ghash) init(c *Cipher) {
	var zero [maxBlock]byte
	c.encrypt(zero[:c.blockSize], zero[:c.blockSize])
	*h = ghash{words: c.blockSize / 8}
	load(h.key[:h.words], zero[:])
	clear(zero[:])
}

func (h *ghash) wipe() { *h = ghash{} }

// write adds octets; zeros complete the last block.
func (h *ghash) write(octets []byte) {
	whole := len(octets) &^ (8*h.words - 1)
	h.blocks(octets[:whole])
	if rest := octets[whole:]; len(rest) > 0 {
		var last [maxBlock]byte
		copy(last[:], rest)
		h.blocks(last[:8*h.words])
		clear(last[:])
	}
}

// blocksPortable adds whole blocks.
func (h *ghash) blocksPortable(octets []byte) {
	var block element
	for ; len(octets) > 0; octets = octets[8*h.words:] {
		load(block[:h.words], octets)
		for i := range h.words {
			h.sum[i] ^= block[i]
		}
		h.sum.multiply(&h.key, h.words)
	}
	clear(block[:])
}

// tag is the whole code of so many octets of additional data and of ciphertext,
// which write has been given: their numbers of bits are added to the sum, which
// is encrypted.
//
// The standard wants an octet at least: its formula would make the hash key
// known as the code of nothing. In place of the numbers there are ones then,
// which are those of no message, and so is the code.
func (h *ghash) tag(c *Cipher, additional, ciphertext uint64) (tag [maxBlock]byte) {
	lengths := element{}
	lengths[0], lengths[h.words/2] = 8*additional, 8*ciphertext
	if additional|ciphertext == 0 {
		lengths[0], lengths[h.words/2] = ^uint64(0), ^uint64(0)
	}
	for i := range h.words {
		lengths[i] ^= h.sum[i]
	}
	store(tag[:], lengths[:h.words])
	c.encrypt(tag[:c.blockSize], tag[:c.blockSize])
	clear(lengths[:])
	return tag
}
