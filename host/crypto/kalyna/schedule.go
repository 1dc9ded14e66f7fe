// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"encoding/binary"

	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

// maxRounds is the number of rounds with the longest key.
const maxRounds = 18

// schedule is the round keys.
type schedule struct {
	shape  *shape // nil after Wipe
	rounds int
	keys   [maxRounds + 1]state
}

// counters is the constant that tells the round keys apart: doubled for each
// key of even number.
const counters = 0x0001_0001_0001_0001

// newSchedule makes the round keys of encryption.
func newSchedule(key []byte, blockSize int) (schedule, error) {
	shape := shapeOf(blockSize)
	if shape == nil || len(key) != blockSize && len(key) != 2*blockSize || len(key) > 64 {
		return schedule{}, SizeError{len(key), blockSize}
	}
	n, words := shape.columns, len(key)/8
	k := schedule{shape: shape, rounds: map[int]int{2: 10, 4: 14, 8: 18}[words]}
	var master state
	defer clear(master[:])
	for i := range words {
		master[i] = binary.LittleEndian.Uint64(key[8*i:])
	}
	base := k.intermediate(&master, words)
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
		rk.round(&round.Mixed, &shape.before, n)
		rk.xor(&own)
		rk.round(&round.Mixed, &shape.before, n)
		rk.add(&own)
		clear(own[:])
		if r < k.rounds {
			k.keys[r+1] = rk.rotate(n)
		}
	}
	return k, nil
}

// intermediate is the key that all round keys are made with.
func (k *schedule) intermediate(master *state, words int) state {
	n := k.shape.columns
	var first, second state
	defer clear(first[:])
	defer clear(second[:])
	copy(first[:n], master[:])
	copy(second[:n], master[words-n:])
	s := state{uint64(n + words + 1)}
	s.add(&first)
	s.round(&round.Mixed, &k.shape.before, n)
	s.xor(&second)
	s.round(&round.Mixed, &k.shape.before, n)
	s.add(&first)
	s.round(&round.Mixed, &k.shape.before, n)
	return s
}

// inverse makes the round keys of decryption.
func (k *schedule) inverse() schedule {
	inv := *k
	for r := 1; r < inv.rounds; r++ {
		inv.keys[r].unmix()
	}
	return inv
}

func (k *schedule) blockSize() int { return 8 * k.shape.columns }
