// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build purego || !(amd64 || arm64)

package gost

func (t *Table) absorb(s *State, blocks []byte) { t.absorbPortable(s, blocks) }

func (t *Table) crypt(k *Schedule, dst, src []byte) { t.cryptPortable(k, dst, src) }

func (t *Table) feedback(k *Schedule, register *[BlockSize]byte, dst, src []byte) {
	t.feedbackPortable(k, register, dst, src)
}

func (t *Table) authenticate(k *Schedule, register *[BlockSize]byte, p []byte) {
	t.authenticatePortable(k, register, p)
}

func count(counter *[BlockSize]byte, dst []byte) { countPortable(counter, dst) }
