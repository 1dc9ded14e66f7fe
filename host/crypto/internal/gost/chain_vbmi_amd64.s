// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "rounds_vbmi_amd64.h"

// Chains: encryption with feedback and the MAC of ГОСТ 28147-89, where a block
// waits for the one before it. Of the four lanes of the rounds only one is used.

#define REGISTER DX
#define DST DI
#define SRC SI
#define COUNT CX

// The key is the first eight words of the schedule.
#define LOAD_KEY \
	VPBROADCASTD 0(R8), X8; \
	VPBROADCASTD 4(R8), X9; \
	VPBROADCASTD 8(R8), X10; \
	VPBROADCASTD 12(R8), X11; \
	VPBROADCASTD 16(R8), X12; \
	VPBROADCASTD 20(R8), X13; \
	VPBROADCASTD 24(R8), X14; \
	VPBROADCASTD 28(R8), X15

// func feedbackVBMI(t *Table, k *Schedule, register *[8]byte, dst, src *byte, n int)
TEXT ·feedbackVBMI(SB), NOSPLIT, $0-48
	MOVQ t+0(FP), TABLE
	MOVQ k+8(FP), R8
	MOVQ register+16(FP), REGISTER
	MOVQ dst+24(FP), DST
	MOVQ src+32(FP), SRC
	MOVQ n+40(FP), COUNT
	LOAD_KEY
	LOAD_TABLE
	VMOVD (REGISTER), X
	VMOVD 4(REGISTER), Y

block:
	FORWARDS
	FORWARDS
	FORWARDS
	BACKWARDS

	// The last round does not swap the halves, so N2 stands before N1.
	VMOVD (SRC), X2
	VMOVD 4(SRC), X3
	VPXOR X2, Y, X2
	VPXOR X3, X, Y
	VMOVDQA X2, X
	VMOVD X, (DST)
	VMOVD Y, 4(DST)
	ADDQ $8, SRC
	ADDQ $8, DST
	DECQ COUNT
	JNZ  block

	VMOVD X, (REGISTER)
	VMOVD Y, 4(REGISTER)
	VZEROALL
	RET

// func authenticateVBMI(t *Table, k *Schedule, register *[8]byte, p *byte, n int)
TEXT ·authenticateVBMI(SB), NOSPLIT, $0-40
	MOVQ t+0(FP), TABLE
	MOVQ k+8(FP), R8
	MOVQ register+16(FP), REGISTER
	MOVQ p+24(FP), SRC
	MOVQ n+32(FP), COUNT
	LOAD_KEY
	LOAD_TABLE
	VMOVD (REGISTER), X
	VMOVD 4(REGISTER), Y

block:
	VMOVD (SRC), X2
	VMOVD 4(SRC), X3
	VPXOR X2, X, X
	VPXOR X3, Y, Y
	FORWARDS
	FORWARDS
	ADDQ $8, SRC
	DECQ COUNT
	JNZ  block

	VMOVD X, (REGISTER)
	VMOVD Y, 4(REGISTER)
	VZEROALL
	RET
