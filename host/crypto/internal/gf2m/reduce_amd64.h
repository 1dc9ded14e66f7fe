// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Reduction of a product modulo the field's polynomial, in XMM registers.
//
// Write X for x^64. A product of two elements of n words comes in C0, C1, …, two
// words c[2i], c[2i+1] in each; the element leaves in the first of them.
//
// Let the polynomial be x^m + p, the degree of p being that of the highest middle
// exponent k. Modulo it X^n = x^m·x^(64n−m) is the same as P = p·x^(64n−m), and in
// all fields but one (below) P is a polynomial of less than 64 bits. So a word
// c[n+i], which stands at X^(n+i), may be replaced by the product c[n+i]·P at X^i,
// and that is one carry-less multiplication: no shift to bring x^m to a word's
// edge, and trinomials cost the same as pentanomials. Two neighbours overlap by
// one word, which is what VPALIGNR is for:
//
//	C[j] += c[n+2j]·P + (high word of c[n+2j−1]·P, low word of c[n+2j+1]·P).
//
// What remains from x^m up is t, the last word's upper 64−s bits with s = m mod 64;
// it is replaced by t·p at X^0, less than 64 bits and so final. The uppermost word
// of the product has degree 2m−2−64(2n−1), so c[2n−1]·P has the degree s+k−2. For
// m = 191 and m = 367 this is more than 63: a few bits reach X^n, and are multiplied
// by P once more.
//
// All registers are written in all cases, whatever the operands, and VPCLMULQDQ, the
// shifts and the shuffles take the same time for all values.

#define C0 X0
#define C1 X1
#define C2 X2
#define C3 X3
#define C4 X4
#define C5 X5
#define C6 X6

#define T0 X10
#define T1 X11
#define T2 X12
#define T3 X13

#define COUNTS X14 // s for the word that x^m is in, 64 for the other one of its pair
#define TAIL X15   // p, P

// CONSTANTS reads from the Field that F points to.
#define CONSTANTS(F) \
	VMOVDQU	Field_counts(F), COUNTS; \
	VMOVDQU	Field_tail(F), TAIL

// PAIR reads two words, one by one: if they have just been written that way, as Go does,
// a read of both at once would have to wait until the writes have left the processor's
// queue. Results are written as pairs, which readers of both kinds can have.
#define PAIR(P, OFFSET, V) \
	VMOVQ	OFFSET(P), V; \
	VPINSRQ	$1, OFFSET+8(P), V, V

// Halves of a register that VPCLMULQDQ multiplies with p and P.
#define LOW_P    $0x00
#define HIGH_P   $0x01
#define LOW_TAIL $0x10
#define HIGH_TAIL $0x11

// FOLD adds to Z the word A (a half of CA) times P, and what of the words before and
// after it is at the same place: PREV is the former times P, NEXT becomes word B (a
// half of CB) times P.
#define FOLD(CA, A, CB, B, PREV, NEXT, T, Z) \
	VPCLMULQDQ	A, TAIL, CA, T; \
	VPCLMULQDQ	B, TAIL, CB, NEXT; \
	VPXOR	T, Z, Z; \
	VPALIGNR	$8, PREV, NEXT, T; \
	VPXOR	T, Z, Z

// FOLD_LAST is FOLD for an odd n: the lower half of Z is the last word, its upper one
// was at X^n. The word is the upper half of C.
#define FOLD_LAST(C, PREV, T, Z) \
	VPXOR	T, T, T; \
	VPBLENDD	$0x0c, T, Z, Z; \
	VPCLMULQDQ	HIGH_TAIL, TAIL, C, T; \
	VPSRLDQ	$8, PREV, PREV; \
	VPXOR	T, Z, Z; \
	VPXOR	PREV, Z, Z

// CLEAR takes t out of Z and adds t·p to C0. HALF is where the last word is.
#define CLEAR(HALF, Z, T, U) \
	VPSRLVQ	COUNTS, Z, T; \
	VPCLMULQDQ	HALF, TAIL, T, U; \
	VPSLLVQ	COUNTS, T, T; \
	VPXOR	T, Z, Z; \
	VPXOR	U, C0, C0

// CLEAR_BEYOND folds the word at X^n, the upper half of C, into C0.
#define CLEAR_BEYOND(C, T) \
	VPCLMULQDQ	HIGH_TAIL, TAIL, C, T; \
	VPXOR	T, C0, C0

#define REDUCE3 \
	VPXOR	T0, T0, T0; \
	FOLD(C1, HIGH_TAIL, C2, LOW_TAIL, T0, T1, T2, C0); \
	FOLD_LAST(C2, T1, T2, C1); \
	CLEAR_BEYOND(C1, T3); \
	CLEAR(LOW_P, C1, T0, T1)

#define REDUCE4 \
	VPXOR	T0, T0, T0; \
	FOLD(C2, LOW_TAIL, C2, HIGH_TAIL, T0, T1, T2, C0); \
	FOLD(C3, LOW_TAIL, C3, HIGH_TAIL, T1, T0, T2, C1); \
	CLEAR(HIGH_P, C1, T2, T3)

#define REDUCE5 \
	VPXOR	T0, T0, T0; \
	FOLD(C2, HIGH_TAIL, C3, LOW_TAIL, T0, T1, T2, C0); \
	FOLD(C3, HIGH_TAIL, C4, LOW_TAIL, T1, T0, T2, C1); \
	FOLD_LAST(C4, T0, T2, C2); \
	CLEAR(LOW_P, C2, T1, T3)

#define REDUCE6 \
	VPXOR	T0, T0, T0; \
	FOLD(C3, LOW_TAIL, C3, HIGH_TAIL, T0, T1, T2, C0); \
	FOLD(C4, LOW_TAIL, C4, HIGH_TAIL, T1, T0, T2, C1); \
	FOLD(C5, LOW_TAIL, C5, HIGH_TAIL, T0, T1, T2, C2); \
	CLEAR_BEYOND(T1, T3); \
	CLEAR(HIGH_P, C2, T0, T2)

#define REDUCE7 \
	VPXOR	T0, T0, T0; \
	FOLD(C3, HIGH_TAIL, C4, LOW_TAIL, T0, T1, T2, C0); \
	FOLD(C4, HIGH_TAIL, C5, LOW_TAIL, T1, T0, T2, C1); \
	FOLD(C5, HIGH_TAIL, C6, LOW_TAIL, T0, T1, T2, C2); \
	FOLD_LAST(C6, T1, T2, C3); \
	CLEAR(LOW_P, C3, T0, T3)

// REDUCE257 is for x^257 + x^12 + 1, with the product's words c[0] … c[7] in C0 … C3
// and the bit c[8] in C4. Here a word X^5 is x^63 + x^75, in two words, and shifts by
// known counts are cheaper. From bit 257 on the product is
//
//	h[i] = c[4+i]>>1 + c[5+i]<<63,    i = 0 … 3,
//
// and as h<<12 is the product from bit 257 on, moved down by 245 bits,
//
//	z[i] = c[i] + h[i] + c[4+i]<<11 + c[3+i]>>53    with bit 256 and c[3] left out.
//
// Its bits from 257 up, t = c[7]>>54 + c[8]<<10, are added as t + t<<12, and
// bit 256, which C2 has on leaving, is that of c[4] + c[7]>>53.
#define REDUCE257 \
	VPALIGNR	$8, C2, C3, T0; \
	VPALIGNR	$8, C3, C4, T1; \
	VPSRLQ	$1, C2, T2; \
	VPXOR	T2, C0, C0; \
	VPSLLQ	$63, T0, T2; \
	VPXOR	T2, C0, C0; \
	VPSRLQ	$1, C3, T2; \
	VPXOR	T2, C1, C1; \
	VPSLLQ	$63, T1, T2; \
	VPXOR	T2, C1, C1; \
	VPSLLQ	$11, C3, T2; \
	VPXOR	T2, C1, C1; \
	VPSRLQ	$53, T0, T2; \
	VPXOR	T2, C1, C1; \
	VPSRLQ	$54, T1, T2; \
	VPSLLQ	$10, C4, C4; \
	VPXOR	T2, C4, C4; \
	VPSLLQ	$12, C4, T2; \
	VPXOR	T2, C4, C4; \
	VPXOR	C4, C0, C0; \
	VPSRLQ	$53, T1, T1; \
	VPXOR	C2, T1, T1; \
	VPSLLDQ	$8, C2, T0; \
	VPSRLQ	$53, T0, T0; \
	VPXOR	T0, C0, C0; \
	VPAND	notBit256<>(SB), C2, T2; \
	VPSLLQ	$11, T2, T2; \
	VPXOR	T2, C0, C0; \
	VPAND	bit256<>(SB), T1, C2

DATA bit256<>+0(SB)/8, $1
DATA bit256<>+8(SB)/8, $0
GLOBL bit256<>(SB), NOPTR|RODATA, $16

DATA notBit256<>+0(SB)/8, $~1
DATA notBit256<>+8(SB)/8, $~0
GLOBL notBit256<>(SB), NOPTR|RODATA, $16
