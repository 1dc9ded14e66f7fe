// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Reduction of a product modulo the field's polynomial, as reduce_amd64.h derives it.
//
// VPMULL multiplies lower halves and VPMULL2 upper ones, so the constants p and P are in
// both. What is above x^m is w>>s of the last word w; there is no shift by a count in a
// general register, but w·x^(64−s) has it for its upper half.

#define C0 V0
#define C1 V1
#define C2 V2
#define C3 V3
#define C4 V4
#define C5 V5
#define C6 V6

#define T0 V20
#define T1 V21
#define T2 V22
#define T3 V23

#define ZERO V27
#define MASK V28 // of the bits of the last word below x^m, in both halves
#define DOWN V29 // x^(64−s)
#define LITTLE V30 // p
#define TAIL V31 // P

// CONSTANTS reads from the Field that F points to.
#define CONSTANTS(F, R) \
	ADD	$Field_tail, F, R; \
	VLD1R.P	8(R), [LITTLE.D2]; \
	VLD1R	(R), [TAIL.D2]; \
	ADD	$Field_down, F, R; \
	VLD1R	(R), [DOWN.D2]; \
	ADD	$Field_mask, F, R; \
	VLD1R	(R), [MASK.D2]; \
	VEOR	ZERO.B16, ZERO.B16, ZERO.B16

// NEIGHBOURS sets D to the upper half of LOWER and the lower half of UPPER.
#define NEIGHBOURS(LOWER, UPPER, D) \
	VEXT	$8, UPPER.B16, LOWER.B16, D.B16

#define ADD_TO(Z, A) \
	VEOR	A.B16, Z.B16, Z.B16

// FOLD_EVEN adds to Z the lower half of C times P, and what of the words before and after
// it is at the same place: PREV is the former times P, NEXT becomes the upper half of C
// times P.
#define FOLD_EVEN(C, PREV, NEXT, T, Z) \
	VPMULL	TAIL.D1, C.D1, T.Q1; \
	VPMULL2	TAIL.D2, C.D2, NEXT.Q1; \
	ADD_TO(Z, T); \
	NEIGHBOURS(PREV, NEXT, T); \
	ADD_TO(Z, T)

// FOLD_ODD is FOLD_EVEN for the upper half of CA and the lower half of CB.
#define FOLD_ODD(CA, CB, PREV, NEXT, T, Z) \
	VPMULL2	TAIL.D2, CA.D2, T.Q1; \
	VPMULL	TAIL.D1, CB.D1, NEXT.Q1; \
	ADD_TO(Z, T); \
	NEIGHBOURS(PREV, NEXT, T); \
	ADD_TO(Z, T)

// FOLD_LAST is FOLD_ODD for an odd n: the lower half of Z is the last word, its upper one
// is at X^n.
#define FOLD_LAST(C, PREV, T, Z) \
	VPMULL2	TAIL.D2, C.D2, T.Q1; \
	VZIP1	ZERO.D2, Z.D2, Z.D2; \
	NEIGHBOURS(PREV, ZERO, PREV); \
	ADD_TO(Z, T); \
	ADD_TO(Z, PREV)

// CLEAR_ODD takes what is above x^m out of Z, whose lower half is the last word, and adds
// it times p to C0.
#define CLEAR_ODD(Z, T, U) \
	VPMULL	DOWN.D1, Z.D1, T.Q1; \
	VPMULL2	LITTLE.D2, T.D2, U.Q1; \
	VAND	MASK.B16, Z.B16, Z.B16; \
	ADD_TO(C0, U)

// CLEAR_EVEN is CLEAR_ODD if the last word is the upper half of Z.
#define CLEAR_EVEN(Z, T, U) \
	VPMULL2	DOWN.D2, Z.D2, T.Q1; \
	VPMULL2	LITTLE.D2, T.D2, U.Q1; \
	VAND	MASK.B16, Z.B16, T.B16; \
	VMOV	T.D[1], Z.D[1]; \
	ADD_TO(C0, U)

// CLEAR_BEYOND folds the word at X^n, the upper half of C, into C0.
#define CLEAR_BEYOND(C, T) \
	VPMULL2	TAIL.D2, C.D2, T.Q1; \
	ADD_TO(C0, T)

#define REDUCE3 \
	FOLD_ODD(C1, C2, ZERO, T1, T2, C0); \
	FOLD_LAST(C2, T1, T2, C1); \
	CLEAR_BEYOND(C1, T3); \
	CLEAR_ODD(C1, T0, T1)

#define REDUCE4 \
	FOLD_EVEN(C2, ZERO, T1, T2, C0); \
	FOLD_EVEN(C3, T1, T0, T2, C1); \
	CLEAR_EVEN(C1, T2, T3)

#define REDUCE5 \
	FOLD_ODD(C2, C3, ZERO, T1, T2, C0); \
	FOLD_ODD(C3, C4, T1, T0, T2, C1); \
	FOLD_LAST(C4, T0, T2, C2); \
	CLEAR_ODD(C2, T1, T3)

#define REDUCE6 \
	FOLD_EVEN(C3, ZERO, T1, T2, C0); \
	FOLD_EVEN(C4, T1, T0, T2, C1); \
	FOLD_EVEN(C5, T0, T1, T2, C2); \
	CLEAR_BEYOND(T1, T3); \
	CLEAR_EVEN(C2, T0, T2)

#define REDUCE7 \
	FOLD_ODD(C3, C4, ZERO, T1, T2, C0); \
	FOLD_ODD(C4, C5, T1, T0, T2, C1); \
	FOLD_ODD(C5, C6, T0, T1, T2, C2); \
	FOLD_LAST(C6, T1, T2, C3); \
	CLEAR_ODD(C3, T0, T3)

#define SHIFTED_UP(Z, BY, A, T) \
	VSHL	BY, A.D2, T.D2; \
	ADD_TO(Z, T)

#define SHIFTED_DOWN(Z, BY, A, T) \
	VUSHR	BY, A.D2, T.D2; \
	ADD_TO(Z, T)

// BIT0 is a register with the lowest bit set and no other.
#define BIT0 V26

#define CONSTANTS257(R) \
	VEOR	ZERO.B16, ZERO.B16, ZERO.B16; \
	VEOR	BIT0.B16, BIT0.B16, BIT0.B16; \
	MOVD	$1, R; \
	VMOV	R, BIT0.D[0]

// REDUCE257 is for x^257 + x^12 + 1, with the product's words c[0] … c[7] in C0 … C3 and
// the bit c[8] in C4. Bit 256 is in C2 on leaving.
#define REDUCE257 \
	NEIGHBOURS(C2, C3, T0); \
	NEIGHBOURS(C3, C4, T1); \
	SHIFTED_DOWN(C0, $1, C2, T2); \
	SHIFTED_UP(C0, $63, T0, T2); \
	SHIFTED_DOWN(C1, $1, C3, T2); \
	SHIFTED_UP(C1, $63, T1, T2); \
	SHIFTED_UP(C1, $11, C3, T2); \
	SHIFTED_DOWN(C1, $53, T0, T2); \
	VSHL	$10, C4.D2, C4.D2; \
	SHIFTED_DOWN(C4, $54, T1, T2); \
	SHIFTED_UP(C4, $12, C4, T2); \
	ADD_TO(C0, C4); \
	NEIGHBOURS(ZERO, C2, T0); \
	SHIFTED_DOWN(C0, $53, T0, T2); \
	VAND	BIT0.B16, C2.B16, T3.B16; \
	VEOR	T3.B16, C2.B16, T0.B16; \
	SHIFTED_UP(C0, $11, T0, T2); \
	VUSHR	$53, T1.D2, T1.D2; \
	VAND	BIT0.B16, T1.B16, T1.B16; \
	VEOR	T1.B16, T3.B16, C2.B16
