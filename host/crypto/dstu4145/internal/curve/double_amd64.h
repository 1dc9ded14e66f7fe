// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Doubling (see double in group.go) in two rounds of four products, in the
// lanes 0 to 3. For the first the operands are
//
//	Λ Λ Z X   times   Z Λ Z Z,   which gives   ΛZ Λ² Z² XZ,
//
// for the second, with T = ΛZ + Λ² + aZ²,
//
//	T XZ T T   times   ΛZ XZ Z² T,   which gives   T·ΛZ (XZ)² Z' X',
//
// and Λ' is the sum of all four.

// MASKS sets masks of lanes.
#define MASKS \
	MOVL $0x0f, AX; KMOVB AX, K1; /* 0 and 1 */ \
	MOVL $0xf3, AX; KMOVB AX, K2; /* 0, 2 and 3 */ \
	MOVL $0xcc, AX; KMOVB AX, K3; /* 1 and 3 */ \
	MOVL $0x0c, AX; KMOVB AX, K4; /* 1 */ \
	MOVL $0x30, AX; KMOVB AX, K5; /* 2 */ \
	MOVL $0xc0, AX; KMOVB AX, K6 /* 3 */

// FIRST makes an operand of the first round of what the second has left.
#define FIRST(r, a, b) \
	VSHUFI64X2 LANES(2, 2, 2, 2), r, r, b; \
	VSHUFI64X2 LANES(1, 0, 0, 0), r, r, T0; \
	VSHUFI64X2 LANES(3, 3, 3, 3), r, r, T1; \
	VMOVDQA64 r, a; \
	SUM3(b, T0, T1); \
	VPXORQ T1, r, K1, a; \
	VPXORQ T1, r, K4, b

// LOAD puts two words of X, Λ, Z where the first round wants them, and STORE puts
// them back.
#define LOAD(at, a, b) \
	VBROADCASTI64X2 projective_lambda+at(DI), a; \
	VBROADCASTI64X2 projective_z+at(DI), b; \
	ARRANGE(a, b); \
	VBROADCASTI64X2 projective_x+at(DI), K6, a

#define ARRANGE(a, b) \
	VMOVDQA64 b, K5, a; \
	VMOVDQA64 a, K4, b

#define STORE(a, xa, at) \
	VEXTRACTI64X2 $3, a, projective_x+at(DI); \
	VMOVDQU64 xa, projective_lambda+at(DI); \
	VEXTRACTI64X2 $2, a, projective_z+at(DI)

// STOREWORD stores one word.
#define STOREWORD(a, xa, at) \
	VEXTRACTI64X2 $3, a, X8; \
	VMOVQ X8, projective_x+at(DI); \
	VMOVQ xa, projective_lambda+at(DI); \
	VEXTRACTI64X2 $2, a, X8; \
	VMOVQ X8, projective_z+at(DI)
