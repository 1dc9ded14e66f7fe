// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"

// A row of a table is 32 words in eight registers. Each is loaded and kept by a
// mask, all ones for the word whose number is the index, all zeros for the
// others; what is left of all eight are four words of which three are zero.

DATA first<>+0(SB)/8, $0
DATA first<>+8(SB)/8, $1
DATA first<>+16(SB)/8, $2
DATA first<>+24(SB)/8, $3
DATA four<>+0(SB)/8, $4
GLOBL first<>(SB), RODATA|NOPTR, $32
GLOBL four<>(SB), RODATA|NOPTR, $8

#define INDEX Y8
#define COUNT Y9
#define FOUR  Y10
#define SUM   Y11
#define PART0 Y12
#define PART1 Y13

#define MASK(m) \
	VPCMPEQQ INDEX, COUNT, m; \
	VPADDQ FOUR, COUNT, COUNT

#define PICK(row, word) \
	VPAND row+0(SI), Y0, SUM; \
	VPAND row+32(SI), Y1, PART1; \
	VPAND row+64(SI), Y2, PART0; \
	VPOR PART1, SUM, SUM; \
	VPAND row+96(SI), Y3, PART1; \
	VPOR PART0, SUM, SUM; \
	VPAND row+128(SI), Y4, PART0; \
	VPOR PART1, SUM, SUM; \
	VPAND row+160(SI), Y5, PART1; \
	VPOR PART0, SUM, SUM; \
	VPAND row+192(SI), Y6, PART0; \
	VPOR PART1, SUM, SUM; \
	VPAND row+224(SI), Y7, PART1; \
	VPOR PART0, SUM, SUM; \
	VPOR PART1, SUM, SUM; \
	VEXTRACTI128 $1, SUM, X12; \
	VPOR X12, X11, X11; \
	VPUNPCKHQDQ X11, X11, X12; \
	VPOR X12, X11, X11; \
	VMOVQ X11, word(DI)

// func pickAVX2(p *Point, t *table, index uint64, words int)
TEXT ·pickAVX2(SB), NOSPLIT, $0-32
	MOVQ p+0(FP), DI
	MOVQ t+8(FP), SI
	MOVQ words+24(FP), CX
	VPBROADCASTQ index+16(FP), INDEX
	VMOVDQU first<>(SB), COUNT
	VPBROADCASTQ four<>(SB), FOUR
	MASK(Y0)
	MASK(Y1)
	MASK(Y2)
	MASK(Y3)
	MASK(Y4)
	MASK(Y5)
	MASK(Y6)
	MASK(Y7)

next:
	PICK(0, 0)
	PICK(7*256, 7*8)
	ADDQ $256, SI
	ADDQ $8, DI
	DECQ CX
	JNZ next
	VZEROUPPER
	RET
