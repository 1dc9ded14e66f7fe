// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

#include "lanes_amd64.h"
#include "zmm431_amd64.h"

// Multiplication in GF(2^431), f = x^431 + x^5 + x^3 + x + 1, of four pairs of
// elements at once, or of two. An element takes a lane of four registers, from
// words 0 and 1 in A0 to words 6 and 7 in A3; word 6 has 47 bits and word 7 is
// zero. The other operand is B0 to B3. X stands for x^64, and H for X².
//
// A product is first the sum of (P(i) + M(i)·X + Q(i)·H)·H^i, then words 0 and 1 in
// C0 to words 12 and 13 in C6, then, reduced, R0 to R3. T is for what lasts a few
// lines; ZERO and LAST are constants, zero and the bits of words 6 and 7 that are
// an element's.
#define C0 P0
#define C1 P1
#define C2 P2
#define C3 P3
#define C4 P4
#define C5 P5
#define C6 P6
#define R0 C0
#define R1 C1
#define R2 C2
#define R3 C3

#define CONSTANTS \
	VPXORQ ZERO, ZERO, ZERO; \
	VPTERNLOGQ $0xff, LAST, LAST, LAST; \
	VPSRLQ $17, LAST, LAST; \
	VPUNPCKLQDQ ZERO, LAST, LAST

// PRODUCT sets p + m·X + q·H to the product of two words by two words.
#define PRODUCT(x, y, p, m, q, t) \
	VPCLMULQDQ $0x01, y, x, m; \
	VPCLMULQDQ $0x10, y, x, t; \
	VPCLMULQDQ $0x00, y, x, p; \
	VPCLMULQDQ $0x11, y, x, q; \
	VPXORQ t, m, m

// MULTIPLY sets C0 to C6 to a·b, and loses both.
//
// By Karatsuba's identity, used twice, the product of a = A0 + A1·H + A2·H² +
// A3·H³ with b is made of nine smaller ones, where z is for A0·B0 and so on,
// z01 for (A0 + A1)·(B0 + B1), y0 for (A0 + A2)·(B0 + B2), y1 for (A1 + A3)·(B1 +
// B3) and y01 for the product of all sums:
//
//	H^0: z0                       H^6: z3
//	H^1: z01 + z0 + z1            H^5: z23 + z2 + z3
//	H^2: z0 + z1 + z2 + y0        H^4: z1 + z2 + z3 + y1
//	H^3: y01 + y0 + y1 + (that of H^1) + (that of H^5)
#define MULTIPLY \
	PRODUCT(A0, B0, P0, M0, Q0, T0); \
	PRODUCT(A1, B1, P4, M4, Q4, T1); \
	VPXORQ A0, A1, P3; \
	VPXORQ B0, B1, M3; \
	PRODUCT(P3, M3, P1, M1, Q1, T2); \
	PRODUCT(A2, B2, P2, M2, Q2, T0); \
	VPCLMULQDQ $0x00, B3, A3, P6; \
	VPXORQ A2, A3, P3; \
	VPXORQ B2, B3, M3; \
	PRODUCT(P3, M3, P5, M5, Q5, T1); \
	SUM3(P0, P4, P1); \
	SUM3(M0, M4, M1); \
	SUM3(Q0, Q4, Q1); \
	SUM3(P2, P6, P5); \
	VPXORQ M2, M5, M5; \
	VPXORQ Q2, Q5, Q5; \
	VPXORQ P2, P4, P4; \
	VPXORQ M2, M4, M4; \
	VPXORQ Q2, Q4, Q4; \
	VPXORQ P4, P0, P2; \
	VPXORQ M4, M0, M2; \
	VPXORQ Q4, Q0, Q2; \
	VPXORQ P6, P4, P4; \
	VPXORQ P1, P5, P3; \
	VPXORQ M1, M5, M3; \
	VPXORQ Q1, Q5, Q3; \
	VPXORQ A2, A0, A0; \
	VPXORQ B2, B0, B0; \
	VPXORQ A3, A1, A1; \
	VPXORQ B3, B1, B1; \
	PRODUCT(A0, B0, T0, T1, T2, A2); \
	PRODUCT(A1, B1, A3, B2, B3, A2); \
	VPXORQ A1, A0, A0; \
	VPXORQ B1, B0, B0; \
	VPXORQ T0, P2, P2; \
	VPXORQ T1, M2, M2; \
	VPXORQ T2, Q2, Q2; \
	VPXORQ A3, P4, P4; \
	VPXORQ B2, M4, M4; \
	VPXORQ B3, Q4, Q4; \
	SUM3(T0, A3, P3); \
	SUM3(T1, B2, M3); \
	SUM3(T2, B3, Q3); \
	PRODUCT(A0, B0, T0, T1, T2, A2); \
	VPXORQ T0, P3, P3; \
	VPXORQ T1, M3, M3; \
	VPXORQ T2, Q3, Q3; \
	DOWN(M5, T0); \
	MIDDLE(M5, M4, M5); \
	MIDDLE(M4, M3, M4); \
	MIDDLE(M3, M2, M3); \
	MIDDLE(M2, M1, M2); \
	MIDDLE(M1, M0, M1); \
	UP(M0, M0); \
	SUM3(T0, Q5, P6); \
	SUM3(M5, Q4, P5); \
	SUM3(M4, Q3, P4); \
	SUM3(M3, Q2, P3); \
	SUM3(M2, Q1, P2); \
	SUM3(M1, Q0, P1); \
	VPXORQ M0, P0, P0

// FOLD adds h·(x^5 + x^3 + x + 1) to c, given the words of h that lie one below.
#define FOLD(h, below, t, c) \
	VPSHLDQ $1, below, h, t; \
	SUM3(h, t, c); \
	VPSHLDQ $3, below, h, t; \
	VPSHLDQ $5, below, h, below; \
	SUM3(t, below, c)

// REDUCE sets R0 to R3 to a product.
//
// The bits from x^431 up are h = product >> 431, of 430 bits, and stand for
// h·(x^5 + x^3 + x + 1). That goes beyond x^430 by g = (h >> 428) + (h >> 426),
// so r = low + (h + g)·(x^5 + x^3 + x + 1), cut to 431 bits.
#define REDUCE \
	DOWN(C6, Q3); \
	MIDDLE(C4, C3, Q0); \
	MIDDLE(C5, C4, Q1); \
	MIDDLE(C6, C5, Q2); \
	VPSHRDQ $47, Q3, C6, M3; \
	VPSHRDQ $47, Q0, C3, M0; \
	VPSHRDQ $47, Q1, C4, M1; \
	VPSHRDQ $47, Q2, C5, M2; \
	VPSRLQ $44, M3, T0; \
	VPSRLQ $42, M3, T1; \
	MIDDLE(M3, M2, Q3); \
	MIDDLE(M2, M1, Q2); \
	MIDDLE(M1, M0, Q1); \
	UP(M0, Q0); \
	SUM3(T0, T1, M0); \
	FOLD(M0, Q0, T0, C0); \
	FOLD(M1, Q1, T1, C1); \
	FOLD(M2, Q2, T2, C2); \
	FOLD(M3, Q3, T0, C3); \
	VPANDQ LAST, C3, C3
