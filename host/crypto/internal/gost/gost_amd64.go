// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package gost

import (
	"golang.org/x/sys/cpu"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

var (
	useVBMI = cpu.X86.HasAVX512VBMI && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX2
	useAVX2 = cpu.X86.HasAVX2
)

func init() {
	impl.Register("gost", "AVX-512 VBMI", &useVBMI)
	impl.Register("gost", "AVX2", &useAVX2)
}

//go:noescape
func absorbVBMI(t *Table, s *State, mixing *shuffles, blocks *byte, n int)

//go:noescape
func absorbAVX2(t *Table, s *State, mixing *shuffles, blocks *byte, n int)

func (t *Table) absorb(s *State, blocks []byte) {
	n := len(blocks) / StepSize
	switch {
	case n == 0:
	case useVBMI:
		absorbVBMI(t, s, &mixing, &blocks[0], n)
	case useAVX2:
		absorbAVX2(t, s, &mixing, &blocks[0], n)
	default:
		t.absorbPortable(s, blocks)
	}
}

//go:noescape
func cryptVBMI(t *Table, k *Schedule, dst, src *byte, n int)

//go:noescape
func cryptAVX2(t *Table, k *Schedule, dst, src *byte, n int)

func (t *Table) crypt(k *Schedule, dst, src []byte) {
	switch {
	case useVBMI:
		t.cryptGroups(k, dst, src, groupVBMI)
	case useAVX2:
		t.cryptGroups(k, dst, src, groupAVX2)
	default:
		t.cryptPortable(k, dst, src)
	}
}

// How many octets the functions above take as one.
const (
	groupVBMI = 16 * BlockSize
	groupAVX2 = 32 * BlockSize
)

// cryptGroups gives them groups of octets, the last in a place with room for it.
func (t *Table) cryptGroups(k *Schedule, dst, src []byte, group int) {
	if n := len(src) / group; n > 0 {
		t.cryptMany(k, &dst[0], &src[0], n)
		dst, src = dst[group*n:], src[group*n:]
	}
	if len(src) > 0 {
		var last [max(groupVBMI, groupAVX2)]byte
		copy(last[:], src)
		t.cryptMany(k, &last[0], &last[0], 1)
		copy(dst, last[:len(src)])
		clear(last[:group])
	}
}

func (t *Table) cryptMany(k *Schedule, dst, src *byte, n int) {
	if useVBMI {
		cryptVBMI(t, k, dst, src, n)
	} else {
		cryptAVX2(t, k, dst, src, n)
	}
}

//go:noescape
func countAVX2(counter *[BlockSize]byte, multiples *[8][2]uint32, dst *byte, n int)

// multiples are one to eight times the constants of the gamma mode.
var multiples = func() (m [8][2]uint32) {
	m[0] = [2]uint32{gammaC2, gammaC1}
	for i := range 7 {
		m[i+1] = [2]uint32{m[i][0] + gammaC2, addAround(m[i][1], gammaC1)}
	}
	return m
}()

func count(counter *[BlockSize]byte, dst []byte) {
	const group = 8 * BlockSize
	if n := len(dst) / group; n > 0 && useAVX2 {
		countAVX2(counter, &multiples, &dst[0], n)
		counter = (*[BlockSize]byte)(dst[group*n-BlockSize:])
		dst = dst[group*n:]
	}
	countPortable(counter, dst)
}

//go:noescape
func feedbackVBMI(t *Table, k *Schedule, register *[BlockSize]byte, dst, src *byte, n int)

//go:noescape
func feedbackAVX2(t *Table, k *Schedule, register *[BlockSize]byte, dst, src *byte, n int)

func (t *Table) feedback(k *Schedule, register *[BlockSize]byte, dst, src []byte) {
	n := len(src) / BlockSize
	switch {
	case n == 0:
	case useVBMI:
		feedbackVBMI(t, k, register, &dst[0], &src[0], n)
	case useAVX2:
		feedbackAVX2(t, k, register, &dst[0], &src[0], n)
	default:
		t.feedbackPortable(k, register, dst, src)
	}
}

//go:noescape
func authenticateVBMI(t *Table, k *Schedule, register *[BlockSize]byte, p *byte, n int)

//go:noescape
func authenticateAVX2(t *Table, k *Schedule, register *[BlockSize]byte, p *byte, n int)

func (t *Table) authenticate(k *Schedule, register *[BlockSize]byte, p []byte) {
	n := len(p) / BlockSize
	switch {
	case n == 0:
	case useVBMI:
		authenticateVBMI(t, k, register, &p[0], n)
	case useAVX2:
		authenticateAVX2(t, k, register, &p[0], n)
	default:
		t.authenticatePortable(k, register, p)
	}
}
