// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

// The sum of those columns of a table whose bits are set in an element.
//
// A word of the element is in all four quarters of EVEN, the bit in question uppermost,
// and the column or zero is chosen by it. ODD is one bit ahead, so that both can go two
// bits at a time and do not wait for each other; so do the two sums. Bits go down from the
// last, and all columns are read, from addresses that depend on m alone.

#include "textflag.h"

#define Z DI
#define COLUMN SI
#define X DX
#define M CX
#define STRIDE R8
#define COUNT R9

#define EVEN Y0
#define ODD Y1
#define ZERO Y2
#define SUM0 Y3
#define SUM1 Y4
#define TERM Y5

// ONE adds to SUM the column at -DISTANCE if the uppermost of BITS is set, and shifts BITS.
#define ONE(BITS, BY, DISTANCE, SUM) \
	VBLENDVPD	BITS, -DISTANCE(COLUMN), ZERO, TERM; \
	VPSLLQ	BY, BITS, BITS; \
	VPXOR	TERM, SUM, SUM

// TWO is ONE for columns of two blocks, of which the second one goes to SUM1.
#define TWO(BITS, BY, DISTANCE) \
	VBLENDVPD	BITS, -DISTANCE(COLUMN), ZERO, TERM; \
	VPXOR	TERM, SUM0, SUM0; \
	VBLENDVPD	BITS, 32-DISTANCE(COLUMN), ZERO, TERM; \
	VPXOR	TERM, SUM1, SUM1; \
	VPSLLQ	BY, BITS, BITS

// func sumColumns(z *Element, columns *[4]uint64, x *Element, m, perColumn int)
TEXT ·sumColumns(SB), NOSPLIT, $0-40
	MOVQ	z+0(FP), Z
	MOVQ	columns+8(FP), COLUMN
	MOVQ	x+16(FP), X
	MOVQ	m+24(FP), M
	MOVQ	perColumn+32(FP), STRIDE

	SHLQ	$5, STRIDE
	MOVQ	M, COUNT
	IMULQ	STRIDE, COUNT
	ADDQ	COUNT, COLUMN // the end of the last column

	// The last word has only m mod 64 bits, and is moved up by the rest.
	MOVQ	M, COUNT
	ANDQ	$63, COUNT
	MOVQ	$64, AX
	SUBQ	COUNT, AX
	VMOVQ	AX, X7
	SHRQ	$6, M
	VPBROADCASTQ	(X)(M*8), EVEN
	VPSLLQ	X7, EVEN, EVEN

	VPXOR	ZERO, ZERO, ZERO
	VPXOR	SUM0, SUM0, SUM0
	VPXOR	SUM1, SUM1, SUM1
	CMPQ	STRIDE, $64
	JEQ	lastOfTwo

lastOfOne:
	ONE(EVEN, $1, 32, SUM0)
	SUBQ	$32, COLUMN
	DECQ	COUNT
	JNZ	lastOfOne

wordOfOne:
	VPBROADCASTQ	-8(X)(M*8), EVEN
	VPADDQ	EVEN, EVEN, ODD
	MOVQ	$8, COUNT

octetOfOne:
	ONE(EVEN, $2, 32, SUM0)
	ONE(ODD, $2, 64, SUM1)
	ONE(EVEN, $2, 96, SUM0)
	ONE(ODD, $2, 128, SUM1)
	ONE(EVEN, $2, 160, SUM0)
	ONE(ODD, $2, 192, SUM1)
	ONE(EVEN, $2, 224, SUM0)
	ONE(ODD, $2, 256, SUM1)
	SUBQ	$256, COLUMN
	DECQ	COUNT
	JNZ	octetOfOne
	DECQ	M
	JNZ	wordOfOne
	VPXOR	SUM1, SUM0, SUM0
	VMOVDQU	SUM0, 0(Z)
	VZEROUPPER
	RET

lastOfTwo:
	TWO(EVEN, $1, 64)
	SUBQ	$64, COLUMN
	DECQ	COUNT
	JNZ	lastOfTwo

wordOfTwo:
	VPBROADCASTQ	-8(X)(M*8), EVEN
	VPADDQ	EVEN, EVEN, ODD
	MOVQ	$16, COUNT

nibbleOfTwo:
	TWO(EVEN, $2, 64)
	TWO(ODD, $2, 128)
	TWO(EVEN, $2, 192)
	TWO(ODD, $2, 256)
	SUBQ	$256, COLUMN
	DECQ	COUNT
	JNZ	nibbleOfTwo
	DECQ	M
	JNZ	wordOfTwo

	// An element has three words more than the first block.
	VMOVDQU	SUM0, 0(Z)
	VMOVDQU	X4, 32(Z)
	VEXTRACTI128	$1, SUM1, X6
	VMOVQ	X6, 48(Z)
	VZEROUPPER
	RET
