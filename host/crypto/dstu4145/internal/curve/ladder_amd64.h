// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// What the first round of a step wants on its two sides, by numbers of words: 0 to 7
// in U, which holds X'(h) and X'(l), and 8 to 15 in V, which holds Z'(h) and Z'(l). If
// low and high change places the differences, which follow, are added.
DATA places<>+0(SB)/8, $0
DATA places<>+8(SB)/8, $1
DATA places<>+16(SB)/8, $2
DATA places<>+24(SB)/8, $3
DATA places<>+32(SB)/8, $2
DATA places<>+40(SB)/8, $3
DATA places<>+48(SB)/8, $12
DATA places<>+56(SB)/8, $13
DATA places<>+64(SB)/8, $12
DATA places<>+72(SB)/8, $13
DATA places<>+80(SB)/8, $10
DATA places<>+88(SB)/8, $11
DATA places<>+96(SB)/8, $2
DATA places<>+104(SB)/8, $3
DATA places<>+112(SB)/8, $12
DATA places<>+120(SB)/8, $13
DATA places<>+128(SB)/8, $2
DATA places<>+136(SB)/8, $2
DATA places<>+144(SB)/8, $2
DATA places<>+152(SB)/8, $2
DATA places<>+160(SB)/8, $2
DATA places<>+168(SB)/8, $2
DATA places<>+176(SB)/8, $6
DATA places<>+184(SB)/8, $6
DATA places<>+192(SB)/8, $6
DATA places<>+200(SB)/8, $6
DATA places<>+208(SB)/8, $6
DATA places<>+216(SB)/8, $6
DATA places<>+224(SB)/8, $2
DATA places<>+232(SB)/8, $2
DATA places<>+240(SB)/8, $6
DATA places<>+248(SB)/8, $6
GLOBL places<>(SB), RODATA|NOPTR, $256

// SWAP sets LEFT and RIGHT to these numbers, low and high changing places if AX is 1.
// The bit becomes a mask, and the numbers are in registers: no time depends on it.
#define SWAP \
	NEGQ AX; \
	VPBROADCASTQ AX, T2; \
	VPANDQ places<>+128(SB), T2, LEFT; \
	VPANDQ places<>+192(SB), T2, RIGHT; \
	VPXORQ places<>+0(SB), LEFT, LEFT; \
	VPXORQ places<>+64(SB), RIGHT, RIGHT

// NEXTBIT sets AX to 1 if bit DX − 1 of the scalar is not the one before, R11,
// which it replaces, and counts DX down.
#define NEXTBIT \
	DECQ DX; \
	MOVQ DX, CX; \
	SHRQ $6, CX; \
	MOVQ (R10)(CX*8), AX; \
	MOVQ DX, CX; \
	SHRQ CX, AX; \
	ANDQ $1, AX; \
	XORQ AX, R11; \
	XCHGQ AX, R11
