// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// Many blocks of ГОСТ 28147-89, each by itself: 32 at a time, in slices of an
// octet. A register has the same octet of all blocks, OCTET0 to OCTET3 those of
// the halves N1, the others those of N2. VPSHUFB looks up one row of the table,
// and here it does so for 32 nibbles that all want this row.
//
// The rotation by 11 bits is free. Rotated by eight, a result belongs to the next
// octet; by three more, that of a low nibble stays in it, and of a high nibble one
// bit stays and three go to the octet after it. So low nibbles are looked up once
// and high ones twice: see Table.sliced.
//
// Only the addition of the key must carry from slice to slice. A sum of octets
// carries if it is less than what the key was added to, or if it is 255 and a
// carry came in. Octets are compared as signed numbers here, and 0x80 is added to
// all of them, the state's and so the sums', to make that the order of unsigned
// ones; the rows for high nibbles know of it.

#define TABLE AX
#define SCHEDULE DX
#define DST DI
#define SRC SI
#define COUNT CX
#define ROUNDS R8

#define SUM Y0
#define CARRY Y1
#define T Y2
#define U Y3

#define SIGN Y4
#define FULL Y5
#define NIBBLE Y6

#define OCTET0 Y8
#define OCTET1 Y9
#define OCTET2 Y10
#define OCTET3 Y11
#define OCTET4 Y12
#define OCTET5 Y13
#define OCTET6 Y14
#define OCTET7 Y15

// 0x80, and with it added 255, and the mask of a nibble.
DATA constants<>+0(SB)/4, $0x80808080
DATA constants<>+4(SB)/4, $0x7f7f7f7f
DATA constants<>+8(SB)/4, $0x0f0f0f0f
GLOBL constants<>(SB), RODATA|NOPTR, $12

// Two blocks become eight pairs of the same octet, and are made of them again.
DATA pairs<>+0(SB)/8, $0x0b030a0209010800
DATA pairs<>+8(SB)/8, $0x0f070e060d050c04
DATA pairs<>+16(SB)/8, $0x0b030a0209010800
DATA pairs<>+24(SB)/8, $0x0f070e060d050c04
GLOBL pairs<>(SB), RODATA|NOPTR, $32
DATA blocks<>+0(SB)/8, $0x0e0c0a0806040200
DATA blocks<>+8(SB)/8, $0x0f0d0b0907050301
DATA blocks<>+16(SB)/8, $0x0e0c0a0806040200
DATA blocks<>+24(SB)/8, $0x0f0d0b0907050301
GLOBL blocks<>(SB), RODATA|NOPTR, $32

#define LOAD(at, r) \
	VMOVDQU at(SRC), r; \
	VPSHUFB pairs<>(SB), r, r

#define STORE(at, r) \
	VPSHUFB blocks<>(SB), r, r; \
	VMOVDQU r, at(DST)

// One step of three of a transposition of eight registers of eight pairs.
#define UNPACK(low, high, a, b, c, d) \
	low b, a, c; \
	high b, a, d

// SUM's nibbles become parts of the octets next and after.
#define SUBSTITUTE(octet, next, after) \
	VPAND NIBBLE, SUM, T; \
	VBROADCASTI128 (Table_sliced+48*octet)(TABLE), U; \
	VPSHUFB T, U, U; \
	VPXOR U, next, next; \
	VPSRLW $4, SUM, SUM; \
	VPAND NIBBLE, SUM, SUM; \
	VBROADCASTI128 (Table_sliced+48*octet+16)(TABLE), T; \
	VPSHUFB SUM, T, T; \
	VPXOR T, next, next; \
	VBROADCASTI128 (Table_sliced+48*octet+32)(TABLE), U; \
	VPSHUFB SUM, U, U; \
	VPXOR U, after, after

// SUM is an octet of x and of the key; T, all ones where that carries.
#define ADD_KEY(x, octet) \
	VPBROADCASTB octet(SCHEDULE)(ROUNDS*4), SUM; \
	VPADDB x, SUM, SUM; \
	VPCMPGTB SUM, x, T

// CARRY is -1 where there is one.
#define ADD_CARRY \
	VPCMPEQB FULL, SUM, U; \
	VPAND CARRY, U, U; \
	VPSUBB CARRY, SUM, SUM; \
	VPOR T, U, CARRY

#define ROUND(x0, x1, x2, x3, y0, y1, y2, y3) \
	ADD_KEY(x0, 0); \
	VMOVDQA T, CARRY; \
	SUBSTITUTE(0, y1, y2); \
	ADD_KEY(x1, 1); \
	ADD_CARRY; \
	SUBSTITUTE(1, y2, y3); \
	ADD_KEY(x2, 2); \
	ADD_CARRY; \
	SUBSTITUTE(2, y3, y0); \
	VPBROADCASTB 3(SCHEDULE)(ROUNDS*4), SUM; \
	VPADDB x3, SUM, SUM; \
	VPSUBB CARRY, SUM, SUM; \
	SUBSTITUTE(3, y0, y1)

#define CHANGE_SIGNS \
	VPXOR SIGN, OCTET0, OCTET0; \
	VPXOR SIGN, OCTET1, OCTET1; \
	VPXOR SIGN, OCTET2, OCTET2; \
	VPXOR SIGN, OCTET3, OCTET3; \
	VPXOR SIGN, OCTET4, OCTET4; \
	VPXOR SIGN, OCTET5, OCTET5; \
	VPXOR SIGN, OCTET6, OCTET6; \
	VPXOR SIGN, OCTET7, OCTET7

// func cryptAVX2(t *Table, k *Schedule, dst, src *byte, n int)
TEXT ·cryptAVX2(SB), NOSPLIT, $0-40
	MOVQ t+0(FP), TABLE
	MOVQ k+8(FP), SCHEDULE
	MOVQ dst+16(FP), DST
	MOVQ src+24(FP), SRC
	MOVQ n+32(FP), COUNT

group:
	LOAD(0, Y0)
	LOAD(32, Y1)
	LOAD(64, Y2)
	LOAD(96, Y3)
	LOAD(128, Y4)
	LOAD(160, Y5)
	LOAD(192, Y6)
	LOAD(224, Y7)

	UNPACK(VPUNPCKLWD, VPUNPCKHWD, Y0, Y1, Y8, Y9)
	UNPACK(VPUNPCKLWD, VPUNPCKHWD, Y2, Y3, Y10, Y11)
	UNPACK(VPUNPCKLWD, VPUNPCKHWD, Y4, Y5, Y12, Y13)
	UNPACK(VPUNPCKLWD, VPUNPCKHWD, Y6, Y7, Y14, Y15)
	UNPACK(VPUNPCKLDQ, VPUNPCKHDQ, Y8, Y10, Y0, Y1)
	UNPACK(VPUNPCKLDQ, VPUNPCKHDQ, Y9, Y11, Y2, Y3)
	UNPACK(VPUNPCKLDQ, VPUNPCKHDQ, Y12, Y14, Y4, Y5)
	UNPACK(VPUNPCKLDQ, VPUNPCKHDQ, Y13, Y15, Y6, Y7)
	UNPACK(VPUNPCKLQDQ, VPUNPCKHQDQ, Y0, Y4, Y8, Y9)
	UNPACK(VPUNPCKLQDQ, VPUNPCKHQDQ, Y1, Y5, Y10, Y11)
	UNPACK(VPUNPCKLQDQ, VPUNPCKHQDQ, Y2, Y6, Y12, Y13)
	UNPACK(VPUNPCKLQDQ, VPUNPCKHQDQ, Y3, Y7, Y14, Y15)

	VPBROADCASTD constants<>+0(SB), SIGN
	VPBROADCASTD constants<>+4(SB), FULL
	VPBROADCASTD constants<>+8(SB), NIBBLE
	CHANGE_SIGNS
	XORL ROUNDS, ROUNDS

rounds:
	ROUND(OCTET0, OCTET1, OCTET2, OCTET3, OCTET4, OCTET5, OCTET6, OCTET7)
	INCL ROUNDS
	ROUND(OCTET4, OCTET5, OCTET6, OCTET7, OCTET0, OCTET1, OCTET2, OCTET3)
	INCL ROUNDS
	CMPL ROUNDS, $32
	JLT  rounds

	// The last round does not swap the halves, so N2 stands before N1.
	CHANGE_SIGNS
	UNPACK(VPUNPCKLWD, VPUNPCKHWD, Y12, Y13, Y0, Y1)
	UNPACK(VPUNPCKLWD, VPUNPCKHWD, Y14, Y15, Y2, Y3)
	UNPACK(VPUNPCKLWD, VPUNPCKHWD, Y8, Y9, Y4, Y5)
	UNPACK(VPUNPCKLWD, VPUNPCKHWD, Y10, Y11, Y6, Y7)
	UNPACK(VPUNPCKLDQ, VPUNPCKHDQ, Y0, Y2, Y12, Y13)
	UNPACK(VPUNPCKLDQ, VPUNPCKHDQ, Y1, Y3, Y14, Y15)
	UNPACK(VPUNPCKLDQ, VPUNPCKHDQ, Y4, Y6, Y8, Y9)
	UNPACK(VPUNPCKLDQ, VPUNPCKHDQ, Y5, Y7, Y10, Y11)
	UNPACK(VPUNPCKLQDQ, VPUNPCKHQDQ, Y12, Y8, Y0, Y1)
	UNPACK(VPUNPCKLQDQ, VPUNPCKHQDQ, Y13, Y9, Y2, Y3)
	UNPACK(VPUNPCKLQDQ, VPUNPCKHQDQ, Y14, Y10, Y4, Y5)
	UNPACK(VPUNPCKLQDQ, VPUNPCKHQDQ, Y15, Y11, Y6, Y7)

	STORE(0, Y0)
	STORE(32, Y1)
	STORE(64, Y2)
	STORE(96, Y3)
	STORE(128, Y4)
	STORE(160, Y5)
	STORE(192, Y6)
	STORE(224, Y7)
	ADDQ $256, SRC
	ADDQ $256, DST
	DECQ COUNT
	JNZ  group

	VZEROALL
	RET
