// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "rounds_arm64.h"

// Chains: encryption with feedback and the MAC of ГОСТ 28147-89, where a block
// waits for the one before it. Of the four lanes of the rounds only one is used.

#define TABLE R0
#define SCHEDULE R1
#define REGISTER R2
#define DST R3
#define SRC R4
#define COUNT R5

// The key is the first eight words of the schedule.
#define LOAD_KEY \
	VLD1R.P 4(SCHEDULE), [V8.S4]; \
	VLD1R.P 4(SCHEDULE), [V9.S4]; \
	VLD1R.P 4(SCHEDULE), [V10.S4]; \
	VLD1R.P 4(SCHEDULE), [V11.S4]; \
	VLD1R.P 4(SCHEDULE), [V12.S4]; \
	VLD1R.P 4(SCHEDULE), [V13.S4]; \
	VLD1R.P 4(SCHEDULE), [V14.S4]; \
	VLD1R.P 4(SCHEDULE), [V15.S4]

#define FORWARDS \
	ROUND(V0, V1, V8, V2, V3); \
	ROUND(V1, V0, V9, V2, V3); \
	ROUND(V0, V1, V10, V2, V3); \
	ROUND(V1, V0, V11, V2, V3); \
	ROUND(V0, V1, V12, V2, V3); \
	ROUND(V1, V0, V13, V2, V3); \
	ROUND(V0, V1, V14, V2, V3); \
	ROUND(V1, V0, V15, V2, V3)

#define BACKWARDS \
	ROUND(V0, V1, V15, V2, V3); \
	ROUND(V1, V0, V14, V2, V3); \
	ROUND(V0, V1, V13, V2, V3); \
	ROUND(V1, V0, V12, V2, V3); \
	ROUND(V0, V1, V11, V2, V3); \
	ROUND(V1, V0, V10, V2, V3); \
	ROUND(V0, V1, V9, V2, V3); \
	ROUND(V1, V0, V8, V2, V3)

// func feedbackNEON(t *Table, k *Schedule, register *[8]byte, dst, src *byte, n int)
TEXT ·feedbackNEON(SB), NOSPLIT, $0-48
	MOVD t+0(FP), TABLE
	MOVD k+8(FP), SCHEDULE
	MOVD register+16(FP), REGISTER
	MOVD dst+24(FP), DST
	MOVD src+32(FP), SRC
	MOVD n+40(FP), COUNT
	LOAD_TABLE(TABLE)
	LOAD_KEY
	FMOVS (REGISTER), F0
	FMOVS 4(REGISTER), F1

block:
	FORWARDS
	FORWARDS
	FORWARDS
	BACKWARDS

	// The last round does not swap the halves, so N2 stands before N1.
	FMOVS (SRC), F2
	FMOVS 4(SRC), F3
	VEOR V1.B16, V2.B16, V2.B16
	VEOR V0.B16, V3.B16, V1.B16
	VMOV V2.B16, V0.B16
	FMOVS F0, (DST)
	FMOVS F1, 4(DST)
	ADD $8, SRC
	ADD $8, DST
	SUB $1, COUNT
	CBNZ COUNT, block

	FMOVS F0, (REGISTER)
	FMOVS F1, 4(REGISTER)
	RET

// func authenticateNEON(t *Table, k *Schedule, register *[8]byte, p *byte, n int)
TEXT ·authenticateNEON(SB), NOSPLIT, $0-40
	MOVD t+0(FP), TABLE
	MOVD k+8(FP), SCHEDULE
	MOVD register+16(FP), REGISTER
	MOVD p+24(FP), SRC
	MOVD n+32(FP), COUNT
	LOAD_TABLE(TABLE)
	LOAD_KEY
	FMOVS (REGISTER), F0
	FMOVS 4(REGISTER), F1

block:
	FMOVS (SRC), F2
	FMOVS 4(SRC), F3
	VEOR V2.B16, V0.B16, V0.B16
	VEOR V3.B16, V1.B16, V1.B16
	FORWARDS
	FORWARDS
	ADD $8, SRC
	SUB $1, COUNT
	CBNZ COUNT, block

	FMOVS F0, (REGISTER)
	FMOVS F1, 4(REGISTER)
	RET
