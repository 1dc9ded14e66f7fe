// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package crl reads certificate revocation lists, complete and delta: RFC 5280
// section 5. A list is judged in steps, each the caller's to ask for: [Parse],
// [List.Verify] against the issuer of the certificate in question,
// [List.Covers] for the certificate, [Freshness.Check], and at last
// [Set.Lookup].
//
// crypto/x509 reads everything but the entries. These stay the octets they
// came as and are walked when asked, for a list of a million takes half a
// gigabyte when parsed.
//
// Indirect lists, those that speak for other issuers, are refused, and lists
// for some reasons only are believed when they revoke and not when they do not:
// no Ukrainian provider is known to issue either.
//
// The package also holds what lists and OCSP say alike: [Reason],
// [Revocation], [Freshness].
package crl

import (
	"errors"
	"fmt"
)

// What can be wrong with a list.
var (
	// ErrMalformed says that the octets are no list, or one that breaks RFC 5280.
	ErrMalformed = errors.New("crl: malformed list")
	// ErrTooLarge says that the list is longer than [MaxList].
	ErrTooLarge = errors.New("crl: list exceeds the limit")
	// ErrCritical says that the list, or an entry, has a critical extension
	// that is not processed here: RFC 5280 sections 5.2 and 5.3 forbid its use.
	ErrCritical = errors.New("crl: unknown critical extension")
	// ErrIndirect says that the list may speak for other issuers.
	ErrIndirect = errors.New("crl: indirect list")
	// ErrIssuer says that the list is not of the issuer it is held against:
	// another name, a wrong signature, or no right to sign lists.
	ErrIssuer = errors.New("crl: list is not of the issuer")
	// ErrScope says that the list does not speak of such certificates.
	ErrScope = errors.New("crl: certificate is outside the list's scope")
	// ErrDelta says that two lists are not a complete one and a delta upon it.
	ErrDelta = errors.New("crl: lists do not go together")
	// ErrNotYet says that a statement is from the future.
	ErrNotYet = errors.New("crl: statement is of a later time")
	// ErrStale says that a statement is out of date.
	ErrStale = errors.New("crl: statement is out of date")
)

func malformed(what string) error { return fmt.Errorf("%w: %s", ErrMalformed, what) }
