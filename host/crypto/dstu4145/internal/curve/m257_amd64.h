// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

#include "lanes_amd64.h"
#include "zmm257_amd64.h"

// Multiplication in GF(2^257), f = x^257 + x^12 + 1, of four pairs of elements
// at once, or of two. An element a takes a lane of three registers,
//
//	A01 = a0 + a1·X,   A23 = a2 + a3·X,   AM = the coefficient of x^256,
//
// X standing for x^64; the coefficient fills its lane, so that it is a mask. So do
// the other operand B01, B23, BM and the result R01, R23, RM. P, Q and M are for
// the products of halves, T for what lasts a few lines; ZERO, TOP01 and TOP23 are
// constants, zero and x^512 mod f = x^255 + x^22 + x^10.

DATA top257<>+0(SB)/8, $0x400400
DATA top257<>+8(SB)/8, $0
DATA top257<>+16(SB)/8, $0
DATA top257<>+24(SB)/8, $0x8000000000000000
GLOBL top257<>(SB), RODATA|NOPTR, $32

#define CONSTANTS \
	VPXORQ ZERO, ZERO, ZERO; \
	VBROADCASTI64X2 top257<>+0(SB), TOP01; \
	VBROADCASTI64X2 top257<>+16(SB), TOP23

// MULTIPLY sets R01, R23, P1, Q1 to the words 0 to 7 of a·b, save that of the
// words 0 and 1 those of the coefficient of x^512 are in already, reduced.
//
// With H = X², a = A01 + A23·H: Karatsuba's identity makes of the product
//
//	A01·B01·(1 + H) + A23·B23·(H + H²) + (A01 + A23)·(B01 + B23)·H,
//
// and each of these three is made of four products of words, p + m·X + q·X²,
// as that takes less than finding the sums of words to save one of the four.
// The coefficients of x^256 add AM·B01 + BM·A01 to the words 4 and 5 and
// AM·B23 + BM·A23 to the words 6 and 7, and AM·BM is that of x^512.
#define MULTIPLY \
	VPCLMULQDQ $0x00, B23, A23, P1; \
	VPCLMULQDQ $0x11, B23, A23, Q1; \
	VPCLMULQDQ $0x01, B23, A23, M1; \
	VPCLMULQDQ $0x10, B23, A23, T0; \
	VPXORQ A01, A23, AS; \
	VPXORQ B01, B23, BS; \
	VPXORQ T0, M1, M1; \
	DOWN(M1, T0); \
	VPXORQ T0, Q1, T0; \
	ADDPRODUCT(AM, B23, T0); \
	ADDPRODUCT(BM, A23, T0); \
	VPCLMULQDQ $0x00, BS, AS, R23; \
	VPCLMULQDQ $0x11, BS, AS, QS; \
	VPCLMULQDQ $0x11, B01, A01, Q0; \
	VPCLMULQDQ $0x01, B01, A01, M0; \
	VPCLMULQDQ $0x10, B01, A01, T1; \
	VPXORQ T1, M0, M0; \
	VPCLMULQDQ $0x01, BS, AS, MS; \
	VPCLMULQDQ $0x10, BS, AS, T1; \
	VPCLMULQDQ $0x00, B01, A01, R01; \
	ADDPRODUCT(AM, B01, QS); \
	ADDPRODUCT(BM, A01, QS); \
	VPXORQ Q0, P1, T2; \
	SUM3(Q1, T2, QS); \
	VMOVDQA64 T0, Q1; \
	VPXORQ M0, M1, T0; \
	SUM3(T0, T1, MS); \
	MIDDLE(M1, MS, M1); \
	VPXORQ QS, M1, P1; \
	SUM3(R01, T2, R23); \
	MIDDLE(MS, M0, T0); \
	VPXORQ T0, R23, R23; \
	UP(M0, M0); \
	VPXORQ M0, R01, R01; \
	VPANDQ AM, BM, T2; \
	ADDPRODUCT(T2, TOP01, R01); \
	ADDPRODUCT(T2, TOP23, R23)

// REDUCE sets r to a product left by MULTIPLY, or of that form.
//
// The bits from x^257 up are h = product >> 257, of 256 bits, and stand for
// h·(x^12 + 1). Of h·x^12, the bits above x^256 are g = h >> 245 at x^257, and
// so r = low + (h + g) + ((h + g)·x^12 without those bits). Bit 256 is that of
// the product, plus bit 244 of h; g touches neither it nor a word's border.
#define REDUCE \
	MIDDLE(Q1, P1, T0); \
	DOWN(Q1, T1); \
	VPSHRDQ $1, T0, P1, T0; \
	VPSHRDQ $1, T1, Q1, Q1; \
	VPSRLQ $54, T1, T2; \
	VPSLLQ $10, T1, T1; \
	VPSLLQ $63, P1, RM; \
	VPXORQ RM, T1, RM; \
	VPSRAQ $63, RM, RM; \
	VPUNPCKLQDQ RM, RM, RM; \
	UP(T0, M0); \
	MIDDLE(Q1, T0, M1); \
	VPXORQ T2, T0, T0; \
	VPSHLDQ $12, M0, T0, M0; \
	VPSHLDQ $12, M1, Q1, M1; \
	SUM3(T0, M0, R01); \
	SUM3(Q1, M1, R23)
