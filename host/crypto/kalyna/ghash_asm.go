// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego && (amd64 || arm64)

package kalyna

// blocks adds whole blocks.
func (h *ghash) blocks(octets []byte) {
	if !useCarryless {
		h.blocksPortable(octets)
		return
	}
	if len(octets) == 0 {
		return
	}
	switch count := len(octets) / 8 / h.words; h.words {
	case 2:
		ghash128(&h.sum, &h.key, &octets[0], count)
	case 4:
		ghash256(&h.sum, &h.key, &octets[0], count)
	default:
		ghash512(&h.sum, &h.key, &octets[0], count)
	}
}

//go:noescape
func ghash128(sum, key *element, blocks *byte, count int)

//go:noescape
func ghash256(sum, key *element, blocks *byte, count int)

//go:noescape
func ghash512(sum, key *element, blocks *byte, count int)
