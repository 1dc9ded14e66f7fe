// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// The step function χ of ГОСТ 34.311 but for the rounds of its cipher, which
// rounds_vbmi_amd64.h and rounds_avx2_amd64.h do in their own ways.
//
// A step encrypts the four parts of h, 64 bits each, under four keys. The blocks
// lie beside each other in the lanes of two registers, X the halves N1, Y the
// halves N2; likewise X8…X15 are the words of the four keys. Each of the 32 rounds
// waits for the one before it, so their latency is what a step takes, and all that
// need not come before or after them stands between them: the processor does it
// while it waits.

#define STATE DI
#define BLOCKS SI
#define COUNT CX
#define MIXING DX

// Free between rounds.
#define T X2
#define U X3
#define A X4
#define B X5
#define C X6
#define D X7

#define ARGUMENTS \
	MOVQ t+0(FP), TABLE; \
	MOVQ s+8(FP), STATE; \
	MOVQ mixing+16(FP), MIXING; \
	MOVQ blocks+24(FP), BLOCKS; \
	MOVQ n+32(FP), COUNT

// C₃, the constant that is added to U for the third key.
DATA c3<>+0(SB)/8, $0xff00ff00ff00ff00
DATA c3<>+8(SB)/8, $0x00ff00ff00ff00ff
DATA c3<>+16(SB)/8, $0xff0000ff00ffff00
DATA c3<>+24(SB)/8, $0xff00ffff000000ff
GLOBL c3<>(SB), RODATA|NOPTR, $32

// Takes the octets of the two halves of a register in turn.
DATA interleave<>+0(SB)/8, $0x0b030a0209010800
DATA interleave<>+8(SB)/8, $0x0f070e060d050c04
GLOBL interleave<>(SB), RODATA|NOPTR, $16

// What A makes of a word's parts w0 w1 | w2 w3 in two registers is w1 w2 | w3
// (w0⊕w1), and A² makes w2 w3 | (w0⊕w1) (w1⊕w2). So p, w1 w2, and q, the last
// pair, are all there is to compute: A gives p and the end of hi with the
// beginning of q, A² gives hi and q.
#define NEXT(lo, hi, p, q) \
	VPALIGNR $8, lo, hi, p; \
	VPXOR lo, p, q

// The transposition P of a word's four parts, of eight octets each: afterwards
// lo has words 0…3 of a key, hi words 4…7. Octets are put together by two, then
// pairs of octets.
#define PERMUTE(lo, hi, t) \
	VPSHUFB interleave<>(SB), lo, lo; \
	VPSHUFB interleave<>(SB), hi, hi; \
	VPUNPCKLWD hi, lo, t; \
	VPUNPCKHWD hi, lo, hi; \
	VMOVDQA t, lo

// Rows, the words of one key each, become columns, the same word of all four.
#define TRANSPOSE(r0, r1, r2, r3) \
	VPUNPCKLDQ r1, r0, T; \
	VPUNPCKLDQ r3, r2, U; \
	VPUNPCKHDQ r1, r0, A; \
	VPUNPCKHDQ r3, r2, B; \
	VPUNPCKLQDQ U, T, r0; \
	VPUNPCKHQDQ U, T, r1; \
	VPUNPCKLQDQ B, A, r2; \
	VPUNPCKHQDQ B, A, r3

// The keys, in X8…X15, and the blocks, in X and Y. Key i is P of the sum of U
// and V, which are h and m at first and then go through A and A²; C₃ is added to
// the third U. They lie in these registers in turn, where q|hi is the end of hi
// with the beginning of q:
//
//	key  U       V
//	0    X Y     A B
//	1    T U|Y   B D
//	2    Y U     D A
//	3    T X|U   A B
#define DERIVE_KEYS \
	VMOVDQU State_H+0(STATE), X; \
	VMOVDQU State_H+16(STATE), Y; \
	VMOVDQU (BLOCKS), A; \
	VMOVDQU 16(BLOCKS), B; \
	NEXT(X, Y, T, U); \
	NEXT(A, B, C, D); \
	VPXOR A, X, X8; \
	VPXOR B, Y, X12; \
	VPALIGNR $8, Y, U, X13; \
	VPXOR B, T, X9; \
	VPXOR D, X13, X13; \
	VPXOR c3<>+0(SB), Y, Y; \
	VPXOR c3<>+16(SB), U, U; \
	NEXT(Y, U, T, X); \
	NEXT(B, D, C, A); \
	VPXOR D, Y, X10; \
	VPXOR A, U, X14; \
	NEXT(D, A, C, B); \
	VPALIGNR $8, U, X, X15; \
	VPXOR A, T, X11; \
	VPXOR B, X15, X15; \
	PERMUTE(X8, X12, T); \
	PERMUTE(X9, X13, T); \
	PERMUTE(X10, X14, T); \
	PERMUTE(X11, X15, T); \
	TRANSPOSE(X8, X9, X10, X11); \
	TRANSPOSE(X12, X13, X14, X15); \
	VMOVDQU State_H+0(STATE), A; \
	VSHUFPS $0x88, State_H+16(STATE), A, X; \
	VSHUFPS $0xdd, State_H+16(STATE), A, Y

// The sum of all blocks modulo 2²⁵⁶, by carries of the integer unit; then the
// part that ψ(m) puts in at the top, the sum of six parts of m: the four of R8,
// by folding it twice, and the lowest and highest of R9.
#define ADD_TO_SUM \
	MOVQ 0(BLOCKS), R8; \
	MOVQ 24(BLOCKS), R9; \
	ADDQ R8, State_Sum+0(STATE); \
	MOVQ 8(BLOCKS), R10; \
	ADCQ R10, State_Sum+8(STATE); \
	MOVQ 16(BLOCKS), R10; \
	ADCQ R10, State_Sum+16(STATE); \
	ADCQ R9, State_Sum+24(STATE); \
	MOVQ R8, R10; \
	SHRQ $16, R10; \
	XORQ R10, R8; \
	MOVQ R8, R10; \
	SHRQ $32, R10; \
	XORQ R10, R8; \
	XORQ R9, R8; \
	SHRQ $48, R9; \
	XORQ R9, R8

// Two shuffles are added to sum: see type shuffles.
#define FETCH2(first, second, from, sum, t0, t1) \
	VPSHUFB first(MIXING), from, t0; \
	VPSHUFB second(MIXING), from, t1; \
	ADD_BOTH(t0, t1, sum)

// The part of the result that does not wait for the cipher, ψ⁶¹(h ⊕ ψ(m)), goes
// to the frame. ψ(m) is m shifted by a part of 16 bits, with R8 at the top.
#define MIX_BLOCK(frame) \
	VMOVQ R8, T; \
	VMOVDQU (BLOCKS), A; \
	VMOVDQU 16(BLOCKS), B; \
	VPALIGNR $2, A, B, A; \
	VPALIGNR $2, B, T, B; \
	VPXOR State_H+0(STATE), A, A; \
	VPXOR State_H+16(STATE), B, B; \
	VINSERTI128 $1, A, Y4, Y4; \
	VINSERTI128 $1, B, Y5, Y5; \
	VPSHUFB shuffles_lower61+0(MIXING), Y4, Y2; \
	VPSHUFB shuffles_upper61+0(MIXING), Y5, Y3; \
	FETCH2(shuffles_lower61+32, shuffles_lower61+64, Y4, Y2, Y6, Y7); \
	FETCH2(shuffles_upper61+32, shuffles_upper61+64, Y5, Y3, Y6, Y7); \
	FETCH2(shuffles_lower61+96, shuffles_lower61+128, Y4, Y2, Y6, Y7); \
	FETCH2(shuffles_upper61+96, shuffles_upper61+128, Y5, Y3, Y6, Y7); \
	FETCH2(shuffles_lower61+160, shuffles_lower61+192, Y4, Y2, Y6, Y7); \
	FETCH2(shuffles_upper61+160, shuffles_upper61+192, Y5, Y3, Y6, Y7); \
	VPXOR Y2, Y3, Y2; \
	VMOVDQU Y2, frame

// ψ⁷⁴ of the encrypted blocks is added to it, and that is the new h. The last
// of 32 rounds does not swap the halves, so N2 stands before N1.
#define MIX_CIPHER(frame) \
	VINSERTI128 $1, Y, Y1, Y1; \
	VINSERTI128 $1, X, Y0, Y0; \
	VMOVDQU frame, Y2; \
	VPSHUFB shuffles_n2+0(MIXING), Y1, Y3; \
	FETCH2(shuffles_n2+32, shuffles_n2+64, Y1, Y2, Y6, Y7); \
	FETCH2(shuffles_n2+96, shuffles_n2+128, Y1, Y3, Y4, Y5); \
	VPSHUFB shuffles_n2+160(MIXING), Y1, Y1; \
	FETCH2(shuffles_n1+0, shuffles_n1+32, Y0, Y2, Y6, Y7); \
	FETCH2(shuffles_n1+64, shuffles_n1+96, Y0, Y1, Y4, Y5); \
	FETCH2(shuffles_n1+128, shuffles_n1+160, Y0, Y3, Y6, Y7); \
	VPSHUFB shuffles_n1+192(MIXING), Y0, Y0; \
	VPXOR Y0, Y1, Y1; \
	VPXOR Y2, Y3, Y2; \
	VPXOR Y1, Y2, Y2; \
	VMOVDQU Y2, State_H+0(STATE)
