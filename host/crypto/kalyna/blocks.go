// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build purego || !(amd64 || arm64)

package kalyna

// encrypt and decrypt process whole blocks; dst is as long as src, and may be
// src.
func (c *Cipher) encrypt(dst, src []byte) { c.cryptPortable(dst, src, false) }

func (c *Cipher) decrypt(dst, src []byte) { c.cryptPortable(dst, src, true) }

// round is a round of encryption of a block of n columns, without its key.
func (s *state) round(n int) { substituteShiftMix(s[:n], n) }

// A slicedSchedule is for assembly.
type slicedSchedule struct{}

func (*slicedSchedule) prepare(*schedule, int) {}
