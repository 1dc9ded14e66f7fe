// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

const (
	maxBlock  = 64 // octets of the longest block
	maxRounds = 18 // of the longest key
)

// A schedule is the round keys.
type schedule struct {
	sliced slicedSchedule
	keys   [maxRounds + 1]state
	rounds int // 0 when there is no key, or no longer
}

// counters is the constant that tells the round keys apart: doubled for each
// key of even number.
const counters = 0x0001_0001_0001_0001

// expand makes the round keys.
func (k *schedule) expand(key []byte, blockSize int) error {
	n, words := blockSize/8, len(key)/8
	if blockSize != 16 && blockSize != 32 && blockSize != 64 ||
		len(key) != blockSize && len(key) != 2*blockSize || len(key) > 64 {
		return SizeError{len(key), blockSize}
	}
	k.rounds = [...]int{2: 10, 4: 14, 8: maxRounds}[words]
	var master state
	defer clear(master[:])
	load(master[:words], key)
	base := intermediate(&master, n, words)
	defer clear(base[:])
	for r := 0; r <= k.rounds; r += 2 {
		// With a key of two blocks its halves take turns.
		halves := words / n
		first := r / 2 % halves * n
		turn := r / 2 / halves
		var own state
		rk := &k.keys[r]
		for c := range n {
			own[c] = base[c] + counters<<(r/2)
			rk[c] = master[(first+turn+c)%words]
		}
		rk.add(&own)
		rk.round(n)
		rk.xor(&own)
		rk.round(n)
		rk.add(&own)
		clear(own[:])
		if r < k.rounds {
			k.keys[r+1] = rk.rotate(n)
		}
	}
	k.sliced.prepare(k, n)
	return nil
}

// intermediate is the key that all round keys are made with.
func intermediate(master *state, n, words int) state {
	var first, second state
	defer clear(first[:])
	defer clear(second[:])
	copy(first[:n], master[:])
	copy(second[:n], master[words-n:])
	s := state{uint64(n + words + 1)}
	s.add(&first)
	s.round(n)
	s.xor(&second)
	s.round(n)
	s.add(&first)
	s.round(n)
	return s
}

// A state is 2, 4 or 8 columns of 8 octets, here a round key's or a key's. The
// octet of a column in row r is bits 8r…8r+7 of its word, so that octets in order
// are little-endian words in order.
type state [8]uint64

// add and xor combine with a round key, column by column; the first modulo 2⁶⁴.
func (s *state) add(k *state) {
	for c := range s {
		s[c] += k[c]
	}
}

func (s *state) xor(k *state) {
	for c := range s {
		s[c] ^= k[c]
	}
}

// rotate moves the octets of n columns by 2n+3 towards the beginning.
func (s *state) rotate(n int) (out state) {
	octets := 2*n + 3
	words, bits := octets/8, octets%8*8
	for c := range n {
		out[c] = s[(c+words)%n]>>bits | s[(c+words+1)%n]<<(64-bits)
	}
	return out
}
