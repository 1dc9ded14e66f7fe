// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// From here on the names in m431_amd64.h stand for whole registers, of four lanes.

#ifdef A0
#undef A0
#undef A1
#undef A2
#undef A3
#undef B0
#undef B1
#undef B2
#undef B3
#undef P0
#undef M0
#undef Q0
#undef P1
#undef M1
#undef Q1
#undef P2
#undef M2
#undef Q2
#undef P3
#undef M3
#undef Q3
#undef P4
#undef M4
#undef Q4
#undef P5
#undef M5
#undef Q5
#undef P6
#undef T0
#undef T1
#undef T2
#undef ZERO
#undef LAST
#endif

#define A0 Z0
#define A1 Z1
#define A2 Z2
#define A3 Z3
#define B0 Z4
#define B1 Z5
#define B2 Z6
#define B3 Z7
#define P0 Z8
#define M0 Z9
#define Q0 Z10
#define P1 Z11
#define M1 Z12
#define Q1 Z13
#define P2 Z14
#define M2 Z15
#define Q2 Z16
#define P3 Z17
#define M3 Z18
#define Q3 Z19
#define P4 Z20
#define M4 Z21
#define Q4 Z22
#define P5 Z23
#define M5 Z24
#define Q5 Z25
#define P6 Z26
#define T0 Z27
#define T1 Z28
#define T2 Z29
#define ZERO Z30
#define LAST Z31
