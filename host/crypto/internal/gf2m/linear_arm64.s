// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

// The sum of those columns of a table whose bits are set in an element.
//
// A word of the element is in both halves of BITS. Where it has the bit in question the
// comparison makes a mask of all ones, and of zeros where it has not. All columns are read,
// in order, from addresses that depend on m alone.

#include "textflag.h"

#define Z R0
#define COLUMN R1
#define X R2
#define M R3
#define BLOCKS R4
#define COUNT R5

#define BITS V0
#define BIT V1
#define MASK V2
#define FIRST V3
#define SUM0 V4
#define SUM1 V5
#define SUM2 V6
#define SUM3 V7
#define TERM0 V16
#define TERM1 V17
#define TERM2 V18
#define TERM3 V19

// NEXT_WORD reads a word, and how many of its bits there are.
#define NEXT_WORD \
	VLD1R.P	8(X), [BITS.D2]; \
	VORR	FIRST.B16, FIRST.B16, BIT.B16; \
	MOVD	$64, COUNT; \
	CMP	COUNT, M; \
	CSEL	LT, M, COUNT, COUNT; \
	SUB	COUNT, M

// NEXT_BIT makes the mask of a bit.
#define NEXT_BIT \
	VCMTST	BIT.D2, BITS.D2, MASK.D2; \
	VADD	BIT.D2, BIT.D2, BIT.D2

#define ADD_MASKED(SUM, TERM) \
	VAND	MASK.B16, TERM.B16, TERM.B16; \
	VEOR	TERM.B16, SUM.B16, SUM.B16

// func sumColumns(z *Element, columns *[4]uint64, x *Element, m, perColumn int)
TEXT ·sumColumns(SB), NOSPLIT, $0-40
	MOVD	z+0(FP), Z
	MOVD	columns+8(FP), COLUMN
	MOVD	x+16(FP), X
	MOVD	m+24(FP), M
	MOVD	perColumn+32(FP), BLOCKS

	MOVD	$1, R6
	VDUP	R6, FIRST.D2
	VEOR	SUM0.B16, SUM0.B16, SUM0.B16
	VEOR	SUM1.B16, SUM1.B16, SUM1.B16
	VEOR	SUM2.B16, SUM2.B16, SUM2.B16
	VEOR	SUM3.B16, SUM3.B16, SUM3.B16
	CMP	$2, BLOCKS
	BEQ	wordOfTwo

wordOfOne:
	NEXT_WORD

bitOfOne:
	NEXT_BIT
	VLD1.P	32(COLUMN), [TERM0.B16, TERM1.B16]
	ADD_MASKED(SUM0, TERM0)
	ADD_MASKED(SUM1, TERM1)
	SUBS	$1, COUNT
	BNE	bitOfOne
	CBNZ	M, wordOfOne
	VST1	[SUM0.B16, SUM1.B16], (Z)
	RET

wordOfTwo:
	NEXT_WORD

bitOfTwo:
	NEXT_BIT
	VLD1.P	64(COLUMN), [TERM0.B16, TERM1.B16, TERM2.B16, TERM3.B16]
	ADD_MASKED(SUM0, TERM0)
	ADD_MASKED(SUM1, TERM1)
	ADD_MASKED(SUM2, TERM2)
	ADD_MASKED(SUM3, TERM3)
	SUBS	$1, COUNT
	BNE	bitOfTwo
	CBNZ	M, wordOfTwo

	// an element has three words more than the first block
	VST1.P	[SUM0.B16, SUM1.B16, SUM2.B16], 48(Z)
	VST1	[SUM3.D1], (Z)
	RET
