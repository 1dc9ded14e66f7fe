// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "rounds_arm64.h"

// Many blocks of ГОСТ 28147-89, each by itself: sixteen in four pairs of
// registers beside each other, so that one pair need not wait for its VTBL.
//
// VLD2 puts the halves of four blocks into two registers. VST2 takes two that
// follow each other too, and after the last round N2 stands before N1, so N1 is
// moved behind N2 first.

#define TABLE R0
#define SCHEDULE R1
#define DST R2
#define SRC R3
#define COUNT R4
#define WORDS R5
#define ROUNDS R6
#define KEY V26

// func cryptNEON(t *Table, k *Schedule, dst, src *byte, n int)
TEXT ·cryptNEON(SB), NOSPLIT, $0-40
	MOVD t+0(FP), TABLE
	MOVD k+8(FP), SCHEDULE
	MOVD dst+16(FP), DST
	MOVD src+24(FP), SRC
	MOVD n+32(FP), COUNT
	LOAD_TABLE(TABLE)

sixteen:
	VLD2.P 32(SRC), [V0.S4, V1.S4]
	VLD2.P 32(SRC), [V3.S4, V4.S4]
	VLD2.P 32(SRC), [V6.S4, V7.S4]
	VLD2.P 32(SRC), [V9.S4, V10.S4]
	MOVD SCHEDULE, WORDS
	MOVD $16, ROUNDS

twoRounds:
	VLD1R.P 4(WORDS), [KEY.S4]
	ROUND(V0, V1, KEY, V12, V13)
	ROUND(V3, V4, KEY, V14, V15)
	ROUND(V6, V7, KEY, V27, V28)
	ROUND(V9, V10, KEY, V29, V30)
	VLD1R.P 4(WORDS), [KEY.S4]
	ROUND(V1, V0, KEY, V12, V13)
	ROUND(V4, V3, KEY, V14, V15)
	ROUND(V7, V6, KEY, V27, V28)
	ROUND(V10, V9, KEY, V29, V30)
	SUB $1, ROUNDS
	CBNZ ROUNDS, twoRounds

	VMOV V0.B16, V2.B16
	VMOV V3.B16, V5.B16
	VMOV V6.B16, V8.B16
	VMOV V9.B16, V11.B16
	VST2.P [V1.S4, V2.S4], 32(DST)
	VST2.P [V4.S4, V5.S4], 32(DST)
	VST2.P [V7.S4, V8.S4], 32(DST)
	VST2.P [V10.S4, V11.S4], 32(DST)
	SUB $1, COUNT
	CBNZ COUNT, sixteen
	RET

// func cryptFourNEON(t *Table, k *fourfold, blocks *word)
TEXT ·cryptFourNEON(SB), NOSPLIT, $0-24
	MOVD t+0(FP), TABLE
	MOVD k+8(FP), WORDS
	MOVD blocks+16(FP), DST
	LOAD_TABLE(TABLE)
	VLD2 (DST), [V0.S4, V1.S4]
	MOVD $16, ROUNDS

twoRoundsOfFour:
	VLD1.P 32(WORDS), [V26.S4, V27.S4]
	ROUND(V0, V1, V26, V12, V13)
	ROUND(V1, V0, V27, V12, V13)
	SUB $1, ROUNDS
	CBNZ ROUNDS, twoRoundsOfFour

	VMOV V0.B16, V2.B16
	VST2 [V1.S4, V2.S4], (DST)
	RET
