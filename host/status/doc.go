// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package status finds out whether certificates are revoked: by responders and
// lists that the certificates themselves name, by what was kept of them on the
// disk, and, for signatures that carry them, by evidence at hand.
//
// OCSP and lists share this room, and packages ocsp and crl know nothing of the
// network, because the question is one. Which of the two answers it, where the
// answer came from and how current it must be is decided here, once.
//
// There are three outcomes: good, revoked, and [TryLaterError]. Everything that
// goes wrong ends in the third, so that silence is never taken for good.
package status

import (
	"errors"
	"fmt"
)

// Errors of judging evidence, beside those of packages ocsp and crl.
var (
	// ErrUnknown says that the responder knows no such certificate, or cannot
	// say now.
	ErrUnknown = errors.New("status: responder does not know the certificate")
	// ErrOffline says that nobody may be asked.
	ErrOffline = errors.New("status: offline")
	// ErrNoService says that the certificate names neither responder nor list.
	ErrNoService = errors.New("status: certificate names no service")
	// ErrTooMany says that one call asks about too many certificates.
	ErrTooMany = errors.New("status: too many certificates at once")
)

// A TryLaterError says that the status is not known: ETSI EN 319 102-1,
// INDETERMINATE with TRY_LATER.
type TryLaterError struct {
	Causes []error // what was tried, in this order
}

func (e *TryLaterError) Error() string {
	return fmt.Sprintf("status: not known now: %v", errors.Join(e.Causes...))
}

func (e *TryLaterError) Unwrap() []error { return e.Causes }
