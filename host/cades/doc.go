// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cades makes and judges CAdES signatures, ETSI EN 319 122-1, of
// baseline level B-B: over documents of any size, attached or detached, with
// DSTU 4145, ECDSA and RSA.
//
// [Signer] works in two halves, so that a key may sit anywhere: Prepare says
// which digest to sign, Finish takes the signature, checks it and gives the
// message. What it writes is what the programs in use in Ukraine write,
// attribute for attribute.
//
// [Verifier] is lenient in encoding and strict in mathematics. Its verdicts are
// in the words of ETSI EN 319 102-1. It knows neither revocation nor
// time-stamps: the first leaves a good signature INDETERMINATE, the second never
// raise a level, and the claimed signing time is never trusted.
package cades
