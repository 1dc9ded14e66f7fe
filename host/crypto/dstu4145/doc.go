// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package dstu4145 is the signature of DSTU 4145-2002 (ДСТУ 4145-2002,
// «Цифровий підпис, що ґрунтується на еліптичних кривих»), polynomial basis,
// on the ten curves of its annex Г, and the Diffie-Hellman key agreement done
// with the same keys.
//
// To sign, make a [PrivateKey] with [GenerateKey] or [NewPrivateKey] and use it
// as the [crypto.Signer] it is; to check, make a [PublicKey] with
// [NewPublicKey] and call [Verify]. Both take a digest: which hash function
// made it (GOST 34.311-95 or Kupyna, DSTU 7564) is said outside the signature.
// GOST 34.311 also depends on a substitution table, which the key names in
// its SBox field.
//
// All octet strings are little-endian, as in certificates and containers, save
// the result of [PrivateKey.SharedSecret]. Keys and signatures have one length
// for each curve:
//
//	point       ElementSize octets         33 for M257, 54 for M431
//	d           ScalarSize octets          32           54
//	signature   r ‖ s, 2·ScalarSize octets 64           108
//
// A key is checked when it is made and cannot be made otherwise: a point is on its
// curve and of the order of the base point, 0 < d < n. So no method has a check
// to forget. A public key with many signatures to verify may keep a table, see
// [PublicKey.Precompute]. There is no verification of several signatures at once:
// that adds up their points R, and a signature here holds of R but most bits of
// h·x(R), which R and −R have in common: k signatures leave 2^k sums to try.
//
// Code that handles d and the one-time number e takes the same time and
// touches the same memory for all their values. Verification does not, for it
// knows no secrets. There is no protection against faults: who keeps a key
// should verify a signature before giving it away.
//
// The text of the standard was not at hand. The rules come from independent
// implementations and agree with all signatures met; section numbers are
// quoted from them (bee2, dstu.h) and not verified.
package dstu4145
