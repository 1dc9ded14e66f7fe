// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import "errors"

// Errors beside those of package key, of [pki.Trust.Validate], the
// *[cades.RevokedError], *[cades.StatusError] and *[AuthorityError].
var (
	// ErrNoFolder says that there is nowhere to write down what is begun.
	ErrNoFolder = errors.New("reissue: no folder for journals")
	// ErrBusy says that another window or process is at the same re-issue.
	ErrBusy = errors.New("reissue: another program is at it")
	// ErrOldKeyNeeded says that the next step is signed with the old key, which
	// was not handed over.
	ErrOldKeyNeeded = errors.New("reissue: the old key is needed")
	// ErrOldKey says that a key is not that of the old certificate.
	ErrOldKey = errors.New("reissue: the key is not that of the certificate")
	// ErrNoAddress says that nobody tells any more where the authority re-issues.
	ErrNoAddress = errors.New("reissue: the authority's address is gone")
	// ErrCopied says that the carrier presents the old key as a new one.
	ErrCopied = errors.New("reissue: the carrier's key is the old one")
	// ErrOtherKey says that none of the certificates is for the new key.
	ErrOtherKey = errors.New("reissue: no certificate of the new key")
	// ErrOtherOwner says that a certificate for the new key names somebody else
	// than the old one.
	ErrOtherOwner = errors.New("reissue: certificate of another owner")
	// ErrNoPlan says that there is no journal of a re-issue.
	ErrNoPlan = errors.New("reissue: no such re-issue")
	// ErrOver says that a re-issue came to its end, and is not given up.
	ErrOver = errors.New("reissue: it is over already")
	// ErrDamaged says that a journal cannot be read: it was damaged, or another
	// program wrote it. A key may be on a carrier that it tells of.
	ErrDamaged = errors.New("reissue: damaged journal")
)
