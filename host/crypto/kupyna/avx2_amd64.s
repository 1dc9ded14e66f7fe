// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

// The compression of Kupyna, by AVX2.
//
// Rows. Register Wt holds rows t and t+4, octet by octet: all its octets use the same
// table. A row of eight columns is a word, the lower lane of a register being that of
// T⊕ and the upper lane that of T⁺. A row of sixteen columns is a lane, and the two
// permutations come one after the other.
//
// Substitutions. VPSHUFB looks up octets by four bits in 16 octets, and gives zero for
// an index whose eighth bit is set. So a table is 16 look-ups, and the other four bits
// choose one of the results: half of the indices have their eighth bit inverted, so
// that of two results one is zero and the disjunction is the right one; VPBLENDVB
// chooses among the remaining eight by three bits.
//
// Shift of rows. It is a VPSHUFB, too.
//
// Matrix. Let x[k] be the k-th row from row i on, in a circle. Row i of the product is
//
//	x[0] + x[1] + 5x[2] + x[3] + 8x[4] + 6x[5] + 7x[6] + 4x[7].
//
// Rows that follow are in the registers that follow; after W3 come S0 to S3, which are
// W0 to W3 with their rows exchanged. With ' for that exchange and t = x[1]+x[2], the
// sum is
//
//	x[0] + t + x[3] + (x[2] + 2(t + 2(t + x[3] + x[2]' + 2x[0])))'
//
// The double of an octet is the octet shifted, plus 0x1d where its eighth bit was set.
//
// Numbers added. T⊕ adds to row 0 by exclusive or. T⁺ adds to columns, with carries from
// row to row. A row carries if its sum overflows, or if the sum is 0xff and there is a
// carry into it. Carries first go through rows 0 to 3 and through rows 4 to 7 at the
// same time; what leaves row 3 then goes on as far as it can.
//
// Time depends on the number of blocks alone: nothing branches on octets or makes
// addresses of them, and no instruction's time depends on its operands.

#include "textflag.h"
#include "go_asm.h"

#define H DI
#define BLOCKS SI
#define COUNT CX
#define ROUNDS DX
#define PI R8
#define V R9
#define XOR R10 // the numbers that T⊕ adds in a round
#define ADD R11 // those of T⁺

#define W0 Y0
#define W1 Y1
#define W2 Y2
#define W3 Y3
#define S0 Y4
#define S1 Y5
#define S2 Y6
#define S3 Y7
#define R0 Y8
#define R1 Y9
#define R2 Y10
#define R3 Y11
#define T0 Y12
#define T1 Y13
#define T2 Y14
#define NONE Y15 // all bits zero

#define LOAD \
	MOVQ	h+0(FP), H; \
	MOVQ	blocks+8(FP), BLOCKS; \
	MOVQ	count+16(FP), COUNT; \
	MOVQ	pi+24(FP), PI; \
	MOVQ	v+32(FP), V; \
	VPXOR	NONE, NONE, NONE

// BEGIN goes to the first of the rounds.
#define BEGIN(N) \
	LEAQ	rowVectors_xor(V), XOR; \
	LEAQ	rowVectors_add(V), ADD; \
	MOVQ	$N, ROUNDS

#define NEXT(ROUND) \
	ADDQ	$32, XOR; \
	ADDQ	$128, ADD; \
	DECQ	ROUNDS; \
	JNZ	ROUND

#define SHUFFLE(ORDER) \
	VPSHUFB	ORDER(V), W0, W0; \
	VPSHUFB	ORDER(V), W1, W1; \
	VPSHUFB	ORDER(V), W2, W2; \
	VPSHUFB	ORDER(V), W3, W3

// TRANSPOSE moves the 32 bits at place i of register j to place j of register i, in
// both lanes.
#define TRANSPOSE \
	VPUNPCKLDQ	W1, W0, S0; \
	VPUNPCKHDQ	W1, W0, S1; \
	VPUNPCKLDQ	W3, W2, S2; \
	VPUNPCKHDQ	W3, W2, S3; \
	VPUNPCKLQDQ	S2, S0, W0; \
	VPUNPCKHQDQ	S2, S0, W1; \
	VPUNPCKLQDQ	S3, S1, W2; \
	VPUNPCKHQDQ	S3, S1, W3

// ROWS goes from columns, two in a lane, to rows; eight columns in lanes of the same
// kind make two rows in one such lane. COLUMNS goes back.
#define ROWS \
	SHUFFLE(rowVectors_split); \
	TRANSPOSE; \
	SHUFFLE(rowVectors_sort)

#define COLUMNS \
	SHUFFLE(rowVectors_unsort); \
	TRANSPOSE; \
	SHUFFLE(rowVectors_unsplit)

// LANES exchanges the second and the third word: two rows of eight columns in each lane
// become a row of sixteen columns in each, and the other way round.
#define LANES \
	VPERMQ	$0xd8, W0, W0; \
	VPERMQ	$0xd8, W1, W1; \
	VPERMQ	$0xd8, W2, W2; \
	VPERMQ	$0xd8, W3, W3

// XORNUMBERS is the beginning of a round of T⊕.
#define XORNUMBERS \
	VPXOR	(XOR), W0, W0

// ADDNUMBERS is the beginning of a round of T⁺. In S are the sums; in W, after the
// comparisons, the carries out of them, and in R those that are 0xff. CROSS is the
// instruction, with its operands, that moves the carries out of row 3 to row 4.
#define ADDNUMBERS(CROSS) \
	VPADDB	0(ADD), W0, S0; \
	VPADDB	32(ADD), W1, S1; \
	VPADDB	64(ADD), W2, S2; \
	VPADDB	96(ADD), W3, S3; \
	VPCMPEQB	NONE, NONE, T1; \
	CARRY(W0, S0, R0); \
	CARRY(W1, S1, R1); \
	CARRY(W2, S2, R2); \
	CARRY(W3, S3, R3); \
	VPAND	W0, R1, T0; \
	VPOR	T0, W1, W1; \
	VPAND	W1, R2, T0; \
	VPOR	T0, W2, W2; \
	VPAND	W2, R3, T0; \
	VPOR	T0, W3, W3; \
	CROSS; \
	VPAND	T0, R0, T1; \
	VPOR	T1, W0, W0; \
	VPAND	T1, R1, T1; \
	VPOR	T1, W1, W1; \
	VPAND	T1, R2, T1; \
	VPOR	T1, W2, W2; \
	VPSUBB	W2, S3, W3; \ // a carry is -1
	VPSUBB	W1, S2, W2; \
	VPSUBB	W0, S1, W1; \
	VPSUBB	T0, S0, W0

// CARRY sets W to where S, the sum of W and a number, has overflowed: where it is less
// than W. It sets R to where it is 0xff.
#define CARRY(W, S, R) \
	VPMAXUB	S, W, W; \
	VPCMPEQB	S, W, W; \
	VPXOR	T1, W, W; \
	VPCMPEQB	T1, S, R

#define CROSS8 VPSLLDQ $8, W3, T0
#define CROSS16 VPERM2I128 $0x08, W3, W3, T0

// The indices, with the eighth bit as it is and inverted, and three bits for VPBLENDVB,
// which looks at the eighth bit of each octet.
#define INDEX Y4
#define INVERTED Y5
#define BIT4 Y6
#define BIT5 Y7
#define BIT6 Y12

// LOOKUP sets A to the octets looked up in parts I and I+8 of a table.
#define LOOKUP(TABLE, I, A) \
	VBROADCASTI128	256*TABLE+16*I(PI), A; \
	VBROADCASTI128	256*TABLE+16*I+128(PI), T1; \
	VPSHUFB	INDEX, A, A; \
	VPSHUFB	INVERTED, T1, T1; \
	VPOR	T1, A, A

#define SUBSTITUTE(TABLE, W) \
	VPAND	rowVectors_indexBits(V), W, INDEX; \
	VPXOR	rowVectors_eighthBits(V), INDEX, INVERTED; \
	VPSLLW	$3, W, BIT4; \
	VPSLLW	$2, W, BIT5; \
	VPSLLW	$1, W, BIT6; \
	LOOKUP(TABLE, 0, R0); \
	LOOKUP(TABLE, 1, R1); \
	VPBLENDVB	BIT4, R1, R0, R0; \
	LOOKUP(TABLE, 2, R1); \
	LOOKUP(TABLE, 3, R2); \
	VPBLENDVB	BIT4, R2, R1, R1; \
	VPBLENDVB	BIT5, R1, R0, R0; \
	LOOKUP(TABLE, 4, R1); \
	LOOKUP(TABLE, 5, R2); \
	VPBLENDVB	BIT4, R2, R1, R1; \
	LOOKUP(TABLE, 6, R2); \
	LOOKUP(TABLE, 7, R3); \
	VPBLENDVB	BIT4, R3, R2, R2; \
	VPBLENDVB	BIT5, R2, R1, R1; \
	VPBLENDVB	BIT6, R1, R0, W

// DOUBLE sets B to twice A.
#define DOUBLE(A, B) \
	VPCMPGTB	A, NONE, T0; \ // octets with the eighth bit are negative
	VPAND	rowVectors_reduction(V), T0, T0; \
	VPADDB	A, A, B; \
	VPXOR	T0, B, B

// PRODUCT sets R to rows of the product, given x[0], x[1], x[2], x[3] and x[2]'.
// EXCHANGE is the instruction that exchanges rows.
#define PRODUCT(A, B, C, D, E, EXCHANGE, R) \
	VPXOR	B, C, T1; \
	VPXOR	D, T1, T2; \
	DOUBLE(A, R); \
	VPXOR	T2, R, R; \
	VPXOR	E, R, R; \
	DOUBLE(R, R); \
	VPXOR	T1, R, R; \
	DOUBLE(R, R); \
	VPXOR	C, R, R; \
	EXCHANGE	$0x4e, R, R; \
	VPXOR	A, T2, T2; \
	VPXOR	T2, R, R

// ROUND is all of a round but the numbers added.
#define ROUND(EXCHANGE) \
	SUBSTITUTE(0, W0); \
	SUBSTITUTE(1, W1); \
	SUBSTITUTE(2, W2); \
	SUBSTITUTE(3, W3); \
	VPSHUFB	rowVectors_shift+0(V), W0, W0; \
	VPSHUFB	rowVectors_shift+32(V), W1, W1; \
	VPSHUFB	rowVectors_shift+64(V), W2, W2; \
	VPSHUFB	rowVectors_shift+96(V), W3, W3; \
	EXCHANGE	$0x4e, W0, S0; \
	EXCHANGE	$0x4e, W1, S1; \
	EXCHANGE	$0x4e, W2, S2; \
	EXCHANGE	$0x4e, W3, S3; \
	PRODUCT(W0, W1, W2, W3, S2, EXCHANGE, R0); \
	PRODUCT(W1, W2, W3, S0, S3, EXCHANGE, R1); \
	PRODUCT(W2, W3, S0, S1, W0, EXCHANGE, R2); \
	PRODUCT(W3, S0, S1, S2, W1, EXCHANGE, R3); \
	VMOVDQA	R0, W0; \
	VMOVDQA	R1, W1; \
	VMOVDQA	R2, W2; \
	VMOVDQA	R3, W3

// LOAD8 sets the lanes of W to columns I and I+1 of h ⊕ m and of m.
#define LOAD8(I, W) \
	VBROADCASTI128	8*I(BLOCKS), W; \
	VMOVDQU	8*I(H), X12; \ // the upper lane of Y12 becomes zero
	VPXOR	Y12, W, W

// STORE8 adds the lanes of W, columns I and I+1 of T⊕(h⊕m) and of T⁺(m), to h.
#define STORE8(I, W, X) \
	VEXTRACTI128	$1, W, X12; \
	VPXOR	X12, X, X; \
	VPXOR	8*I(H), X, X; \
	VMOVDQU	X, 8*I(H)

// func absorb8AVX2(h *state, blocks *byte, count int, pi *[4][256]uint8, v *rowVectors)
TEXT ·absorb8AVX2(SB), NOSPLIT, $0-40
	LOAD

block:
	LOAD8(0, W0)
	LOAD8(2, W1)
	LOAD8(4, W2)
	LOAD8(6, W3)
	ROWS
	BEGIN(10)

round:
	XORNUMBERS
	ADDNUMBERS(CROSS8)
	ROUND(VPSHUFD)
	NEXT(round)

	COLUMNS
	STORE8(0, W0, X0)
	STORE8(2, W1, X1)
	STORE8(4, W2, X2)
	STORE8(6, W3, X3)
	ADDQ	$64, BLOCKS
	DECQ	COUNT
	JNZ	block
	VZEROUPPER
	RET

// LOAD16 sets the lanes of W to columns I, I+1 and I+8, I+9 of what P points to.
#define LOAD16(P, I, W, X) \
	VMOVDQU	8*I(P), X; \
	VINSERTI128	$1, 8*I+64(P), W, W

// JOIN16 adds the columns I, I+1 and I+8, I+9 of h to W, and STORE16 adds W to them.
#define JOIN16(I, W) \
	LOAD16(H, I, Y12, X12); \
	VPXOR	Y12, W, W

#define STORE16(I, W, X) \
	JOIN16(I, W); \
	VMOVDQU	X, 8*I(H); \
	VEXTRACTI128	$1, W, 8*I+64(H)

#define BLOCK16 \
	LOAD16(BLOCKS, 0, W0, X0); \
	LOAD16(BLOCKS, 2, W1, X1); \
	LOAD16(BLOCKS, 4, W2, X2); \
	LOAD16(BLOCKS, 6, W3, X3)

#define ADD16 \
	COLUMNS; \
	STORE16(0, W0, X0); \
	STORE16(2, W1, X1); \
	STORE16(4, W2, X2); \
	STORE16(6, W3, X3)

// func absorb16AVX2(h *state, blocks *byte, count int, pi *[4][256]uint8, v *rowVectors)
TEXT ·absorb16AVX2(SB), NOSPLIT, $0-40
	LOAD

block:
	BLOCK16
	JOIN16(0, W0)
	JOIN16(2, W1)
	JOIN16(4, W2)
	JOIN16(6, W3)
	ROWS
	LANES
	BEGIN(14)

roundP:
	XORNUMBERS
	ROUND(VPERMQ)
	NEXT(roundP)

	LANES
	ADD16
	BLOCK16
	ROWS
	LANES
	BEGIN(14)

roundQ:
	ADDNUMBERS(CROSS16)
	ROUND(VPERMQ)
	NEXT(roundQ)

	LANES
	ADD16
	ADDQ	$128, BLOCKS
	DECQ	COUNT
	JNZ	block
	VZEROUPPER
	RET
