// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl

import (
	"fmt"
	"time"
)

// A Reason is why a certificate was revoked: CRLReason, RFC 5280 section 5.3.1.
type Reason int

// Reasons.
const (
	Unspecified          Reason = 0
	KeyCompromise        Reason = 1
	CACompromise         Reason = 2
	AffiliationChanged   Reason = 3
	Superseded           Reason = 4
	CessationOfOperation Reason = 5
	CertificateHold      Reason = 6 // блокування: may be lifted
	RemoveFromCRL        Reason = 8 // only in a delta: revoked no more
	PrivilegeWithdrawn   Reason = 9
	AACompromise         Reason = 10
)

var reasonNames = map[Reason]string{
	Unspecified: "unspecified", KeyCompromise: "keyCompromise", CACompromise: "cACompromise",
	AffiliationChanged: "affiliationChanged", Superseded: "superseded", CessationOfOperation: "cessationOfOperation",
	CertificateHold: "certificateHold", RemoveFromCRL: "removeFromCRL", PrivilegeWithdrawn: "privilegeWithdrawn",
	AACompromise: "aACompromise",
}

// Known reports whether the number is one of the standard's.
func (r Reason) Known() bool { return reasonNames[r] != "" }

// String is the standard's name of the reason.
func (r Reason) String() string {
	if r.Known() {
		return reasonNames[r]
	}
	return fmt.Sprintf("Reason(%d)", int(r))
}

// A Revocation says since when a certificate is revoked, and why.
type Revocation struct {
	Time   time.Time
	Reason Reason // Unspecified when nothing is said
}

// A Freshness is how current a statement on revocation must be. The zero value
// believes a statement until its nextUpdate, and none that has no nextUpdate.
type Freshness struct {
	// MaxAge is how long after its thisUpdate a statement is believed, also
	// before its nextUpdate; 0 leaves it to nextUpdate alone.
	MaxAge time.Duration
	// Skew is how far the clocks of the parties may differ.
	Skew time.Duration
}

// Check judges a statement at a time. nextUpdate is zero when absent. The error
// is [ErrNotYet] or [ErrStale].
func (f Freshness) Check(thisUpdate, nextUpdate, at time.Time) error {
	switch {
	case thisUpdate.After(at.Add(f.Skew)):
		return fmt.Errorf("%w: %s", ErrNotYet, second(thisUpdate))
	case !nextUpdate.IsZero() && at.After(nextUpdate.Add(f.Skew)):
		return fmt.Errorf("%w since %s", ErrStale, second(nextUpdate))
	case f.MaxAge > 0 && at.After(thisUpdate.Add(f.MaxAge+f.Skew)), f.MaxAge == 0 && nextUpdate.IsZero():
		return fmt.Errorf("%w: of %s", ErrStale, second(thisUpdate))
	}
	return nil
}

func second(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }
