// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost

import "encoding/binary"

// The counter of the gamma mode is two words that grow by constants (section 3
// of ГОСТ 28147-89): N3 by C2 modulo 2³², N4 by C1 modulo 2³²−1.
const (
	gammaC1 = 0x01010104
	gammaC2 = 0x01010101
)

// Count fills whole blocks with the values that the counter, N3 ‖ N4, takes next,
// and leaves it at the last of them.
func Count(counter *[BlockSize]byte, dst []byte) {
	if len(dst) > 0 {
		count(counter, dst)
		copy(counter[:], dst[len(dst)-BlockSize:])
	}
}

// countPortable is [Count] for every processor but for the counter's new value.
func countPortable(counter *[BlockSize]byte, dst []byte) {
	n3, n4 := binary.LittleEndian.Uint32(counter[:]), binary.LittleEndian.Uint32(counter[4:])
	for i := 0; i < len(dst); i += BlockSize {
		n3 += gammaC2
		n4 = addAround(n4, gammaC1)
		binary.LittleEndian.PutUint64(dst[i:], uint64(n4)<<32|uint64(n3))
	}
}

// addAround adds modulo 2³²−1, whose zero is 2³²−1 unless both are 0: the carry
// comes in again at the bottom. The standard asks for this form of zero.
func addAround(x, y uint32) uint32 {
	sum := uint64(x) + uint64(y)
	return uint32(sum) + uint32(sum>>32)
}
