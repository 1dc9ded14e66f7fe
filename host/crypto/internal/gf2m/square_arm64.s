// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

// Repeated squares, x^(2^n), of elements of 3 to 7 words.
//
// Squaring is linear over GF(2), so the square of each word stands alone, and VPMULL is
// its shortest form. The element stays in registers from one square to the next. Time
// depends on n and on nothing else.

#include "textflag.h"
#include "go_asm.h"
#include "reduce_arm64.h"

#define Z R0
#define X R1
#define N R2
#define F R3

// SQUARE2 sets L and H to the squares of the two words of V. L may be V.
#define SQUARE2(V, L, H) \
	VPMULL2	V.D2, V.D2, H.Q1; \
	VPMULL	V.D1, V.D1, L.Q1

// SQUARE1 sets L to the square of the lower word of V.
#define SQUARE1(V, L) \
	VPMULL	V.D1, V.D1, L.Q1

// func squareTimes(z, x *Element, n int, f *Field)
TEXT ·squareTimes(SB), NOSPLIT, $0-32
	MOVD	z+0(FP), Z
	MOVD	x+8(FP), X
	MOVD	n+16(FP), N
	MOVD	f+24(FP), F
	MOVD	Field_shape(F), R4
	CBZ	R4, bit257
	CMP	$4, R4
	BLT	three
	BEQ	four
	CMP	$6, R4
	BLT	five
	BEQ	six
	B	square7<>(SB)

bit257:
	B	square257<>(SB)

three:
	B	square3<>(SB)

four:
	B	square4<>(SB)

five:
	B	square5<>(SB)

six:
	B	square6<>(SB)

TEXT square3<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1.P	16(X), [C0.D2]
	VLD1	(X), [C1.D1]

loop:
	SQUARE1(C1, C2)
	SQUARE2(C0, C0, C1)
	REDUCE3
	SUBS	$1, N
	BNE	loop
	VST1.P	[C0.D2], 16(Z)
	VST1	[C1.D1], (Z)
	RET

TEXT square4<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1	(X), [C0.D2, C1.D2]

loop:
	SQUARE2(C1, C2, C3)
	SQUARE2(C0, C0, C1)
	REDUCE4
	SUBS	$1, N
	BNE	loop
	VST1	[C0.D2, C1.D2], (Z)
	RET

TEXT square257<>(SB), NOSPLIT, $0-32
	CONSTANTS257(R4)
	VLD1.P	32(X), [C0.D2, C1.D2]
	VLD1	(X), [C2.D1]

loop:
	VAND	BIT0.B16, C2.B16, C4.B16 // a bit is its own square
	SQUARE2(C1, C2, C3)
	SQUARE2(C0, C0, C1)
	REDUCE257
	SUBS	$1, N
	BNE	loop
	VST1.P	[C0.D2, C1.D2], 32(Z)
	VST1	[C2.D1], (Z)
	RET

TEXT square5<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1.P	32(X), [C0.D2, C1.D2]
	VLD1	(X), [C2.D1]

loop:
	SQUARE1(C2, C4)
	SQUARE2(C1, C2, C3)
	SQUARE2(C0, C0, C1)
	REDUCE5
	SUBS	$1, N
	BNE	loop
	VST1.P	[C0.D2, C1.D2], 32(Z)
	VST1	[C2.D1], (Z)
	RET

TEXT square6<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1	(X), [C0.D2, C1.D2, C2.D2]

loop:
	SQUARE2(C2, C4, C5)
	SQUARE2(C1, C2, C3)
	SQUARE2(C0, C0, C1)
	REDUCE6
	SUBS	$1, N
	BNE	loop
	VST1	[C0.D2, C1.D2, C2.D2], (Z)
	RET

TEXT square7<>(SB), NOSPLIT, $0-32
	CONSTANTS(F, R4)
	VLD1.P	48(X), [C0.D2, C1.D2, C2.D2]
	VLD1	(X), [C3.D1]

loop:
	SQUARE1(C3, C6)
	SQUARE2(C2, C4, C5)
	SQUARE2(C1, C2, C3)
	SQUARE2(C0, C0, C1)
	REDUCE7
	SUBS	$1, N
	BNE	loop
	VST1.P	[C0.D2, C1.D2, C2.D2], 48(Z)
	VST1	[C3.D1], (Z)
	RET
