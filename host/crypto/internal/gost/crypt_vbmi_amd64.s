// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// Many blocks of ГОСТ 28147-89, each by itself: sixteen in the lanes of two
// registers, the halves N1 and the halves N2, and eight such pairs of registers
// beside each other, because one pair waits most of the time for VPERMB.
//
// VPERMB looks up 64 octets by six bits each: LOW and HIGH hold the four rows of
// the table for low and for high nibbles, so an octet's index is its nibble below
// its place in the word.

#define TABLE AX
#define SCHEDULE DX
#define DST DI
#define SRC SI
#define COUNT CX
#define ROUNDS R8

#define LOW Z16
#define HIGH Z17
#define NIBBLES Z18
#define PLACES Z19
#define KEY Z20

DATA nibbles<>+0(SB)/4, $0x0f0f0f0f
GLOBL nibbles<>(SB), RODATA|NOPTR, $4
DATA places<>+0(SB)/4, $0x30201000
GLOBL places<>(SB), RODATA|NOPTR, $4

// Two registers of eight blocks become the halves N1, in n1, and N2, in n2. They
// are not in the order of the blocks, which no round minds and STORE undoes.
#define LOAD(at, n1, n2) \
	VMOVDQU32 at(SRC), Z30; \
	VMOVDQU32 (at+64)(SRC), Z31; \
	VSHUFPS $0x88, Z31, Z30, n1; \
	VSHUFPS $0xdd, Z31, Z30, n2

// The last round does not swap the halves, so N2 stands before N1.
#define STORE(at, n1, n2) \
	VPUNPCKLDQ n1, n2, Z30; \
	VPUNPCKHDQ n1, n2, Z31; \
	VMOVDQU32 Z30, at(DST); \
	VMOVDQU32 Z31, (at+64)(DST)

// y ⊕= the table's result for x + KEY, rotated by 11 bits. The function 0xea of
// VPTERNLOGD is first ∧ second ∨ third.
#define ROUND(x, y, t, u) \
	VPADDD KEY, x, t; \
	VPSRLD $4, t, u; \
	VPTERNLOGD $0xea, PLACES, NIBBLES, t; \
	VPTERNLOGD $0xea, PLACES, NIBBLES, u; \
	VPERMB LOW, t, t; \
	VPERMB HIGH, u, u; \
	VPXORD t, u, u; \
	VPROLD $11, u, u; \
	VPXORD u, y, y

// VZEROALL overwrites only the lower sixteen registers.
#define WIPE(a, b, c, d) \
	VPXORD a, a, a; \
	VPXORD b, b, b; \
	VPXORD c, c, c; \
	VPXORD d, d, d

// func cryptVBMI(t *Table, k *Schedule, dst, src *byte, n int)
TEXT ·cryptVBMI(SB), NOSPLIT, $0-40
	MOVQ t+0(FP), TABLE
	MOVQ k+8(FP), SCHEDULE
	MOVQ dst+16(FP), DST
	MOVQ src+24(FP), SRC
	MOVQ n+32(FP), COUNT
	VMOVDQU8 Table_low(TABLE), LOW
	VMOVDQU8 Table_high(TABLE), HIGH
	VPBROADCASTD nibbles<>(SB), NIBBLES
	VPBROADCASTD places<>(SB), PLACES

	SUBQ $8, COUNT
	JLT  rest

many:
	LOAD(0, Z0, Z1)
	LOAD(128, Z2, Z3)
	LOAD(256, Z4, Z5)
	LOAD(384, Z6, Z7)
	LOAD(512, Z8, Z9)
	LOAD(640, Z10, Z11)
	LOAD(768, Z12, Z13)
	LOAD(896, Z14, Z15)
	XORL ROUNDS, ROUNDS

manyRounds:
	VPBROADCASTD (SCHEDULE)(ROUNDS*4), KEY
	ROUND(Z0, Z1, Z21, Z22)
	ROUND(Z2, Z3, Z23, Z24)
	ROUND(Z4, Z5, Z25, Z26)
	ROUND(Z6, Z7, Z27, Z28)
	ROUND(Z8, Z9, Z21, Z22)
	ROUND(Z10, Z11, Z23, Z24)
	ROUND(Z12, Z13, Z25, Z26)
	ROUND(Z14, Z15, Z27, Z28)
	VPBROADCASTD 4(SCHEDULE)(ROUNDS*4), KEY
	ROUND(Z1, Z0, Z21, Z22)
	ROUND(Z3, Z2, Z23, Z24)
	ROUND(Z5, Z4, Z25, Z26)
	ROUND(Z7, Z6, Z27, Z28)
	ROUND(Z9, Z8, Z21, Z22)
	ROUND(Z11, Z10, Z23, Z24)
	ROUND(Z13, Z12, Z25, Z26)
	ROUND(Z15, Z14, Z27, Z28)
	ADDL $2, ROUNDS
	CMPL ROUNDS, $32
	JLT  manyRounds

	STORE(0, Z0, Z1)
	STORE(128, Z2, Z3)
	STORE(256, Z4, Z5)
	STORE(384, Z6, Z7)
	STORE(512, Z8, Z9)
	STORE(640, Z10, Z11)
	STORE(768, Z12, Z13)
	STORE(896, Z14, Z15)
	ADDQ $1024, SRC
	ADDQ $1024, DST
	SUBQ $8, COUNT
	JGE  many

rest:
	ADDQ $8, COUNT
	JEQ  done

one:
	LOAD(0, Z0, Z1)
	XORL ROUNDS, ROUNDS

oneRounds:
	VPBROADCASTD (SCHEDULE)(ROUNDS*4), KEY
	ROUND(Z0, Z1, Z21, Z22)
	VPBROADCASTD 4(SCHEDULE)(ROUNDS*4), KEY
	ROUND(Z1, Z0, Z21, Z22)
	ADDL $2, ROUNDS
	CMPL ROUNDS, $32
	JLT  oneRounds

	STORE(0, Z0, Z1)
	ADDQ $128, SRC
	ADDQ $128, DST
	DECQ COUNT
	JNZ  one

done:
	VZEROALL
	WIPE(KEY, Z21, Z22, Z23)
	WIPE(Z24, Z25, Z26, Z27)
	WIPE(Z28, Z29, Z30, Z31)
	RET
