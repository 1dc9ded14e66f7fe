// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"

// The counter of the gamma mode, eight values at a time: four in each of two
// registers, N3 in the even lanes and N4 in the odd ones. Additions modulo 2³²−1
// may be done in any order, as may those modulo 2³², so the first eight values
// are the counter plus one to eight times the constants, and the next eight are
// those plus eight times the constants.

#define COUNTER AX
#define DST DI
#define COUNT CX

#define ONE Y4
#define EIGHT Y5

// 1 in the odd lanes.
DATA one<>+0(SB)/8, $0x0000000100000000
GLOBL one<>(SB), RODATA|NOPTR, $8

// Adds y to x in all lanes, and 1 to the odd ones that overflowed: a sum is not
// less than what was added unless it did.
#define ADD(y, x, t) \
	VPADDD y, x, x; \
	VPMAXUD y, x, t; \
	VPCMPEQD x, t, t; \
	VPANDN ONE, t, t; \
	VPADDD t, x, x

// func countAVX2(counter *[8]byte, multiples *[8][2]uint32, dst *byte, n int)
TEXT ·countAVX2(SB), NOSPLIT, $0-32
	MOVQ counter+0(FP), COUNTER
	MOVQ multiples+8(FP), SI
	MOVQ dst+16(FP), DST
	MOVQ n+24(FP), COUNT
	VPBROADCASTQ one<>(SB), ONE
	VPBROADCASTQ 56(SI), EIGHT
	VPBROADCASTQ (COUNTER), Y0
	VMOVDQA Y0, Y1
	VMOVDQU (SI), Y2
	VMOVDQU 32(SI), Y3
	ADD(Y2, Y0, Y6)
	ADD(Y3, Y1, Y7)
	JMP  store

eight:
	ADD(EIGHT, Y0, Y6)
	ADD(EIGHT, Y1, Y7)

store:
	VMOVDQU Y0, (DST)
	VMOVDQU Y1, 32(DST)
	ADDQ $64, DST
	DECQ COUNT
	JNZ  eight

	VZEROUPPER
	RET
