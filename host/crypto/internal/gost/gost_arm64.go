// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package gost

import "github.com/pidpys/pidpys/host/crypto/internal/impl"

// useNEON: what Go takes an arm64 processor to have includes these instructions.
var useNEON = true

func init() { impl.Register("gost", "NEON", &useNEON) }

//go:noescape
func cryptFourNEON(t *Table, k *fourfold, blocks *word)

func (t *Table) absorb(s *State, blocks []byte) {
	if !useNEON {
		t.absorbPortable(s, blocks)
		return
	}
	var keys fourfold
	h, sum := load(s.H[:]), load(s.Sum[:])
	for ; len(blocks) >= StepSize; blocks = blocks[StepSize:] {
		m := load(blocks)
		sum.add(&m)
		keys.derive(&h, &m)
		encrypted := h
		cryptFourNEON(t, &keys, &encrypted)
		h.mix(&m, &encrypted)
	}
	h.store(&s.H)
	sum.store(&s.Sum)
	clear(keys[:])
}

// group is how many octets the next function takes as one.
const group = 16 * BlockSize

//go:noescape
func cryptNEON(t *Table, k *Schedule, dst, src *byte, n int)

func (t *Table) crypt(k *Schedule, dst, src []byte) {
	if !useNEON {
		t.cryptPortable(k, dst, src)
		return
	}
	if n := len(src) / group; n > 0 {
		cryptNEON(t, k, &dst[0], &src[0], n)
		dst, src = dst[group*n:], src[group*n:]
	}
	if len(src) > 0 {
		var last [group]byte
		copy(last[:], src)
		cryptNEON(t, k, &last[0], &last[0], 1)
		copy(dst, last[:len(src)])
		clear(last[:])
	}
}

func count(counter *[BlockSize]byte, dst []byte) { countPortable(counter, dst) }

//go:noescape
func feedbackNEON(t *Table, k *Schedule, register *[BlockSize]byte, dst, src *byte, n int)

func (t *Table) feedback(k *Schedule, register *[BlockSize]byte, dst, src []byte) {
	if n := len(src) / BlockSize; n > 0 && useNEON {
		feedbackNEON(t, k, register, &dst[0], &src[0], n)
	} else {
		t.feedbackPortable(k, register, dst, src)
	}
}

//go:noescape
func authenticateNEON(t *Table, k *Schedule, register *[BlockSize]byte, p *byte, n int)

func (t *Table) authenticate(k *Schedule, register *[BlockSize]byte, p []byte) {
	if n := len(p) / BlockSize; n > 0 && useNEON {
		authenticateNEON(t, k, register, &p[0], n)
	} else {
		t.authenticatePortable(k, register, p)
	}
}
