// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "rounds_vbmi_amd64.h"
#include "step_amd64.h"

// func absorbVBMI(t *Table, s *State, mixing *shuffles, blocks *byte, n int)
TEXT ·absorbVBMI(SB), NOSPLIT, $32-40
	ARGUMENTS
	LOAD_TABLE

step:
	DERIVE_KEYS
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

	VPXOR Y0, Y0, Y0
	VMOVDQU Y0, mixed-32(SP)
	VZEROALL
	RET
