// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cmp has authorities certify a new key of somebody who holds a valid
// certificate: the Certificate Management Protocol, RFC 4210 (RFC 9810 since
// 2025), over HTTP, RFC 6712, in the profile of RFC 9483. Of its messages it
// knows those of that one task, for client and server: kur and p10cr with their
// answers, confirmation, polling and errors.
//
// Every message is signed, a request by the key of the valid certificate. A
// reply counts only if it is signed too, by somebody whom [Client.Trust] accepts
// (see [ServerOf]), and answers our very message. Whether the certificate that
// comes is one for the same person, and who issued it, is for the caller to
// look at before [Client.Confirm].
//
// No Ukrainian provider is known to speak this protocol: what their addresses
// call CMP is that of package keyid. How DSTU 4145 stands in it is our own
// choice, by analogy: the signature is a BIT STRING that holds an OCTET STRING,
// as in certificates; a certificate signed so is confirmed by GOST 34.311 or
// Kupyna, as its signature has it, named in hashAlg.
package cmp

import (
	"errors"
	"fmt"
)

// What can be wrong with a message, or a transaction.
var (
	// ErrMalformed says that the octets are no message of this protocol, or one
	// of a task that is none of ours.
	ErrMalformed = errors.New("cmp: malformed message")
	// ErrTooLarge says that a message exceeds a limit.
	ErrTooLarge = errors.New("cmp: message exceeds a limit")
	// ErrUnprotected says that nobody signed the message.
	ErrUnprotected = errors.New("cmp: message without protection")
	// ErrProtection says that the signature over the message is wrong, weak, or
	// of a certificate that is not at hand.
	ErrProtection = errors.New("cmp: wrong protection")
	// ErrServer says that whoever signed the reply does not speak for the
	// authority.
	ErrServer = errors.New("cmp: server has no authority")
	// ErrTransaction says that the reply is of another transaction.
	ErrTransaction = errors.New("cmp: reply of another transaction")
	// ErrNonce says that the reply is to another message, or cannot be replied to.
	ErrNonce = errors.New("cmp: reply to another message")
	// ErrUnexpected says that the reply is of a kind that answers nothing.
	ErrUnexpected = errors.New("cmp: unexpected reply")
	// ErrPossession says that a request does not prove that the new private key
	// is there.
	ErrPossession = errors.New("cmp: no proof of possession of the new key")
	// ErrWrongKey says that the certificate is for another key than the one
	// that was to be certified.
	ErrWrongKey = errors.New("cmp: certificate for another key")
	// ErrState says that the transaction is not at the step asked for.
	ErrState = errors.New("cmp: transaction is at another step")
	// ErrConfirmed says that the authority takes the certificate for accepted
	// already, so that it cannot be declined any more.
	ErrConfirmed = errors.New("cmp: certificate counts as accepted")
	// ErrPolls says that the authority was asked too often without an answer.
	ErrPolls = errors.New("cmp: no certificate after so many questions")
)

func malformed(what string) error { return fmt.Errorf("%w: %s", ErrMalformed, what) }
