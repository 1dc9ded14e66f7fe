// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package ocsp asks responders whether a certificate is revoked and reads what
// they answer: RFC 6960, in the form of the national profile (GOST 34.311 in
// identifiers, DSTU 4145 signatures) and of all others.
//
// A response travels over plain HTTP and is judged in steps, each the caller's
// to ask for: [ParseResponse], [Request.CheckNonce], [Response.Verify] against
// the issuer of the certificate in question, [Response.For] the certificate,
// [crl.Freshness.Check] of what it says. [Unknown] and every refusal of
// a responder mean: try later. They never mean good, and never revoked.
package ocsp

import (
	"errors"
	"fmt"
)

// What can be wrong with a response, or a request.
var (
	// ErrMalformed says that the octets are no message of this protocol.
	ErrMalformed = errors.New("ocsp: malformed message")
	// ErrTooLarge says that the message exceeds a limit.
	ErrTooLarge = errors.New("ocsp: message exceeds a limit")
	// ErrCritical says that the message has a critical extension that is not
	// processed here.
	ErrCritical = errors.New("ocsp: unknown critical extension")
	// ErrNonce says that the response is to another question.
	ErrNonce = errors.New("ocsp: nonce of another request")
	// ErrNoNonce says that the response repeats no nonce: it may be an old one.
	ErrNoNonce = errors.New("ocsp: response without the nonce")
	// ErrResponder says that nobody who may speak for the issuer signed the
	// response.
	ErrResponder = errors.New("ocsp: responder has no authority")
	// ErrSignature says that the responder's signature is wrong.
	ErrSignature = errors.New("ocsp: wrong signature")
	// ErrNoAnswer says that the response is about other certificates.
	ErrNoAnswer = errors.New("ocsp: response is about other certificates")
)

func malformed(what string) error { return fmt.Errorf("%w: %s", ErrMalformed, what) }

// A RefusalError is a response that holds no answer: OCSPResponseStatus, RFC
// 6960 section 4.2.1. All of them but the last two may go away by themselves.
type RefusalError int

// Refusals.
const (
	MalformedRequest RefusalError = 1
	InternalError    RefusalError = 2
	TryLater         RefusalError = 3
	SigRequired      RefusalError = 5
	Unauthorized     RefusalError = 6
)

func (e RefusalError) Error() string {
	name := map[RefusalError]string{
		MalformedRequest: "malformedRequest", InternalError: "internalError", TryLater: "tryLater",
		SigRequired: "sigRequired", Unauthorized: "unauthorized",
	}[e]
	if name == "" {
		name = fmt.Sprint(int(e))
	}
	return "ocsp: responder refuses: " + name
}
