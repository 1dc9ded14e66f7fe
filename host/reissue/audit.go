// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// note writes a line into the audit log: when, what, and facts, each a name and
// its value. What is a [State] that is reached, or what comes next: generating,
// discarding, sending, confirming; or a certificate refused, a re-issue unmade
// since there is no key, a run stopped. Facts are identifiers of keys, serial
// numbers and words of this package: neither secrets nor names nor codes of
// people. What is not written down is not done, so that the log tells of
// everything that was begun.
func (r *run) note(event string, facts ...string) error {
	line := r.Now().UTC().Format(time.RFC3339) + " " + event + " key=" + r.journal.ID
	for i := 0; i+1 < len(facts); i += 2 {
		line += " " + facts[i] + "=" + facts[i+1]
	}
	return r.folder.append(auditName, []byte(line+"\n"))
}

// stopped notes why a run did not come to its end.
func (r *run) stopped(err error) {
	if err == nil || r.journal == nil {
		return
	}
	r.Log.WithField("state", r.journal.State).WithField("reason", reason(err)).Info("a re-issue stopped")
	if r.folder != nil {
		_ = r.note("stopped", "after", string(r.journal.State), "reason", reason(err))
	}
}

// reasons are the errors whose texts are of ours, and hold nothing of anybody's.
var reasons = []error{
	ErrOldKeyNeeded, ErrOldKey, ErrNoAddress, ErrCopied, ErrOtherKey, ErrOtherOwner, ErrOver, ErrDamaged, pki.ErrNoChain,
	key.ErrCancelled, key.ErrNoToken, key.ErrTokenRemoved, key.ErrTokenBusy, key.ErrTokenFull, key.ErrSessionLost,
	key.ErrNoSuchKey, key.ErrNoGenerator, key.ErrKeyExists, key.ErrWrongPIN, key.ErrPINLength, key.ErrPINLocked,
	key.ErrLastTry, key.ErrNoTPM, key.ErrTPMForbidden, key.ErrTPMLockout, key.ErrSharedTries, key.ErrOtherTPM, key.ErrTPM,
	key.ErrFault, key.ErrNoCertificate, cades.ErrRevoked,
	cmp.ErrMalformed, cmp.ErrTooLarge, cmp.ErrUnprotected, cmp.ErrProtection, cmp.ErrServer, cmp.ErrTransaction, cmp.ErrNonce,
	cmp.ErrUnexpected, cmp.ErrWrongKey, cmp.ErrPolls, context.Canceled, context.DeadlineExceeded,
}

// reason is why, in one word of the log.
func reason(err error) string {
	for _, known := range reasons {
		if errors.Is(err, known) {
			_, text, _ := strings.Cut(known.Error(), ": ")
			if text == "" {
				text = known.Error()
			}
			return strings.ReplaceAll(text, " ", "-")
		}
	}
	if rejected, ok := errors.AsType[*cmp.RejectedError](err); ok {
		return strings.ReplaceAll(fmt.Sprint("rejected:", rejected.Failures), " ", "")
	}
	if _, ok := errors.AsType[*cades.StatusError](err); ok {
		return "status-unknown"
	}
	if _, ok := errors.AsType[*pki.ValidityError](err); ok {
		return "not-valid-now"
	}
	return "other"
}

func serial(cert *x509.Certificate) string { return fmt.Sprintf("%X", cert.SerialNumber.Bytes()) }
