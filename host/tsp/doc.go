// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package tsp asks time-stamping authorities for the time and judges what they
// sign: RFC 3161 with the update of RFC 5816, in the form of the national
// profile (GOST 34.311, DSTU 4145) and of all others.
//
// A token is judged in steps, each the caller's to ask for: [ParseToken] or
// [ParseResponse], [Request.Check] for one just asked for, [Token.Stamps] for
// the data, [Token.Verify] for the authority. [Client] does all of them.
package tsp

import (
	"errors"
	"fmt"
)

// What can be wrong with a token or a response.
var (
	// ErrMalformed says that the octets are no message of this protocol.
	ErrMalformed = errors.New("tsp: malformed message")
	// ErrTooLarge says that the message exceeds a limit.
	ErrTooLarge = errors.New("tsp: message exceeds a limit")
	// ErrImprint says that the token is of other data.
	ErrImprint = errors.New("tsp: time-stamp of other data")
	// ErrNonce says that the token answers another request, or none.
	ErrNonce = errors.New("tsp: nonce of another request")
	// ErrPolicy says that the token is under another policy than was asked for.
	ErrPolicy = errors.New("tsp: time-stamp under another policy")
	// ErrNoCertificate says that the authority's certificate is neither in the
	// token nor among those supplied.
	ErrNoCertificate = errors.New("tsp: certificate of the time-stamping authority not found")
	// ErrSignature says that the token was changed or the signature is wrong.
	ErrSignature = errors.New("tsp: wrong signature")
	// ErrBinding says that the token does not bind the authority's certificate
	// (RFC 5816 section 2.2.1), or binds another.
	ErrBinding = errors.New("tsp: signature does not bind the certificate")
)

func malformed(what string) error { return fmt.Errorf("%w: %s", ErrMalformed, what) }
