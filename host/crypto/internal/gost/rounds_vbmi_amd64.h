// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// The rounds of ГОСТ 28147-89 by VPERMB, which looks up 64 octets by six bits
// each: LOW and HIGH hold the four rows for low and for high nibbles, so an
// octet's index is its nibble below its place in the word.
//
// X has the halves N1 of up to four blocks, Y the halves N2, X8…X15 the words of
// their keys. X2…X7 are changed.

#define TABLE AX
#define X X0
#define Y X1

#define LOW Z16
#define HIGH Z17
#define NIBBLES X18
#define PLACES X19

DATA nibbles<>+0(SB)/4, $0x0f0f0f0f
GLOBL nibbles<>(SB), RODATA|NOPTR, $4
DATA places<>+0(SB)/4, $0x30201000
GLOBL places<>(SB), RODATA|NOPTR, $4

#define LOAD_TABLE \
	VMOVDQU8 Table_low(TABLE), LOW; \
	VMOVDQU8 Table_high(TABLE), HIGH; \
	VPBROADCASTD nibbles<>(SB), NIBBLES; \
	VPBROADCASTD places<>(SB), PLACES

// sum ⊕= a ⊕ b. The function 0x96 of VPTERNLOGD is the sum of three.
#define ADD_BOTH(a, b, sum) \
	VPTERNLOGD $0x96, a, b, sum

// y ⊕= the table's result for x + k, rotated by 11 bits. The function 0xea of
// VPTERNLOGD is first ∧ second ∨ third. A rotation would take longer than the two
// shifts that make it up, one beside the other.
#define ROUND(x, y, k) \
	VPADDD k, x, X2; \
	VPSRLD $4, X2, X3; \
	VPTERNLOGD $0xea, PLACES, NIBBLES, X2; \
	VPERMB LOW, Z2, Z4; \
	VPTERNLOGD $0xea, PLACES, NIBBLES, X3; \
	VPERMB HIGH, Z3, Z5; \
	VPSLLD $11, X4, X2; \
	VPSRLD $21, X4, X6; \
	VPSLLD $11, X5, X3; \
	VPSRLD $21, X5, X7; \
	VPTERNLOGD $0x96, X2, X6, y; \
	VPTERNLOGD $0x96, X3, X7, y

#define FORWARDS \
	ROUND(X, Y, X8); \
	ROUND(Y, X, X9); \
	ROUND(X, Y, X10); \
	ROUND(Y, X, X11); \
	ROUND(X, Y, X12); \
	ROUND(Y, X, X13); \
	ROUND(X, Y, X14); \
	ROUND(Y, X, X15)

#define BACKWARDS \
	ROUND(X, Y, X15); \
	ROUND(Y, X, X14); \
	ROUND(X, Y, X13); \
	ROUND(Y, X, X12); \
	ROUND(X, Y, X11); \
	ROUND(Y, X, X10); \
	ROUND(X, Y, X9); \
	ROUND(Y, X, X8)
