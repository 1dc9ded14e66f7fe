// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

// Products of elements of 3 to 7 words, by VPMULL, which multiplies two words.
//
// The identities are those of multiply_amd64.s. There are registers enough to read all of
// both operands first, in pairs, as they were written.
//
// Time depends on nothing but the function: there are no branches, no addresses made from
// elements, and VPMULL takes the same time for all operands.

#include "textflag.h"
#include "go_asm.h"
#include "reduce_arm64.h"

#define Z R0
#define X R1
#define Y R2
#define F R3

#define XA V8
#define XB V9
#define XC V10
#define XD V11
#define XS V12
#define XT V13
#define YA V14
#define YB V15
#define YC V16
#define YD V17
#define YS V18
#define YT V19

#define M0 V24
#define M1 V25

// PRODUCT2 sets L, H to the product of the pairs A and B.
#define PRODUCT2(A, B, L, H, T, U) \
	VPMULL	A.D1, B.D1, L.Q1; \
	VPMULL2	A.D2, B.D2, H.Q1; \
	NEIGHBOURS(A, A, T); \
	NEIGHBOURS(B, B, U); \
	ADD_TO(T, A); \
	ADD_TO(U, B); \
	VPMULL	T.D1, U.D1, T.Q1; \
	VEOR	L.B16, H.B16, U.B16; \
	ADD_TO(T, U); \
	NEIGHBOURS(ZERO, T, U); \
	NEIGHBOURS(T, ZERO, T); \
	ADD_TO(L, U); \
	ADD_TO(H, T)

// PRODUCT3 sets L, M, H to the product of the three words of A and A2, which has the
// third in both halves, and of B and B2. It spoils A, A2, B and B2.
#define PRODUCT3(A, A2, B, B2, L, M, H, T, U) \
	VPMULL	A.D1, B.D1, L.Q1; \
	VPMULL2	A.D2, B.D2, T.Q1; \
	VPMULL	A2.D1, B2.D1, H.Q1; \
	ADD_TO(A2, A); \
	ADD_TO(B2, B); \
	VPMULL	A2.D1, B2.D1, M.Q1; \
	VPMULL2	A2.D2, B2.D2, A2.Q1; \
	NEIGHBOURS(A, A, B2); \
	NEIGHBOURS(B, B, U); \
	ADD_TO(A, B2); \
	ADD_TO(B, U); \
	VPMULL	A.D1, B.D1, A.Q1; \
	VEOR	L.B16, T.B16, U.B16; \
	ADD_TO(A, U); \
	ADD_TO(U, H); \
	ADD_TO(M, U); \
	ADD_TO(T, H); \
	ADD_TO(A2, T); \
	NEIGHBOURS(ZERO, A, T); \
	NEIGHBOURS(A, A2, U); \
	NEIGHBOURS(A2, ZERO, A2); \
	ADD_TO(L, T); \
	ADD_TO(M, U); \
	ADD_TO(H, A2)

// PRODUCT4 sets P0 … P3 to the product of the four words of A0 and A1 and of B0 and B1,
// and spoils these.
#define PRODUCT4(A0, A1, B0, B1, P0, P1, P2, P3, T, U) \
	PRODUCT2(A0, B0, P0, P1, T, U); \
	PRODUCT2(A1, B1, P2, P3, T, U); \
	ADD_TO(A1, A0); \
	ADD_TO(B1, B0); \
	PRODUCT2(A1, B1, A0, B0, T, U); \
	ADD_TO(A0, P0); \
	ADD_TO(B0, P1); \
	ADD_TO(A0, P2); \
	ADD_TO(B0, P3); \
	ADD_TO(P1, A0); \
	ADD_TO(P2, B0)

// func multiply(z, x, y *Element, f *Field)
TEXT ·multiply(SB), NOSPLIT, $0-32
	MOVD	z+0(FP), Z
	MOVD	x+8(FP), X
	MOVD	y+16(FP), Y
	MOVD	f+24(FP), F
	MOVD	Field_shape(F), R4
	CBZ	R4, bit257
	CMP	$4, R4
	BLT	three
	BEQ	four
	CMP	$6, R4
	BLT	five
	BEQ	six
	B	mul7<>(SB)

bit257:
	B	mul257<>(SB)

three:
	B	mul3<>(SB)

four:
	B	mul4<>(SB)

five:
	B	mul5<>(SB)

six:
	B	mul6<>(SB)

TEXT mul3<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1.P	16(X), [XA.D2]
	VLD1R	(X), [XB.D2]
	VLD1.P	16(Y), [YA.D2]
	VLD1R	(Y), [YB.D2]
	PRODUCT3(XA, XB, YA, YB, C0, C1, C2, T0, T1)
	REDUCE3
	VST1.P	[C0.D2], 16(Z)
	VST1	[C1.D1], (Z)
	RET

TEXT mul4<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1	(X), [XA.D2, XB.D2]
	VLD1	(Y), [YA.D2, YB.D2]
	PRODUCT4(XA, XB, YA, YB, C0, C1, C2, C3, T0, T1)
	REDUCE4
	VST1	[C0.D2, C1.D2], (Z)
	RET

// With bits x[4] and y[4] the product has y·x[4] + x·y[4] at X^4, each of them an element's
// first four words or nothing, and x[4]·y[4] at X^8.
TEXT mul257<>(SB), NOSPLIT, $0-32
	CONSTANTS257(R4)
	VLD1.P	32(X), [XA.D2, XB.D2]
	VLD1R	(X), [XC.D2]
	VLD1.P	32(Y), [YA.D2, YB.D2]
	VLD1R	(Y), [YC.D2]
	VSUB	XC.D2, ZERO.D2, XC.D2
	VSUB	YC.D2, ZERO.D2, YC.D2
	VAND	XC.B16, YA.B16, XS.B16
	VAND	XC.B16, YB.B16, XT.B16
	VAND	YC.B16, XA.B16, YS.B16
	VAND	YC.B16, XB.B16, YT.B16
	ADD_TO(XS, YS)
	ADD_TO(XT, YT)
	VAND	YC.B16, XC.B16, C4.B16
	VAND	BIT0.B16, C4.B16, C4.B16
	PRODUCT4(XA, XB, YA, YB, C0, C1, C2, C3, T0, T1)
	ADD_TO(C2, XS)
	ADD_TO(C3, XT)
	REDUCE257
	VST1.P	[C0.D2, C1.D2], 32(Z)
	VST1	[C2.D1], (Z)
	RET

// HALVES3 makes C0 … C5 the sum L + X^3·(M+L+H) + X^6·H of the products of lower halves
// L, of sums of halves M and of upper halves H, three words each. L is in C0 … C2 and
// H in C3 … C5; M0, M1 and M2 are spoilt.
#define HALVES3(M2, T) \
	ADD_TO(M0, C0); \
	ADD_TO(M1, C1); \
	ADD_TO(M2, C2); \
	ADD_TO(M0, C3); \
	ADD_TO(M1, C4); \
	ADD_TO(M2, C5); \
	NEIGHBOURS(ZERO, M0, T); \
	ADD_TO(C1, T); \
	NEIGHBOURS(M0, M1, T); \
	ADD_TO(C2, T); \
	NEIGHBOURS(M1, M2, T); \
	ADD_TO(C3, T); \
	NEIGHBOURS(M2, ZERO, T); \
	ADD_TO(C4, T)

TEXT mul5<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1.P	32(X), [XA.D2, XB.D2]
	VLD1	(X), [XC.D1]
	VLD1.P	32(Y), [YA.D2, YB.D2]
	VLD1	(Y), [YC.D1]
	NEIGHBOURS(XB, XC, XS)
	NEIGHBOURS(YB, YC, YS)
	PRODUCT2(XS, YS, C3, C4, T0, T1)
	VEOR	C5.B16, C5.B16, C5.B16
	ADD_TO(XS, XA)
	ADD_TO(YS, YA)
	VDUP	XB.D[0], XB.D2
	VDUP	YB.D[0], YB.D2
	VORR	XB.B16, XB.B16, XT.B16
	VORR	YB.B16, YB.B16, YT.B16
	PRODUCT3(XA, XB, YA, YB, C0, C1, C2, T0, T1)
	PRODUCT3(XS, XT, YS, YT, M0, M1, C6, T0, T1)
	HALVES3(C6, T0)
	REDUCE5
	VST1.P	[C0.D2, C1.D2], 32(Z)
	VST1	[C2.D1], (Z)
	RET

TEXT mul6<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1	(X), [XA.D2, XB.D2, XC.D2]
	VLD1	(Y), [YA.D2, YB.D2, YC.D2]
	NEIGHBOURS(XB, XC, XS)
	NEIGHBOURS(YB, YC, YS)
	VDUP	XB.D[0], XB.D2
	VDUP	YB.D[0], YB.D2
	VDUP	XC.D[1], XC.D2
	VDUP	YC.D[1], YC.D2
	VEOR	XA.B16, XS.B16, XD.B16
	VEOR	YA.B16, YS.B16, YD.B16
	VEOR	XB.B16, XC.B16, XT.B16
	VEOR	YB.B16, YC.B16, YT.B16
	PRODUCT3(XA, XB, YA, YB, C0, C1, C2, T0, T1)
	PRODUCT3(XS, XC, YS, YC, C3, C4, C5, T0, T1)
	PRODUCT3(XD, XT, YD, YT, M0, M1, C6, T0, T1)
	HALVES3(C6, T0)
	REDUCE6
	VST1	[C0.D2, C1.D2, C2.D2], (Z)
	RET

// Lower halves have four words, upper ones three.
TEXT mul7<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1.P	48(X), [XA.D2, XB.D2, XC.D2]
	VLD1	(X), [XD.D1]
	VLD1.P	48(Y), [YA.D2, YB.D2, YC.D2]
	VLD1	(Y), [YD.D1]
	VEOR	XA.B16, XC.B16, XS.B16
	VEOR	YA.B16, YC.B16, YS.B16
	VEOR	XB.B16, XD.B16, XT.B16
	VEOR	YB.B16, YD.B16, YT.B16
	VDUP	XD.D[0], XD.D2
	VDUP	YD.D[0], YD.D2
	PRODUCT3(XC, XD, YC, YD, C4, C5, C6, T0, T1)
	PRODUCT4(XA, XB, YA, YB, C0, C1, C2, C3, T0, T1)
	PRODUCT4(XS, XT, YS, YT, M0, M1, XA, XB, T0, T1)

	// C + X^4·(M+C+H) + X^8·H, the middle product M in M0, M1, XA, XB
	ADD_TO(M0, C0)
	ADD_TO(M1, C1)
	ADD_TO(XA, C2)
	ADD_TO(XB, C3)
	ADD_TO(M0, C4)
	ADD_TO(M1, C5)
	ADD_TO(XA, C6)
	ADD_TO(C2, M0)
	ADD_TO(C3, M1)
	ADD_TO(C4, XA)
	ADD_TO(C5, XB)
	REDUCE7
	VST1.P	[C0.D2, C1.D2, C2.D2], 48(Z)
	VST1	[C3.D1], (Z)
	RET
