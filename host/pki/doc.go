// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package pki reads the certificates of Ukraine's two public key
// infrastructures, the national one (DSTU 4145, GOST 34.311, Kupyna) and the
// one of mutual recognition (ECDSA, RSA), and decides whether a certificate
// reaches a root that the caller trusts: RFC 5280 with the national profile.
//
// [crypto/x509] is the DER front end and *[x509.Certificate] the certificate
// type; it knows nothing of DSTU 4145, so keys, signatures and paths are this
// package's own, for every algorithm alike: one validator, one set of rules.
//
// The orders that define the national profile (1236/5/453 of 2012 and its
// successors) were not at hand. What is said here about the profile was
// measured on real certificates.
package pki
