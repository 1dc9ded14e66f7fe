// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// The rounds of ГОСТ 28147-89 by VPSHUFB, which looks up 16 octets: one row of
// the table. Eight rows take eight shuffles, and of the result of each one octet
// of four is wanted. Masks leave the nibbles of even or of odd octets
// and 0 in the others; even ones are shuffled by the rows for octets 0 and 2,
// odd ones by those for octets 1 and 3, and blending takes the lower half of a
// word from the first and the upper half from the second. The rows here are
// those of Table.low0 and high0, which make 0 of 0, so that the octets between
// add nothing; what 0 really becomes, the same for every word, is added at once.
//
// X has the halves N1 of up to four blocks, Y the halves N2, and KEY(j) is word j
// of their keys, in the frame. X2…X7 are changed, and X8…X15 hold the rows.

#define TABLE AX
#define X X0
#define Y X1
#define KEY(j) keys-(160-16*j)(SP)

#define WIPE_KEYS \
	VPXOR Y0, Y0, Y0; \
	VMOVDQU Y0, KEY(0); \
	VMOVDQU Y0, KEY(2); \
	VMOVDQU Y0, KEY(4); \
	VMOVDQU Y0, KEY(6)

#define L0 X8
#define L1 X9
#define L2 X10
#define L3 X11
#define H0 X12
#define H1 X13
#define H2 X14
#define H3 X15

DATA even<>+0(SB)/8, $0x000f000f000f000f
DATA even<>+8(SB)/8, $0x000f000f000f000f
GLOBL even<>(SB), RODATA|NOPTR, $16
DATA odd<>+0(SB)/8, $0x0f000f000f000f00
DATA odd<>+8(SB)/8, $0x0f000f000f000f00
GLOBL odd<>(SB), RODATA|NOPTR, $16

#define LOAD_TABLE \
	VMOVDQU Table_low0+0(TABLE), L0; \
	VMOVDQU Table_low0+16(TABLE), L1; \
	VMOVDQU Table_low0+32(TABLE), L2; \
	VMOVDQU Table_low0+48(TABLE), L3; \
	VMOVDQU Table_high0+0(TABLE), H0; \
	VMOVDQU Table_high0+16(TABLE), H1; \
	VMOVDQU Table_high0+32(TABLE), H2; \
	VMOVDQU Table_high0+48(TABLE), H3

// sum ⊕= a ⊕ b, and a is changed.
#define ADD_BOTH(a, b, sum) \
	VPXOR a, b, a; \
	VPXOR a, sum, sum

// y ⊕= the table's result for x + k, rotated by 11 bits. The shuffles stand as
// early as they can, for two at a time is all that most processors do.
#define ROUND(x, y, k) \
	VPADDD k, x, X2; \
	VPSRLD $4, X2, X3; \
	VPXOR Table_zero(TABLE), y, y; \
	VPAND even<>(SB), X2, X4; \
	VPAND odd<>(SB), X2, X2; \
	VPAND odd<>(SB), X3, X5; \
	VPAND even<>(SB), X3, X3; \
	VPSHUFB X4, L0, X6; \
	VPSHUFB X4, L2, X4; \
	VPSHUFB X2, L1, X7; \
	VPSHUFB X2, L3, X2; \
	VPBLENDW $0xaa, X4, X6, X4; \
	VPSHUFB X3, H0, X6; \
	VPSHUFB X3, H2, X3; \
	VPBLENDW $0xaa, X2, X7, X2; \
	VPSHUFB X5, H1, X7; \
	VPSHUFB X5, H3, X5; \
	VPBLENDW $0xaa, X3, X6, X3; \
	VPXOR X2, X4, X4; \
	VPBLENDW $0xaa, X5, X7, X5; \
	VPXOR X3, X4, X4; \
	VPXOR X5, X4, X4; \
	VPSLLD $11, X4, X5; \
	VPSRLD $21, X4, X4; \
	VPXOR X5, y, y; \
	VPXOR X4, y, y

#define FORWARDS \
	ROUND(X, Y, KEY(0)); \
	ROUND(Y, X, KEY(1)); \
	ROUND(X, Y, KEY(2)); \
	ROUND(Y, X, KEY(3)); \
	ROUND(X, Y, KEY(4)); \
	ROUND(Y, X, KEY(5)); \
	ROUND(X, Y, KEY(6)); \
	ROUND(Y, X, KEY(7))

#define BACKWARDS \
	ROUND(X, Y, KEY(7)); \
	ROUND(Y, X, KEY(6)); \
	ROUND(X, Y, KEY(5)); \
	ROUND(Y, X, KEY(4)); \
	ROUND(X, Y, KEY(3)); \
	ROUND(Y, X, KEY(2)); \
	ROUND(X, Y, KEY(1)); \
	ROUND(Y, X, KEY(0))
