// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cades makes CAdES signatures, ETSI EN 319 122-1: over documents of
// any size, attached or detached, with DSTU 4145, ECDSA and RSA.
//
// [Signer] works in two halves, so that a key may sit anywhere: Prepare says
// which digest to sign, Finish takes the signature, checks it and gives the
// message. What it writes is what the programs in use in Ukraine write,
// attribute for attribute.
//
// What signatures are worth is judged by package validation, over this one.
package cades
