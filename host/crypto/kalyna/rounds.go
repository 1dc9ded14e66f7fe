// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"math/bits"

	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

// state holds 2, 4 or 8 columns of 8 octets. The octet of a column in row r is
// bits 8r…8r+7 of its word.
type state [8]uint64

// A shape is what depends on the size of the block. Row r of a column comes, in
// a round of encryption, from before[r] columns on, and after[r] on in one of
// decryption, counted modulo the number of columns.
type shape struct {
	columns       int
	before, after [8]int
}

// shapes are those of 2, 4 and 8 columns, by the base-2 logarithm.
var shapes = func() (all [4]*shape) {
	for log := 1; log <= 3; log++ {
		s := &shape{columns: 1 << log}
		for r := range 8 {
			s.after[r] = r * s.columns / 8
			s.before[r] = s.columns - s.after[r]
		}
		all[log] = s
	}
	return all
}()

// shapeOf is nil for a size in octets that no block has.
func shapeOf(blockSize int) *shape {
	for _, s := range shapes[1:] {
		if 8*s.columns == blockSize {
			return s
		}
	}
	return nil
}

// round substitutes the octets, shifts the rows and multiplies the columns, or
// undoes all three with the tables and the shifts of decryption.
func (s *state) round(t *[8][256]uint64, from *[8]int, columns int) {
	in, mask := *s, (columns-1)&7
	for c := range columns {
		s[c&7] = t[0][uint8(in[c&7])] ^
			t[1][uint8(in[(c+from[1])&mask]>>8)] ^
			t[2][uint8(in[(c+from[2])&mask]>>16)] ^
			t[3][uint8(in[(c+from[3])&mask]>>24)] ^
			t[4][uint8(in[(c+from[4])&mask]>>32)] ^
			t[5][uint8(in[(c+from[5])&mask]>>40)] ^
			t[6][uint8(in[(c+from[6])&mask]>>48)] ^
			t[7][uint8(in[(c+from[7])&mask]>>56)]
	}
}

// add, subtract and xor combine with a round key, column by column; the first
// two modulo 2⁶⁴.
func (s *state) add(k *state) {
	for c := range s {
		s[c] += k[c]
	}
}

func (s *state) subtract(k *state) {
	for c := range s {
		s[c] -= k[c]
	}
}

func (s *state) xor(k *state) {
	for c := range s {
		s[c] ^= k[c]
	}
}

// rotate moves the octets of a state by 2·columns+3 towards its beginning.
func (s *state) rotate(columns int) (out state) {
	octets := 2*columns + 3
	words, n := octets/8, octets%8*8
	for c := range columns {
		out[c] = s[(c+words)%columns]>>n | s[(c+words+1)%columns]<<(64-n)
	}
	return out
}

// encrypt encrypts the block at the beginning of src to that of dst.
func (k *schedule) encrypt(dst, src []byte) {
	var s state
	n := k.shape.columns
	s.load(src, n)
	s.add(&k.keys[0])
	for r := 1; r < k.rounds; r++ {
		s.round(&round.Mixed, &k.shape.before, n)
		s.xor(&k.keys[r])
	}
	s.round(&round.Mixed, &k.shape.before, n)
	s.add(&k.keys[k.rounds])
	s.store(dst, n)
}

// decrypt undoes encrypt, by the round keys that inverse has made. As the matrix
// is linear, its inverse goes before the round key into the same tables as the
// substitution.
func (k *schedule) decrypt(dst, src []byte) {
	var s state
	n := k.shape.columns
	s.load(src, n)
	s.subtract(&k.keys[k.rounds])
	s.unmix()
	for r := k.rounds - 1; r > 0; r-- {
		s.round(&unmixed, &k.shape.after, n)
		s.xor(&k.keys[r])
	}
	s.round(&unsubstituted, &k.shape.after, n)
	s.subtract(&k.keys[0])
	s.store(dst, n)
}

// unmix multiplies the columns by the inverse of the matrix.
func (s *state) unmix() {
	for c, column := range s {
		s[c] = 0
		for r := range 8 {
			s[c] ^= unmixed[r][round.Pi[r%4][uint8(column>>(8*r))]]
		}
	}
}

// unmixed[r][x] is what octet x in row r adds to its column in a round of
// decryption, which undoes [round.Mixed]; unsubstituted is the same without the
// matrix.
var unmixed, unsubstituted = func() (u, s [8][256]uint64) {
	for r := range 8 {
		for x, y := range round.Pi[r%4] {
			u[r][y] = bits.RotateLeft64(round.Column(uint8(x), &inverse), 8*r)
			s[r][y] = uint64(x) << (8 * r)
		}
	}
	return u, s
}()

// inverse is the first column of the inverse of the matrix.
var inverse = [8]uint8{0xad, 0xca, 0xd7, 0x49, 0x2f, 0xa8, 0x76, 0x95}
