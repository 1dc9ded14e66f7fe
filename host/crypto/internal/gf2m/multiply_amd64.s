// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

// Products of elements of 3 to 7 words, by VPCLMULQDQ, which multiplies two words.
//
// It starts every second cycle, or every one, and its result takes four to seven, so
// their number matters most. Write X for x^64 and d[i] = x[i]·y[i]. Karatsuba's identity
//
//	x[i]·y[j] + x[j]·y[i] = (x[i]+x[j])·(y[i]+y[j]) + d[i] + d[j]
//
// gives a product of two words each (PRODUCT2) by 3 multiplications, and one of three
// (PRODUCT3), where it stands for all pairs, by 6. The same identity with halves of two
// words makes 9 for four words. Of five, six and seven words the lower 3, 3 and 4 make
// one half and the rest the other: 6+3+6, 6+6+6 and 9+6+9. An element of GF(2^257) is
// four words and a bit, whose products are a matter of masks.
//
// Nothing is written before all is read, so the result may be an operand. Time depends
// on nothing but the function: there are no branches, no addresses made from elements,
// and no instruction whose time depends on the values.

#include "textflag.h"
#include "go_asm.h"
#include "reduce_amd64.h"

#define Z DI
#define X SI
#define Y DX
#define F CX

// Registers of the operands, free when the reduction starts.
#define XA X8
#define XB X9
#define XS X10
#define YA X11
#define YB X12
#define YS X13

// TWICE reads one word into both halves.
#define TWICE(P, OFFSET, V) \
	VMOVDDUP	OFFSET(P), V

// PRODUCT2 sets L, H to the product of the pairs A and B.
#define PRODUCT2(A, B, L, H, T, U) \
	VPCLMULQDQ	$0x00, A, B, L; \
	VPCLMULQDQ	$0x11, A, B, H; \
	VPSHUFD	$0x4e, A, T; \
	VPSHUFD	$0x4e, B, U; \
	VPXOR	A, T, T; \
	VPXOR	B, U, U; \
	VPCLMULQDQ	$0x00, T, U, T; \
	VPXOR	L, H, U; \
	VPXOR	U, T, T; \
	VPSLLDQ	$8, T, U; \
	VPSRLDQ	$8, T, T; \
	VPXOR	U, L, L; \
	VPXOR	T, H, H

// PRODUCT3 sets L, M, H to the product of the three words of A and A2, which has the
// third in both halves, and of B and B2. It spoils A, A2, B and B2.
//
// With e[ij] = (a[i]+a[j])·(b[i]+b[j]) the words are, as pairs,
//
//	L = d[0] + X·s[1],  M = s[2] + s[1]/X + X·s[3],  H = d[2] + s[3]/X,
//	s[1] = e[01]+d[0]+d[1],  s[2] = e[02]+d[0]+d[1]+d[2],  s[3] = e[12]+d[1]+d[2].
#define PRODUCT3(A, A2, B, B2, L, M, H, T, U) \
	VPCLMULQDQ	$0x00, A, B, L; \
	VPCLMULQDQ	$0x11, A, B, T; \
	VPCLMULQDQ	$0x00, A2, B2, H; \
	VPXOR	A, A2, A2; \
	VPXOR	B, B2, B2; \
	VPCLMULQDQ	$0x00, A2, B2, M; \
	VPCLMULQDQ	$0x11, A2, B2, A2; \
	VPSHUFD	$0x4e, A, B2; \
	VPSHUFD	$0x4e, B, U; \
	VPXOR	B2, A, A; \
	VPXOR	U, B, B; \
	VPCLMULQDQ	$0x00, A, B, A; \
	VPXOR	L, T, U; \
	VPXOR	U, A, A; \
	VPXOR	H, U, U; \
	VPXOR	U, M, M; \
	VPXOR	H, T, T; \
	VPXOR	T, A2, A2; \
	VPSLLDQ	$8, A, T; \
	VPALIGNR	$8, A, A2, U; \
	VPSRLDQ	$8, A2, A2; \
	VPXOR	T, L, L; \
	VPXOR	U, M, M; \
	VPXOR	A2, H, H

// PRODUCT4 sets R0 … R3 to the product of the four words of XA and XB and of YA and YB,
// and spoils these and X14, X15.
#define PRODUCT4(R0, R1, R2, R3) \
	VPXOR	XA, XB, XS; \
	VPXOR	YA, YB, YS; \
	PRODUCT2(XA, YA, R0, R1, X14, X15); \
	PRODUCT2(XB, YB, R2, R3, X14, X15); \
	PRODUCT2(XS, YS, XA, YA, X14, X15); \
	VPXOR	R0, XA, XA; \
	VPXOR	R1, YA, YA; \
	VPXOR	R2, XA, XA; \
	VPXOR	R3, YA, YA; \
	VPXOR	XA, R1, R1; \
	VPXOR	YA, R2, R2

// func multiply(z, x, y *Element, f *Field)
TEXT ·multiply(SB), NOSPLIT, $0-32
	MOVQ	z+0(FP), Z
	MOVQ	x+8(FP), X
	MOVQ	y+16(FP), Y
	MOVQ	f+24(FP), F
	MOVQ	Field_shape(F), AX
	TESTQ	AX, AX
	JEQ	bit257
	CMPQ	AX, $4
	JLT	three
	JEQ	four
	CMPQ	AX, $6
	JLT	five
	JEQ	six
	JMP	mul7<>(SB)

bit257:
	JMP	mul257<>(SB)

three:
	JMP	mul3<>(SB)

four:
	JMP	mul4<>(SB)

five:
	JMP	mul5<>(SB)

six:
	JMP	mul6<>(SB)

TEXT mul3<>(SB), NOSPLIT, $0-32
	PAIR(X, 0, XA)
	TWICE(X, 16, XB)
	PAIR(Y, 0, YA)
	TWICE(Y, 16, YB)
	PRODUCT3(XA, XB, YA, YB, C0, C1, C2, C3, C4)
	CONSTANTS(F)
	REDUCE3
	VMOVDQU	C0, 0(Z)
	VMOVQ	C1, 16(Z)
	RET

TEXT mul4<>(SB), NOSPLIT, $0-32
	PAIR(X, 0, XA)
	PAIR(X, 16, XB)
	PAIR(Y, 0, YA)
	PAIR(Y, 16, YB)
	PRODUCT4(C0, C1, C2, C3)
	CONSTANTS(F)
	REDUCE4
	VMOVDQU	C0, 0(Z)
	VMOVDQU	C1, 16(Z)
	RET

// With bits x[4] and y[4] the product has y·x[4] + x·y[4] at X^4, each of them an
// element's first four words or nothing, and x[4]·y[4] at X^8.
TEXT mul257<>(SB), NOSPLIT, $0-32
	PAIR(X, 0, XA)
	PAIR(X, 16, XB)
	PAIR(Y, 0, YA)
	PAIR(Y, 16, YB)
	TWICE(X, 32, C4)
	TWICE(Y, 32, C5)
	VPXOR	C6, C6, C6
	VPSUBQ	C4, C6, C4
	VPSUBQ	C5, C6, C5
	VPAND	C4, YA, C6
	VPAND	C4, YB, X7
	VPAND	C5, C4, C4
	VPAND	C5, XA, X14
	VPAND	C5, XB, X15
	VPXOR	X14, C6, C6
	VPXOR	X15, X7, X7
	VPAND	bit256<>(SB), C4, C4
	PRODUCT4(C0, C1, C2, C3)
	VPXOR	C6, C2, C2
	VPXOR	X7, C3, C3
	REDUCE257
	VMOVDQU	C0, 0(Z)
	VMOVDQU	C1, 16(Z)
	VMOVQ	C2, 32(Z)
	RET

// HALVES3 makes C0 … C5 the sum L + X^3·(M+L+H) + X^6·H of the products of lower halves
// L, of sums of halves M and of upper halves H, three words each. L is in C0 … C2, H in
// C3 … C5, and M2 has had C5 added where there is one; M0, M1 and M2 are spoilt.
#define HALVES3(M0, M1, M2, T) \
	VPXOR	C0, M0, M0; \
	VPXOR	C1, M1, M1; \
	VPXOR	C2, M2, M2; \
	VPXOR	C3, M0, M0; \
	VPXOR	C4, M1, M1; \
	VPSLLDQ	$8, M0, T; \
	VPXOR	T, C1, C1; \
	VPALIGNR	$8, M0, M1, T; \
	VPXOR	T, C2, C2; \
	VPALIGNR	$8, M1, M2, T; \
	VPXOR	T, C3, C3; \
	VPSRLDQ	$8, M2, M2; \
	VPXOR	M2, C4, C4

TEXT mul5<>(SB), NOSPLIT, $0-32
	PAIR(X, 0, XA)
	PAIR(X, 24, XS)
	TWICE(X, 16, XB)
	PAIR(Y, 0, YA)
	PAIR(Y, 24, YS)
	TWICE(Y, 16, YB)
	PRODUCT2(XS, YS, C3, C4, C5, C6)
	VPXOR	XA, XS, XS
	VPXOR	YA, YS, YS
	VMOVDQA	XB, X7
	VMOVDQA	YB, C6
	PRODUCT3(XA, XB, YA, YB, C0, C1, C2, X14, X15)
	PRODUCT3(XS, X7, YS, C6, XA, XB, C5, X14, X15)
	HALVES3(XA, XB, C5, X14)
	CONSTANTS(F)
	REDUCE5
	VMOVDQU	C0, 0(Z)
	VMOVDQU	C1, 16(Z)
	VMOVQ	C2, 32(Z)
	RET

TEXT mul6<>(SB), NOSPLIT, $0-32
	PAIR(X, 24, XA)
	TWICE(X, 40, XB)
	PAIR(Y, 24, YA)
	TWICE(Y, 40, YB)
	PAIR(X, 0, XS)
	TWICE(X, 16, C0)
	PAIR(Y, 0, YS)
	TWICE(Y, 16, C1)
	VPXOR	XA, XS, C2
	VPXOR	XB, C0, C6
	VPXOR	YA, YS, X7
	VPXOR	YB, C1, X15
	PRODUCT3(XA, XB, YA, YB, C3, C4, C5, C0, C1)
	TWICE(X, 16, XB)
	TWICE(Y, 16, YB)
	VMOVDQA	C2, XA
	PRODUCT3(XS, XB, YS, YB, C0, C1, C2, YA, X14)
	PRODUCT3(XA, C6, X7, X15, XS, YS, YA, XB, YB)
	VPXOR	C5, YA, YA
	HALVES3(XS, YS, YA, X14)
	CONSTANTS(F)
	REDUCE6
	VMOVDQU	C0, 0(Z)
	VMOVDQU	C1, 16(Z)
	VMOVDQU	C2, 32(Z)
	RET

// Lower halves have four words, upper ones three. The frame takes the product of the
// latter.
TEXT mul7<>(SB), NOSPLIT, $48-32
	PAIR(X, 32, XA)
	TWICE(X, 48, XB)
	PAIR(Y, 32, YA)
	TWICE(Y, 48, YB)
	PRODUCT3(XA, XB, YA, YB, C4, C5, C6, C0, C1)
	VMOVDQU	C4, 0(SP)
	VMOVDQU	C5, 16(SP)
	VMOVDQU	C6, 32(SP)

	PAIR(X, 0, XA)
	PAIR(X, 16, XB)
	PAIR(Y, 0, YA)
	PAIR(Y, 16, YB)
	PRODUCT4(C0, C1, C2, C3)

	PAIR(X, 0, XA)
	PAIR(X, 16, XB)
	PAIR(Y, 0, YA)
	PAIR(Y, 16, YB)
	PAIR(X, 32, X14)
	VMOVQ	48(X), X15
	VPXOR	X14, XA, XA
	VPXOR	X15, XB, XB
	PAIR(Y, 32, X14)
	VMOVQ	48(Y), X15
	VPXOR	X14, YA, YA
	VPXOR	X15, YB, YB
	PRODUCT4(C4, C5, C6, X7)

	// C + X^4·(M+C+H) + X^8·H, the middle product M in C4, C5, C6, X7
	VPXOR	C0, C4, C4
	VPXOR	C1, C5, C5
	VPXOR	C2, C6, C6
	VPXOR	C3, X7, X7
	VMOVDQU	0(SP), T0
	VMOVDQU	16(SP), T1
	VMOVDQU	32(SP), T2
	VPXOR	T0, C4, C4
	VPXOR	T1, C5, C5
	VPXOR	T2, C6, C6
	VPXOR	C4, C2, C2
	VPXOR	C5, C3, C3
	VPXOR	T0, C6, C4
	VPXOR	T1, X7, C5
	VMOVDQA	T2, C6
	CONSTANTS(F)
	REDUCE7
	VMOVDQU	C0, 0(Z)
	VMOVDQU	C1, 16(Z)
	VMOVDQU	C2, 32(Z)
	VMOVQ	C3, 48(Z)
	RET
