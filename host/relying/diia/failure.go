// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/validation"
)

// Failure is why a request came to nothing. Failures are spelt as the error codes
// of the extension's protocol are, so that a page has the words for them.
type Failure string

// The failures.
const (
	Declined    Failure = "declined"    // by the person
	Unconfirmed Failure = "unconfirmed" // in time
	// WrongAnswer: what was signed is not what was asked for, or nothing that can
	// be made out.
	WrongAnswer Failure = "provider-answer"
	Unreachable Failure = "provider-unreachable"
	Failed      Failure = "provider-failed"
	TooMany     Failure = "too-many-documents"
	// WrongRequest: the cabinet's page asked for what cannot be begun.
	WrongRequest Failure = "invalid-params"

	Untrusted     Failure = "certificate-untrusted"
	Revoked       Failure = "certificate-revoked"
	Expired       Failure = "certificate-expired"
	NotYetValid   Failure = "certificate-not-yet-valid"
	UnknownStatus Failure = "status-unavailable"
)

// A FailureError is a request that came to nothing.
type FailureError struct{ Failure Failure }

func (e *FailureError) Error() string { return "diia: " + string(e.Failure) }

// failureOf is why an answer was not accepted.
func failureOf(err error) Failure {
	if refused, ok := errors.AsType[*relying.VerdictError](err); ok {
		return failureOfVerdict(refused.Verdict)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return UnknownStatus // nothing else takes time
	}
	if errors.Is(err, errRecord) {
		return Failed
	}
	return WrongAnswer
}

func failureOfVerdict(v validation.Verdict) Failure {
	switch is := func(of ...validation.SubIndication) bool { return slices.Contains(of, v.SubIndication) }; {
	case !v.Intact:
		return WrongAnswer
	case is(validation.RevokedProven, validation.RevokedNoPOE, validation.RevokedCANoPOE):
		return Revoked
	case is(validation.TryLater):
		return UnknownStatus
	case is(validation.NotYetValid), is(validation.OutOfBoundsNoPOE) && v.BestTime.Before(v.Certificate.NotBefore):
		return NotYetValid
	case is(validation.OutOfBoundsNoPOE, validation.OutOfBoundsNotRevoked, validation.Expired):
		return Expired
	}
	return Untrusted
}

// failureAtStart is why no request could be begun.
func failureAtStart(err error) Failure {
	switch {
	case errors.Is(err, ErrTooMany):
		return TooMany
	case errors.Is(err, ErrDocuments), errors.Is(err, relying.ErrSession):
		return WrongRequest
	case errors.Is(err, ErrUnreachable):
		return Unreachable
	case errors.Is(err, ErrAnswer):
		return WrongAnswer
	}
	return Failed
}
