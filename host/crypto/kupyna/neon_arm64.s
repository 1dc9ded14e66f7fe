// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

// The compression of Kupyna, by NEON.
//
// Rows. Registers At and Bt hold rows t and t+4, octet by octet: all their octets use
// the same table. Of eight columns, At has both rows of T⊕ and Bt both rows of T⁺; of
// sixteen, At is row t and Bt row t+4, and the two permutations come one after the other.
//
// Substitutions. VTBL looks up octets in 64, which four registers hold, and gives zero
// for an index out of range, where VTBX leaves what was there. So a table is one VTBL
// and three VTBX, before each of which the indices sink by 64.
//
// Shift of rows. It is a VTBL, and so is the way between rows and columns.
//
// Matrix. Let x[k] be the k-th row from row i on, in a circle. Row i of the product is
//
//	x[0] + x[1] + 5x[2] + x[3] + 8x[4] + 6x[5] + 7x[6] + 4x[7],
//
// which with t = x[5]+x[6] is
//
//	x[0] + x[1] + x[2] + x[3] + x[6] + 2(t + 2(t + x[2] + x[7] + 2x[4])).
//
// Rows that follow are in the registers that follow, of eight columns with the two rows
// of a register exchanged after the last. The double of an octet is the octet shifted,
// plus what the bit shifted out finds in a table of two octets.
//
// Numbers added. T⊕ adds to row 0 by exclusive or. T⁺ adds to columns, with carries from
// row to row. A row carries if its sum overflows, or if the sum is 0xff and there is a
// carry into it. Of eight columns, carries first go through rows 0 to 3 and through rows
// 4 to 7 at the same time; what leaves row 3 then goes on as far as it can.
//
// Time depends on the number of blocks alone: nothing branches on octets or makes
// addresses of them, and no instruction's time depends on its operands.

#include "textflag.h"
#include "go_asm.h"

#define H R0
#define BLOCKS R1
#define COUNT R2
#define PI R3
#define V R4
#define XORED R5 // the numbers that T⊕ adds in a round
#define ADDED R6 // those of T⁺
#define ROUNDS R7
#define POINTER R8

#define A0 V0.B16
#define A1 V1.B16
#define A2 V2.B16
#define A3 V3.B16
#define B0 V4.B16
#define B1 V5.B16
#define B2 V6.B16
#define B3 V7.B16
#define T0 V8.B16
#define T1 V9.B16
#define T2 V10.B16
#define T3 V11.B16
#define NONE V12.B16 // all bits zero
#define ALL V13.B16 // all bits one
#define REDUCTION V14.B16
#define PART V15.B16 // 64 in each octet
#define U0 V16.B16
#define U1 V17.B16
#define U2 V18.B16
#define U3 V19.B16
#define U4 V20.B16
#define U5 V21.B16
#define U6 V22.B16
#define U7 V23.B16

#define LOAD \
	MOVD	h+0(FP), H; \
	MOVD	blocks+8(FP), BLOCKS; \
	MOVD	count+16(FP), COUNT; \
	MOVD	pi+24(FP), PI; \
	MOVD	v+32(FP), V; \
	VEOR	NONE, NONE, NONE; \
	VCMEQ	NONE, NONE, ALL; \
	VMOVI	$64, PART; \
	VLD1	(V), [REDUCTION]

// BEGIN goes to the first of the rounds.
#define BEGIN(N) \
	MOVD	$rowVectors_xor(V), XORED; \
	MOVD	$rowVectors_add(V), ADDED; \
	MOVD	$N, ROUNDS

// LOOKUP looks A and B up in a table, which POINTER points to.
#define LOOKUP(A, B) \
	VLD1.P	64(POINTER), [V16.B16, V17.B16, V18.B16, V19.B16]; \
	VLD1.P	64(POINTER), [V20.B16, V21.B16, V22.B16, V23.B16]; \
	VLD1.P	64(POINTER), [V24.B16, V25.B16, V26.B16, V27.B16]; \
	VLD1.P	64(POINTER), [V28.B16, V29.B16, V30.B16, V31.B16]; \
	VTBL	A, [V16.B16, V17.B16, V18.B16, V19.B16], T0; \
	VTBL	B, [V16.B16, V17.B16, V18.B16, V19.B16], T1; \
	VSUB	PART, A, A; \
	VSUB	PART, B, B; \
	VTBX	A, [V20.B16, V21.B16, V22.B16, V23.B16], T0; \
	VTBX	B, [V20.B16, V21.B16, V22.B16, V23.B16], T1; \
	VSUB	PART, A, A; \
	VSUB	PART, B, B; \
	VTBX	A, [V24.B16, V25.B16, V26.B16, V27.B16], T0; \
	VTBX	B, [V24.B16, V25.B16, V26.B16, V27.B16], T1; \
	VSUB	PART, A, A; \
	VSUB	PART, B, B; \
	VTBX	A, [V28.B16, V29.B16, V30.B16, V31.B16], T0; \
	VTBX	B, [V28.B16, V29.B16, V30.B16, V31.B16], T1; \
	VORR	T0, T0, A; \
	VORR	T1, T1, B

// SUBSTITUTE substitutes and shifts all rows.
#define SUBSTITUTE \
	MOVD	PI, POINTER; \
	LOOKUP(A0, B0); \
	LOOKUP(A1, B1); \
	LOOKUP(A2, B2); \
	LOOKUP(A3, B3); \
	MOVD	$rowVectors_shift(V), POINTER; \
	VLD1.P	64(POINTER), [U0, U1, U2, U3]; \
	VLD1	(POINTER), [U4, U5, U6, U7]; \
	VTBL	U0, [A0], A0; \
	VTBL	U1, [A1], A1; \
	VTBL	U2, [A2], A2; \
	VTBL	U3, [A3], A3; \
	VTBL	U4, [B0], B0; \
	VTBL	U5, [B1], B1; \
	VTBL	U6, [B2], B2; \
	VTBL	U7, [B3], B3

// DOUBLE sets R to twice A.
#define DOUBLE(A, R) \
	VUSHR	$7, A, V28.B16; \
	VSHL	$1, A, R; \
	VTBL	V28.B16, [REDUCTION], V28.B16; \
	VEOR	V28.B16, R, R

// PRODUCT sets R to rows of the product, given x[0] to x[7].
#define PRODUCT(A, B, C, D, E, F, G, I, R) \
	VEOR	F, G, V29.B16; \ // t
	VEOR	C, I, V30.B16; \
	VEOR	V29.B16, V30.B16, V30.B16; \
	DOUBLE(E, R); \
	VEOR	V30.B16, R, R; \
	DOUBLE(R, R); \
	VEOR	V29.B16, R, R; \
	DOUBLE(R, R); \
	VEOR	A, B, V29.B16; \
	VEOR	C, D, V30.B16; \
	VEOR	G, V29.B16, V29.B16; \
	VEOR	V30.B16, V29.B16, V29.B16; \
	VEOR	V29.B16, R, R

// MOVE copies the product from U.
#define MOVE \
	VORR	U0, U0, A0; \
	VORR	U1, U1, A1; \
	VORR	U2, U2, A2; \
	VORR	U3, U3, A3; \
	VORR	U4, U4, B0; \
	VORR	U5, U5, B1; \
	VORR	U6, U6, B2; \
	VORR	U7, U7, B3

// MIX8 multiplies the columns that have two rows in each of four registers.
#define MIX8(W0, W1, W2, W3, R0, R1, R2, R3) \
	VEXT	$8, W0, W0, T0; \
	VEXT	$8, W1, W1, T1; \
	VEXT	$8, W2, W2, T2; \
	VEXT	$8, W3, W3, T3; \
	PRODUCT(W0, W1, W2, W3, T0, T1, T2, T3, R0); \
	PRODUCT(W1, W2, W3, T0, T1, T2, T3, W0, R1); \
	PRODUCT(W2, W3, T0, T1, T2, T3, W0, W1, R2); \
	PRODUCT(W3, T0, T1, T2, T3, W0, W1, W2, R3)

// MIX16 multiplies the columns that have a row in each register.
#define MIX16 \
	PRODUCT(A0, A1, A2, A3, B0, B1, B2, B3, U0); \
	PRODUCT(A1, A2, A3, B0, B1, B2, B3, A0, U1); \
	PRODUCT(A2, A3, B0, B1, B2, B3, A0, A1, U2); \
	PRODUCT(A3, B0, B1, B2, B3, A0, A1, A2, U3); \
	PRODUCT(B0, B1, B2, B3, A0, A1, A2, A3, U4); \
	PRODUCT(B1, B2, B3, A0, A1, A2, A3, B0, U5); \
	PRODUCT(B2, B3, A0, A1, A2, A3, B0, B1, U6); \
	PRODUCT(B3, A0, A1, A2, A3, B0, B1, B2, U7); \
	MOVE

// XORNUMBERS is the beginning of a round of T⊕.
#define XORNUMBERS \
	VLD1.P	16(XORED), [T0]; \
	VEOR	T0, A0, A0

// OVERFLOW sets W to where S, the sum of W and a number, has overflowed: where it is
// less than W.
#define OVERFLOW(W, S) \
	VUMAX	S, W, W; \
	VCMEQ	S, W, W; \
	VEOR	ALL, W, W

// CARRY sets C to the carries into a row that go on out of it because its sum S is 0xff,
// and adds them to those in W.
#define CARRY(S, W, C) \
	VCMEQ	ALL, S, T3; \
	VAND	C, T3, C; \
	VORR	C, W, W

// ADDNUMBERS8 is the beginning of a round of T⁺ with eight columns. The sums are in U.
#define ADDNUMBERS8 \
	VLD1	(ADDED), [U0, U1, U2, U3]; \
	ADD	$128, ADDED; \
	VADD	U0, B0, U0; \
	VADD	U1, B1, U1; \
	VADD	U2, B2, U2; \
	VADD	U3, B3, U3; \
	OVERFLOW(B0, U0); \
	OVERFLOW(B1, U1); \
	OVERFLOW(B2, U2); \
	OVERFLOW(B3, U3); \
	VORR	B0, B0, T0; \
	CARRY(U1, B1, T0); \
	VORR	B1, B1, T0; \
	CARRY(U2, B2, T0); \
	VORR	B2, B2, T0; \
	CARRY(U3, B3, T0); \
	VEXT	$8, B3, NONE, T1; \ // what leaves row 3 enters row 4
	VORR	T1, T1, T0; \
	CARRY(U0, B0, T0); \
	CARRY(U1, B1, T0); \
	CARRY(U2, B2, T0); \
	VSUB	B2, U3, B3; \ // a carry is -1
	VSUB	B1, U2, B2; \
	VSUB	B0, U1, B1; \
	VSUB	T1, U0, B0

// ADDNUMBERS16 is the beginning of a round of T⁺ with sixteen columns.
#define ADDNUMBERS16 \
	VLD1.P	64(ADDED), [U0, U1, U2, U3]; \
	VLD1.P	64(ADDED), [U4, U5, U6, U7]; \
	VADD	U0, A0, U0; \
	VADD	U1, A1, U1; \
	VADD	U2, A2, U2; \
	VADD	U3, A3, U3; \
	VADD	U4, B0, U4; \
	VADD	U5, B1, U5; \
	VADD	U6, B2, U6; \
	VADD	U7, B3, U7; \
	OVERFLOW(A0, U0); \
	OVERFLOW(A1, U1); \
	OVERFLOW(A2, U2); \
	OVERFLOW(A3, U3); \
	OVERFLOW(B0, U4); \
	OVERFLOW(B1, U5); \
	OVERFLOW(B2, U6); \
	VORR	A0, A0, T0; \
	CARRY(U1, A1, T0); \
	VORR	A1, A1, T0; \
	CARRY(U2, A2, T0); \
	VORR	A2, A2, T0; \
	CARRY(U3, A3, T0); \
	VORR	A3, A3, T0; \
	CARRY(U4, B0, T0); \
	VORR	B0, B0, T0; \
	CARRY(U5, B1, T0); \
	VORR	B1, B1, T0; \
	CARRY(U6, B2, T0); \
	VSUB	B2, U7, B3; \
	VSUB	B1, U6, B2; \
	VSUB	B0, U5, B1; \
	VSUB	A3, U4, B0; \
	VSUB	A2, U3, A3; \
	VSUB	A1, U2, A2; \
	VSUB	A0, U1, A1; \
	VORR	U0, U0, A0

// HALF64 adds the 64 octets at SOURCE to U0 to U3.
#define HALF64(SOURCE) \
	VLD1	(SOURCE), [T0, T1, T2, T3]; \
	VEOR	T0, U0, U0; \
	VEOR	T1, U1, U1; \
	VEOR	T2, U2, U2; \
	VEOR	T3, U3, U3

// GATHER sets four registers to octets of four others by the indices at FIELD.
#define GATHER(FIELD, S0, S1, S2, S3, R0, R1, R2, R3) \
	MOVD	$FIELD(V), POINTER; \
	VLD1	(POINTER), [T0, T1, T2, T3]; \
	VTBL	T0, [S0, S1, S2, S3], R0; \
	VTBL	T1, [S0, S1, S2, S3], R1; \
	VTBL	T2, [S0, S1, S2, S3], R2; \
	VTBL	T3, [S0, S1, S2, S3], R3

// func absorb8NEON(h *state, blocks *byte, count int, pi *[4][256]uint8, v *rowVectors)
TEXT ·absorb8NEON(SB), NOSPLIT, $0-40
	LOAD

block:
	VLD1.P	64(BLOCKS), [U0, U1, U2, U3]
	GATHER(rowVectors_rows, U0, U1, U2, U3, B0, B1, B2, B3)
	HALF64(H)
	GATHER(rowVectors_rows, U0, U1, U2, U3, A0, A1, A2, A3)
	BEGIN(10)

round:
	XORNUMBERS
	ADDNUMBERS8
	SUBSTITUTE
	MIX8(A0, A1, A2, A3, U0, U1, U2, U3)
	MIX8(B0, B1, B2, B3, U4, U5, U6, U7)
	MOVE
	SUBS	$1, ROUNDS
	BNE	round

	VEOR	B0, A0, A0
	VEOR	B1, A1, A1
	VEOR	B2, A2, A2
	VEOR	B3, A3, A3
	GATHER(rowVectors_columns, A0, A1, A2, A3, U0, U1, U2, U3)
	HALF64(H)
	VST1	[U0, U1, U2, U3], (H)
	SUBS	$1, COUNT
	BNE	block
	RET

// LANES makes of row t, or of columns 0 to 7 of rows t and t+4, columns 0 to 7 of rows t
// and t+4, or row t, and of the other register what is left.
#define LANES(A, B) \
	VZIP1	B.D2, A.D2, V8.D2; \
	VZIP2	B.D2, A.D2, B.D2; \
	VORR	V8.B16, V8.B16, A.B16

#define ALLLANES \
	LANES(V0, V4); \
	LANES(V1, V5); \
	LANES(V2, V6); \
	LANES(V3, V7)

// ADD16 adds the state in A and B to that at H.
#define ADD16 \
	ALLLANES; \
	GATHER(rowVectors_columns, A0, A1, A2, A3, U0, U1, U2, U3); \
	HALF64(H); \
	VST1.P	[U0, U1, U2, U3], 64(H); \
	GATHER(rowVectors_columns, B0, B1, B2, B3, U0, U1, U2, U3); \
	HALF64(H); \
	VST1	[U0, U1, U2, U3], (H); \
	SUB	$64, H

// func absorb16NEON(h *state, blocks *byte, count int, pi *[4][256]uint8, v *rowVectors)
TEXT ·absorb16NEON(SB), NOSPLIT, $0-40
	LOAD

block:
	VLD1.P	64(BLOCKS), [U0, U1, U2, U3]
	HALF64(H)
	GATHER(rowVectors_rows, U0, U1, U2, U3, A0, A1, A2, A3)
	VLD1	(BLOCKS), [U0, U1, U2, U3]
	ADD	$64, H
	HALF64(H)
	SUB	$64, H
	GATHER(rowVectors_rows, U0, U1, U2, U3, B0, B1, B2, B3)
	ALLLANES
	BEGIN(14)

roundP:
	XORNUMBERS
	SUBSTITUTE
	MIX16
	SUBS	$1, ROUNDS
	BNE	roundP

	ADD16
	SUB	$64, BLOCKS
	VLD1.P	64(BLOCKS), [U0, U1, U2, U3]
	GATHER(rowVectors_rows, U0, U1, U2, U3, A0, A1, A2, A3)
	VLD1.P	64(BLOCKS), [U0, U1, U2, U3]
	GATHER(rowVectors_rows, U0, U1, U2, U3, B0, B1, B2, B3)
	ALLLANES
	BEGIN(14)

roundQ:
	ADDNUMBERS16
	SUBSTITUTE
	MIX16
	SUBS	$1, ROUNDS
	BNE	roundQ

	ADD16
	SUBS	$1, COUNT
	BNE	block
	RET
