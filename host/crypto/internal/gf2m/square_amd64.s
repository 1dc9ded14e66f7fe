// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

// Repeated squares, x^(2^n), of elements of 3 to 7 words.
//
// Squaring is linear over GF(2): it puts a zero between the coefficients, and a word
// becomes two. Four bits become an octet, and VPSHUFB looks sixteen octets up in a
// register at once, so the lower and the upper halves of a pair's octets are looked up
// and then interleaved. On some processors this takes half as long as multiplying each
// word by itself, and on those whose PDEP is slow a tenth of that.
//
// The element stays in registers from one square to the next. Time depends on n and on
// nothing else: the look-up is a shuffle within a register.

#include "textflag.h"
#include "go_asm.h"
#include "reduce_amd64.h"

#define Z DI
#define X SI
#define N BX
#define F CX

#define NIBBLES X8 // 15 in each octet
#define SPREAD X9  // the octet of bits b0, 0, b1, 0, b2, 0, b3, 0 for each value b of four bits

// For square257.
#define LOW X0
#define HIGH X1
#define TOP X2
#define EVENS X3
#define ODDS X4
#define SPREAD_ODD X5
#define SHIFT X6
#define TO_TOP X7

// SQUARE2 sets L and H to the squares of the two words of V. L may be V.
#define SQUARE2(V, L, H, T) \
	VPSRLQ	$4, V, T; \
	VPAND	NIBBLES, V, L; \
	VPAND	NIBBLES, T, T; \
	VPSHUFB	L, SPREAD, L; \
	VPSHUFB	T, SPREAD, T; \
	VPUNPCKHBW	T, L, H; \
	VPUNPCKLBW	T, L, L

// SQUARE1 sets V to the square of its lower word.
#define SQUARE1(V, T) \
	VPSRLQ	$4, V, T; \
	VPAND	NIBBLES, V, V; \
	VPAND	NIBBLES, T, T; \
	VPSHUFB	V, SPREAD, V; \
	VPSHUFB	T, SPREAD, T; \
	VPUNPCKLBW	T, V, V

// INTERLEAVE spreads the words of EVENS and ODDS, the latter one bit higher by a table of
// its own, and adds them: the lower ones make LOW, the upper ones HIGH.
#define INTERLEAVE \
	VPSRLQ	$4, ODDS, T1; \
	VPAND	NIBBLES, ODDS, ODDS; \
	VPAND	NIBBLES, T1, T1; \
	VPSHUFB	ODDS, SPREAD_ODD, ODDS; \
	VPSHUFB	T1, SPREAD_ODD, T1; \
	VPSRLQ	$4, EVENS, T0; \
	VPAND	NIBBLES, EVENS, EVENS; \
	VPAND	NIBBLES, T0, T0; \
	VPSHUFB	EVENS, SPREAD, EVENS; \
	VPSHUFB	T0, SPREAD, T0; \
	VPXOR	ODDS, EVENS, EVENS; \
	VPXOR	T1, T0, T0; \
	VPUNPCKLBW	T0, EVENS, LOW; \
	VPUNPCKHBW	T0, EVENS, HIGH

// func squareTimes(z, x *Element, n int, f *Field)
TEXT ·squareTimes(SB), NOSPLIT, $0-32
	MOVQ	z+0(FP), Z
	MOVQ	x+8(FP), X
	MOVQ	n+16(FP), N
	MOVQ	f+24(FP), F
	VMOVDQU	nibbles<>(SB), NIBBLES
	VMOVDQU	spread<>(SB), SPREAD
	MOVQ	Field_shape(F), AX
	TESTQ	AX, AX
	JEQ	bit257
	CMPQ	AX, $4
	JLT	three
	JEQ	four
	CMPQ	AX, $6
	JLT	five
	JEQ	six
	JMP	square7<>(SB)

bit257:
	JMP	square257<>(SB)

three:
	JMP	square3<>(SB)

four:
	JMP	square4<>(SB)

five:
	JMP	square5<>(SB)

six:
	JMP	square6<>(SB)

TEXT square3<>(SB), NOSPLIT, $0-32
	CONSTANTS(F)
	PAIR(X, 0, C0)
	VMOVQ	16(X), C1

loop:
	VMOVDQA	C1, C2
	SQUARE2(C0, C0, C1, T0)
	SQUARE1(C2, T1)
	REDUCE3
	DECQ	N
	JNZ	loop
	VMOVDQU	C0, 0(Z)
	VMOVQ	C1, 16(Z)
	RET

TEXT square4<>(SB), NOSPLIT, $0-32
	CONSTANTS(F)
	PAIR(X, 0, C0)
	PAIR(X, 16, C1)

loop:
	SQUARE2(C1, C2, C3, T1)
	SQUARE2(C0, C0, C1, T0)
	REDUCE4
	DECQ	N
	JNZ	loop
	VMOVDQU	C0, 0(Z)
	VMOVDQU	C1, 16(Z)
	RET

// Modulo x^257 + x^12 + 1 the reduction goes before the spreading, where it is on half as
// many bits. Let a(i) be the coefficients, and u(j) those from 129 on, u(j) = a(129+j).
// The square of a(129+j)·x^(129+j) is u(j)·(x^(2j+1) + x^(2j+13)), or, as that is odd,
// u(j) among the odd coefficients at j and at j + 6. Those six that come to j + 6 ≥ 128,
// that is x^257 and more, are v(i) = u(122+i), and go among the even ones at i and i + 6:
//
//	x² = Σ e(i)·x^(2i) + Σ o(i)·x^(2i+1),    e = a(0…128) + v + v<<6,    o = u + u<<6.
//
// The state of the loop is LOW, the coefficients 0 … 127, TOP, with coefficient 128 in
// its uppermost bit, and HIGH, those from 129 on, which is u. The next LOW has e(0…63) and
// o(0…63) by turns, the next TOP e(64), the next HIGH o(64…127) and e(65…128) by turns. So
// EVENS are the words e(0…63) and o(64…127), and ODDS are o(0…63) and e(65…128).
//
// A single square does without that state.
TEXT square257<>(SB), NOSPLIT, $0-32
	VMOVDQU	spreadOdd<>(SB), SPREAD_ODD
	VMOVDQU	shift257<>(SB), SHIFT
	VMOVDQU	top257<>(SB), TO_TOP
	PAIR(X, 0, LOW)
	PAIR(X, 16, HIGH)
	PAIR(X, 24, T1)
	VPSRLQ	$1, HIGH, HIGH
	VPSLLQ	$63, T1, T0
	VPXOR	T0, HIGH, HIGH
	CMPQ	N, $1
	JNE	many

	VPSRLQ	$58, HIGH, T0
	VPSLLQ	$6, HIGH, ODDS
	VPSLLDQ	$8, T0, T2
	VPXOR	HIGH, ODDS, ODDS
	VPSRLDQ	$8, T0, T0 // v
	VPXOR	T2, ODDS, ODDS
	VPXOR	T0, LOW, EVENS
	VPSLLQ	$6, T0, T0
	VPXOR	T0, EVENS, EVENS
	MOVQ	16(X), AX
	ANDQ	$1, AX // coefficient 128 becomes that of x^256
	INTERLEAVE
	VMOVDQU	LOW, 0(Z)
	VMOVDQU	HIGH, 16(Z)
	MOVQ	AX, 32(Z)
	RET

many:
	VMOVQ	16(X), TOP
	VPSLLQ	$63, TOP, TOP
	VPSLLDQ	$8, TOP, TOP

loop:
	VPSRLQ	$58, HIGH, T0
	VPSLLQ	$6, HIGH, ODDS
	VPSHUFD	$0x4e, T0, T0 // v, and the carry of u<<6 into its upper word
	VPXOR	HIGH, ODDS, ODDS
	VPSLLVQ	SHIFT, T0, T1 // v<<6, and nothing
	VPBLENDD	$0x0c, ODDS, LOW, EVENS
	VPXOR	T0, EVENS, EVENS
	VPXOR	T1, EVENS, EVENS
	VPSRLQ	$1, LOW, T2
	VPBLENDD	$0x0c, T2, ODDS, ODDS
	VPXOR	TOP, ODDS, ODDS
	VPSLLVQ	TO_TOP, LOW, TOP
	INTERLEAVE
	DECQ	N
	JNZ	loop

	VMOVDQU	LOW, 0(Z)
	VPSRLQ	$63, HIGH, T0 // coefficients 192 and 256
	VPSRLDQ	$8, T0, T1
	VPSLLDQ	$8, T0, T0
	VPSRLQ	$63, TOP, TOP
	VPSRLDQ	$8, TOP, TOP
	VPSLLQ	$1, HIGH, HIGH
	VPXOR	T0, HIGH, HIGH
	VPXOR	TOP, HIGH, HIGH
	VMOVDQU	HIGH, 16(Z)
	VMOVQ	T1, 32(Z)
	RET

DATA spreadOdd<>+0(SB)/8, $0x2a2822200a080200
DATA spreadOdd<>+8(SB)/8, $0xaaa8a2a08a888280
GLOBL spreadOdd<>(SB), NOPTR|RODATA, $16

DATA shift257<>+0(SB)/8, $6
DATA shift257<>+8(SB)/8, $64
GLOBL shift257<>(SB), NOPTR|RODATA, $16

DATA top257<>+0(SB)/8, $64
DATA top257<>+8(SB)/8, $63
GLOBL top257<>(SB), NOPTR|RODATA, $16

TEXT square5<>(SB), NOSPLIT, $0-32
	CONSTANTS(F)
	PAIR(X, 0, C0)
	PAIR(X, 16, C1)
	VMOVQ	32(X), C2

loop:
	VMOVDQA	C2, C4
	SQUARE2(C1, C2, C3, T1)
	SQUARE2(C0, C0, C1, T0)
	SQUARE1(C4, T2)
	REDUCE5
	DECQ	N
	JNZ	loop
	VMOVDQU	C0, 0(Z)
	VMOVDQU	C1, 16(Z)
	VMOVQ	C2, 32(Z)
	RET

TEXT square6<>(SB), NOSPLIT, $0-32
	CONSTANTS(F)
	PAIR(X, 0, C0)
	PAIR(X, 16, C1)
	PAIR(X, 32, C2)

loop:
	SQUARE2(C2, C4, C5, T2)
	SQUARE2(C1, C2, C3, T1)
	SQUARE2(C0, C0, C1, T0)
	REDUCE6
	DECQ	N
	JNZ	loop
	VMOVDQU	C0, 0(Z)
	VMOVDQU	C1, 16(Z)
	VMOVDQU	C2, 32(Z)
	RET

TEXT square7<>(SB), NOSPLIT, $0-32
	CONSTANTS(F)
	PAIR(X, 0, C0)
	PAIR(X, 16, C1)
	PAIR(X, 32, C2)
	VMOVQ	48(X), C3

loop:
	VMOVDQA	C3, C6
	SQUARE2(C2, C4, C5, T2)
	SQUARE2(C1, C2, C3, T1)
	SQUARE2(C0, C0, C1, T0)
	SQUARE1(C6, T3)
	REDUCE7
	DECQ	N
	JNZ	loop
	VMOVDQU	C0, 0(Z)
	VMOVDQU	C1, 16(Z)
	VMOVDQU	C2, 32(Z)
	VMOVQ	C3, 48(Z)
	RET

DATA nibbles<>+0(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA nibbles<>+8(SB)/8, $0x0f0f0f0f0f0f0f0f
GLOBL nibbles<>(SB), NOPTR|RODATA, $16

DATA spread<>+0(SB)/8, $0x1514111005040100
DATA spread<>+8(SB)/8, $0x5554515045444140
GLOBL spread<>(SB), NOPTR|RODATA, $16
