// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

// The compression of Kupyna, by AVX-512 with VBMI and GFNI.
//
// Columns. A register has eight columns as memory has them, the octet of row r in octet
// r of its column's word. Two registers go through a round together: the state of T⊕ and
// that of T⁺ of eight columns, or the halves of one of sixteen columns.
//
// Substitutions. They are as random as tables can be, so they are looked up, in
// registers: VPERMI2B picks 64 octets at once out of the 128 of a pair of registers, by
// seven bits of its index. A row's table is two pairs, of which the eighth bit chooses.
// The second pair is kept added to the first, so that the choice is between adding what
// is found there and not. VPERMI2B is what a round has most of; therefore rows that use
// the same two tables are first brought into the same register (JOIN), which halves the
// look-ups.
//
// Shift of rows. It moves octets between columns, as VPERMI2B can, too. Its index also
// undoes JOIN, and it is done four times (see below), each with another index.
//
// Matrix. Let x[k] be the substituted and shifted columns rotated by k rows, so that
// row i of x[k] is row i+k. The circulant matrix makes of them
//
//	x[0] + x[1] + 5x[2] + x[3] + 8x[4] + 6x[5] + 7x[6] + 4x[7].
//
// The last four are the first four rotated by four rows, or halves of words exchanged,
// which commutes with products. With ' for that exchange, the sum is
//
//	x[0] + x[1] + x[2] + x[3] + 4x[2] + (x[2] + 6(x[1]+x[2]) + 4x[3])' + (8x[0])'
//
// where only x[0] to x[3] are needed, and these are the results of the four shifts. A
// product by a constant is linear over the bits of an octet: VGF2P8AFFINEQB multiplies
// each octet by a matrix of 8×8 bits.
//
// Time depends on the number of blocks alone: nothing branches on octets or makes
// addresses of them, tables are registers, and no instruction's time depends on its
// operands.

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

// Z0 to Z15 are the tables. P and Q are the states of T⊕ and T⁺.
#define P0 Z16
#define P1 Z17
#define Q0 Z18
#define Q1 Z19
#define A0 Z20
#define A1 Z21
#define A2 Z22
#define A3 Z23
#define B0 Z24
#define B1 Z25
#define B2 Z26
#define B3 Z27
#define T0 Z28
#define T1 Z29
#define T2 Z30
#define T3 Z31

#define ODD K1 // rows 1, 3, 5 and 7
#define EVEN K2
#define UPPER K3 // rows 2, 3, 6 and 7

#define TABLE(I, A, B, C, D) \
	VMOVDQU64	256*I(PI), A; \
	VMOVDQU64	256*I+64(PI), B; \
	VPXORQ	256*I+128(PI), A, C; \
	VPXORQ	256*I+192(PI), B, D

// LOAD begins a function.
#define LOAD \
	MOVQ	h+0(FP), H; \
	MOVQ	blocks+8(FP), BLOCKS; \
	MOVQ	count+16(FP), COUNT; \
	MOVQ	pi+24(FP), PI; \
	MOVQ	v+32(FP), V; \
	TABLE(0, Z0, Z1, Z2, Z3); \
	TABLE(1, Z4, Z5, Z6, Z7); \
	TABLE(2, Z8, Z9, Z10, Z11); \
	TABLE(3, Z12, Z13, Z14, Z15); \
	MOVQ	$0xaaaaaaaaaaaaaaaa, AX; \
	KMOVQ	AX, ODD; \
	KNOTQ	ODD, EVEN; \
	MOVQ	$0xcccccccccccccccc, AX; \
	KMOVQ	AX, UPPER

// BEGIN goes to the first of the rounds.
#define BEGIN(N) \
	LEAQ	columnVectors_xor(V), XOR; \
	LEAQ	columnVectors_add(V), ADD; \
	MOVQ	$N, ROUNDS

#define NEXT(LABEL) \
	ADDQ	$128, XOR; \
	ADDQ	$128, ADD; \
	DECQ	ROUNDS; \
	JNZ	LABEL

// JOIN moves rows 0, 1, 4 and 5 of both A and B into A, and the others into B. Those of
// B move up by two rows, in a circle, to fit between those of A.
#define JOIN(A, B) \
	VPROLQ	$16, B, T0; \
	VPBLENDMB	A, T0, UPPER, B; \
	VMOVDQU8	T0, UPPER, A

// LOOKUP replaces A by its octets looked up in two tables, those of even rows in E and
// those of odd rows in O. Of a table, 0 and 1 are the first pair.
#define LOOKUP(A, E0, E1, E2, E3, O0, O1, O2, O3) \
	VGF2P8AFFINEQB.BCST	$0, columnVectors_eighth(V), A, T3; \ // fills octets with their eighth bit
	VMOVDQA64	A, T0; \
	VPERMI2B.Z	E3, E2, EVEN, T0; \
	VMOVDQA64	A, T1; \
	VPERMI2B.Z	O3, O2, ODD, T1; \
	VMOVDQA64	A, T2; \
	VPERMI2B.Z	E1, E0, EVEN, T2; \
	VPERMI2B.Z	O1, O0, ODD, A; \
	VPTERNLOGQ	$0x28, T3, T1, T0; \ // (T0 + T1) and T3
	VPTERNLOGQ	$0x96, T2, T0, A

// SHIFT sets X0 to X3 to x[0] to x[3] of one of the two states in A and B. An index is
// lost when it is used, so that it is read anew each time.
#define SHIFT(A, B, WHICH, X0, X1, X2, X3) \
	VMOVDQU64	columnVectors_rows+256*WHICH+64(V), X1; \
	VPERMI2B	B, A, X1; \
	VMOVDQU64	columnVectors_rows+256*WHICH+128(V), X2; \
	VPERMI2B	B, A, X2; \
	VMOVDQU64	columnVectors_rows+256*WHICH+192(V), X3; \
	VPERMI2B	B, A, X3; \
	VMOVDQU64	columnVectors_rows+256*WHICH(V), X0; \
	VPERMI2B	B, A, X0

// MULTIPLY makes the sum above that of R and X3, and overwrites the rest.
#define MULTIPLY(X0, X1, X2, X3, R, S, T) \
	VPXORQ	X1, X2, X1; \
	VGF2P8AFFINEQB.BCST	$0, columnVectors_by6(V), X1, R; \
	VGF2P8AFFINEQB.BCST	$0, columnVectors_by4(V), X2, S; \
	VGF2P8AFFINEQB.BCST	$0, columnVectors_by4(V), X3, T; \
	VPTERNLOGQ	$0x96, X0, X1, X3; \ // x[0] + x[1] + x[2] + x[3]
	VGF2P8AFFINEQB.BCST	$0, columnVectors_by8(V), X0, X0; \
	VPTERNLOGQ	$0x96, R, T, X2; \
	VPSHUFD	$0xb1, X2, X2; \ // (x[2] + 6(x[1]+x[2]) + 4x[3])'
	VPTERNLOGQ	$0x96, S, X2, X3; \
	VPSHUFD	$0xb1, X0, R // (8x[0])'

// ROUND is all of a round of A and B but the numbers added. What A3 and B3 hold is to be
// added to A and B then, which is no instruction more: that of T⊕ adds the number of the
// next round, too. After the last round the numbers are zero.
#define ROUND(A, B) \
	JOIN(A, B); \
	LOOKUP(A, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7); \
	LOOKUP(B, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15); \
	SHIFT(A, B, 0, A0, A1, A2, A3); \
	SHIFT(A, B, 1, B0, B1, B2, B3); \
	MULTIPLY(A0, A1, A2, A3, A, T0, T1); \
	MULTIPLY(B0, B1, B2, B3, B, T2, T3)

// func absorb8VBMI(h *state, blocks *byte, count int, pi *[4][256]uint8, v *columnVectors)
TEXT ·absorb8VBMI(SB), NOSPLIT, $0-40
	LOAD
	VMOVDQU64	(H), P0

block:
	BEGIN(10)
	VMOVDQU64	(BLOCKS), Q0
	VPTERNLOGQ	$0x96, (XOR), Q0, P0
	VPADDQ	(ADD), Q0, Q0

round:
	ROUND(P0, Q0)
	VPTERNLOGQ	$0x96, 128(XOR), A3, P0
	VPXORQ	B3, Q0, Q0
	VPADDQ	128(ADD), Q0, Q0
	NEXT(round)

	VPTERNLOGQ	$0x96, (H), Q0, P0
	VMOVDQU64	P0, (H)
	ADDQ	$64, BLOCKS
	DECQ	COUNT
	JNZ	block
	VZEROUPPER
	RET

// func absorb16VBMI(h *state, blocks *byte, count int, pi *[4][256]uint8, v *columnVectors)
TEXT ·absorb16VBMI(SB), NOSPLIT, $0-40
	LOAD
	VMOVDQU64	(H), P0
	VMOVDQU64	64(H), P1

block:
	BEGIN(14)
	VMOVDQU64	(BLOCKS), Q0
	VMOVDQU64	64(BLOCKS), Q1
	VPTERNLOGQ	$0x96, (XOR), Q0, P0
	VPTERNLOGQ	$0x96, 64(XOR), Q1, P1
	VPADDQ	(ADD), Q0, Q0
	VPADDQ	64(ADD), Q1, Q1

round:
	ROUND(P0, P1)
	VPTERNLOGQ	$0x96, 128(XOR), A3, P0
	VPTERNLOGQ	$0x96, 192(XOR), B3, P1
	ROUND(Q0, Q1)
	VPXORQ	A3, Q0, Q0
	VPXORQ	B3, Q1, Q1
	VPADDQ	128(ADD), Q0, Q0
	VPADDQ	192(ADD), Q1, Q1
	NEXT(round)

	VPTERNLOGQ	$0x96, (H), Q0, P0
	VPTERNLOGQ	$0x96, 64(H), Q1, P1
	VMOVDQU64	P0, (H)
	VMOVDQU64	P1, 64(H)
	ADDQ	$128, BLOCKS
	DECQ	COUNT
	JNZ	block
	VZEROUPPER
	RET
