// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// From here on the names in m257_amd64.h stand for whole registers, of four lanes.

#ifdef A01
#undef A01
#undef A23
#undef AM
#undef B01
#undef B23
#undef BM
#undef R01
#undef R23
#undef RM
#undef P1
#undef Q0
#undef Q1
#undef QS
#undef M0
#undef M1
#undef MS
#undef AS
#undef BS
#undef T0
#undef T1
#undef T2
#undef ZERO
#undef TOP01
#undef TOP23
#endif

#define A01 Z0
#define A23 Z1
#define AM Z2
#define B01 Z3
#define B23 Z4
#define BM Z5
#define R01 Z6
#define R23 Z7
#define RM Z8
#define P1 Z9
#define Q0 Z10
#define Q1 Z11
#define QS Z12
#define M0 Z13
#define M1 Z14
#define MS Z15
#define AS Z16
#define BS Z17
#define T0 Z18
#define T1 Z19
#define T2 Z20
#define ZERO Z29
#define TOP01 Z30
#define TOP23 Z31
