// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"
#include "vbmi_amd64.h"

// Decryption of whole batches: encrypt_vbmi_amd64.s undone step by step, from the last
// to the first. See vbmi_amd64.h for how octets lie in registers.

// S0…S3 are R0…R3 with their halves exchanged, so rows 4…7 and then 0…3.
#define S0 Z20
#define S1 Z21
#define S2 Z22
#define S3 Z23

// UNMIX sets z to row i of the product by the inverse of the matrix, when x0 is
// row i of the factor and x1…x7 are the next rows around. All its numbers
//
//	ad 95 76 a8 2f 49 d7 ca
//
// differ, so each row is multiplied by its own, as one VGF2P8AFFINEQB does.
#define UNMIX(z, x0, x1, x2, x3, x4, x5, x6, x7) \
	VGF2P8AFFINEQB.BCST $0, 0(FACTORS), x0, z;   \
	VGF2P8AFFINEQB.BCST $0, 8(FACTORS), x1, T4;  \
	VGF2P8AFFINEQB.BCST $0, 16(FACTORS), x2, T5; \
	VPTERNLOGQ          $0x96, T4, T5, z;        \
	VGF2P8AFFINEQB.BCST $0, 24(FACTORS), x3, T4; \
	VGF2P8AFFINEQB.BCST $0, 32(FACTORS), x4, T5; \
	VPTERNLOGQ          $0x96, T4, T5, z;        \
	VGF2P8AFFINEQB.BCST $0, 40(FACTORS), x5, T4; \
	VGF2P8AFFINEQB.BCST $0, 48(FACTORS), x6, T5; \
	VPTERNLOGQ          $0x96, T4, T5, z;        \
	VGF2P8AFFINEQB.BCST $0, 56(FACTORS), x7, T4; \
	VPXORQ              T4, z, z

#define DST     DI
#define SRC     SI
#define COUNT   CX
#define KEYS    R8
#define ROUNDS  R9
#define SLICING R10
#define SHIFTS  R11
#define BACK    R12
#define FACTORS R13
#define KEY     AX
#define ROUND   BX

// UNSHIFT sets r to t with its two rows shifted back.
#define UNSHIFT(t, r, shift) \
	VMOVDQU64 shift(SHIFTS), T6; \
	VPERMB    t, T6, r

// func decryptBatches(dst, src *byte, batches int, k *slicedSchedule, rounds int, s *slicing, pi *[4][256]uint8)
TEXT ·decryptBatches(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DST
	MOVQ src+8(FP), SRC
	MOVQ batches+16(FP), COUNT
	MOVQ k+24(FP), KEYS
	MOVQ rounds+32(FP), ROUNDS
	MOVQ s+40(FP), SLICING
	MOVQ pi+48(FP), AX
	LOAD_SUBSTITUTION(AX)
	LEAQ 256(SLICING), BACK
	LEAQ 1024(SLICING), SHIFTS
	LEAQ ·inverseFactors(SB), FACTORS

batch:
	VMOVDQU64 64(KEYS), T4
	VMOVDQU64 0(SRC), T0
	VMOVDQU64 64(SRC), T1
	VMOVDQU64 128(SRC), T2
	VMOVDQU64 192(SRC), T3
	VPSUBQ    T4, T0, T0
	VPSUBQ    T4, T1, T1
	VPSUBQ    T4, T2, T2
	VPSUBQ    T4, T3, T3
	PERMUTE(SLICING)
	MOVQ      ROUNDS, ROUND
	MOVQ      ROUNDS, KEY
	SHLQ      $8, KEY
	LEAQ      (128-256)(KEYS)(KEY*1), KEY

round:
	VSHUFI64X2 $0x4e, R0, R0, S0
	VSHUFI64X2 $0x4e, R1, R1, S1
	VSHUFI64X2 $0x4e, R2, R2, S2
	VSHUFI64X2 $0x4e, R3, R3, S3
	UNMIX(T0, R0, R1, R2, R3, S0, S1, S2, S3)
	UNMIX(T1, R1, R2, R3, S0, S1, S2, S3, R0)
	UNMIX(T2, R2, R3, S0, S1, S2, S3, R0, R1)
	UNMIX(T3, R3, S0, S1, S2, S3, R0, R1, R2)
	UNSHIFT(T0, R0, 0)
	UNSHIFT(T1, R1, 64)
	UNSHIFT(T2, R2, 128)
	UNSHIFT(T3, R3, 192)
	SUBSTITUTE(R0, Z0, Z1, Z2, Z3, T0, K1)
	SUBSTITUTE(R1, Z4, Z5, Z6, Z7, T1, K2)
	SUBSTITUTE(R2, Z8, Z9, Z10, Z11, T2, K3)
	SUBSTITUTE(R3, Z12, Z13, Z14, Z15, T3, K4)
	VPXORQ     0(KEY), R0, R0
	VPXORQ     64(KEY), R1, R1
	VPXORQ     128(KEY), R2, R2
	VPXORQ     192(KEY), R3, R3
	SUBQ       $256, KEY
	DECQ       ROUND
	JNZ        round

	VMOVDQA64 R0, T0
	VMOVDQA64 R1, T1
	VMOVDQA64 R2, T2
	VMOVDQA64 R3, T3
	PERMUTE(BACK)
	VMOVDQU64 0(KEYS), T4
	VPSUBQ    T4, R0, R0
	VPSUBQ    T4, R1, R1
	VPSUBQ    T4, R2, R2
	VPSUBQ    T4, R3, R3
	VMOVDQU64 R0, 0(DST)
	VMOVDQU64 R1, 64(DST)
	VMOVDQU64 R2, 128(DST)
	VMOVDQU64 R3, 192(DST)
	ADDQ      $256, SRC
	ADDQ      $256, DST
	DECQ      COUNT
	JNZ       batch
	VZEROUPPER
	RET
