// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kalyna

import (
	"golang.org/x/sys/cpu"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

// useCarryless is whether the processor multiplies polynomials.
var useCarryless = cpu.X86.HasPCLMULQDQ && cpu.X86.HasAVX

func init() {
	impl.Register("kalyna", "AVX-512 VBMI", &useVBMI)
	impl.Register("kalyna", "AVX2", &useAVX2)
	impl.Register("kalyna", "PCLMULQDQ", &useCarryless)
}

// encrypt and decrypt process whole blocks; dst is as long as src, and may be
// src.
func (c *Cipher) encrypt(dst, src []byte) {
	if useVBMI && len(src) == c.blockSize {
		c.mustHaveKey()
		k := &c.schedule
		encryptBlock(&dst[0], &src[0], c.blockSize, &k.keys[0], k.rounds, &blockShifts[c.blockSize/8], &round.Pi)
		return
	}
	c.crypt(dst, src, false)
}

func (c *Cipher) decrypt(dst, src []byte) { c.crypt(dst, src, true) }

// crypt processes batches, of which the last may not be full.
func (c *Cipher) crypt(dst, src []byte, decrypts bool) {
	if !useVBMI && !useAVX2 {
		c.cryptPortable(dst, src, decrypts)
		return
	}
	c.mustHaveKey()
	if n := len(src) / batchSize; n > 0 {
		c.batches(&dst[0], &src[0], n, decrypts)
		dst, src = dst[n*batchSize:], src[n*batchSize:]
	}
	if len(src) > 0 {
		var batch [batchSize]byte
		copy(batch[:], src)
		c.batches(&batch[0], &batch[0], 1, decrypts)
		copy(dst, batch[:])
		clear(batch[:])
	}
}

func (c *Cipher) batches(dst, src *byte, n int, decrypts bool) {
	k, s := &c.schedule, &slicings[c.blockSize/8]
	switch {
	case useVBMI && decrypts:
		decryptBatches(dst, src, n, &k.sliced, k.rounds, s, &round.InversePi)
	case useVBMI:
		encryptBatches(dst, src, n, &k.sliced, k.rounds, s, &round.Pi)
	case decrypts:
		decryptBatchesAVX2(dst, src, n, &k.sliced, k.rounds, s, &inverseLines, &inverseHalves)
	default:
		encryptBatchesAVX2(dst, src, n, &k.sliced, k.rounds, s, &lines)
	}
}

// noKeys are zeros. Nobody writes to it.
var noKeys slicedSchedule

// round is a round of encryption of a block of n columns, without its key.
func (s *state) round(n int) {
	var batch [batchSize]byte
	store(batch[:], s[:n])
	switch {
	case useVBMI:
		encryptBlock(&batch[0], &batch[0], 8*n, (*state)(&noKeys.first), 1, &blockShifts[n], &round.Pi)
	case useAVX2:
		encryptBatchesAVX2(&batch[0], &batch[0], 1, &noKeys, 1, &slicings[n], &lines)
	default:
		substituteShiftMix(s[:n], n)
		return
	}
	load(s[:n], batch[:])
	clear(batch[:])
}
