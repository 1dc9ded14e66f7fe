// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "rounds_avx2_amd64.h"
#include "step_amd64.h"

// func absorbAVX2(t *Table, s *State, mixing *shuffles, blocks *byte, n int)
TEXT ·absorbAVX2(SB), NOSPLIT, $160-40
	ARGUMENTS

step:
	DERIVE_KEYS
	VMOVDQU X8, KEY(0)
	VMOVDQU X9, KEY(1)
	VMOVDQU X10, KEY(2)
	VMOVDQU X11, KEY(3)
	VMOVDQU X12, KEY(4)
	VMOVDQU X13, KEY(5)
	VMOVDQU X14, KEY(6)
	VMOVDQU X15, KEY(7)
	LOAD_TABLE
	FORWARDS
	ADD_TO_SUM
	MIX_BLOCK(mixed-32(SP))
	FORWARDS
	FORWARDS
	BACKWARDS
	MIX_CIPHER(mixed-32(SP))
	ADDQ $32, BLOCKS
	DECQ COUNT
	JNZ  step

	WIPE_KEYS
	VMOVDQU Y0, mixed-32(SP)
	VZEROALL
	RET
