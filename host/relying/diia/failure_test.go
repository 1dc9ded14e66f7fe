// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/validation"
)

func TestFailureOf(t *testing.T) {
	now := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	verdict := func(sub validation.SubIndication, from time.Time) error {
		return &relying.VerdictError{Verdict: validation.Verdict{
			Intact: true, SubIndication: sub, BestTime: now, Certificate: &x509.Certificate{NotBefore: from},
		}}
	}
	past, future := now.Add(-time.Hour), now.Add(time.Hour)
	for _, c := range []struct {
		err  error
		want Failure
	}{
		{verdict(validation.RevokedNoPOE, past), Revoked},
		{verdict(validation.RevokedProven, past), Revoked},
		{verdict(validation.RevokedCANoPOE, past), Revoked},
		{verdict(validation.TryLater, past), UnknownStatus},
		{verdict(validation.OutOfBoundsNoPOE, past), Expired},
		{verdict(validation.Expired, past), Expired},
		{verdict(validation.OutOfBoundsNoPOE, future), NotYetValid},
		{verdict(validation.NotYetValid, future), NotYetValid},
		{verdict(validation.NoCertificateChainFound, past), Untrusted},
		{verdict(validation.CryptoConstraintsFailureNoPOE, past), Untrusted},
		{&relying.VerdictError{}, WrongAnswer}, // not even intact
		{relying.ErrUnbound, WrongAnswer},
		{relying.ErrContentType, WrongAnswer},
		{fmt.Errorf("%w: a list", ErrCallback), WrongAnswer},
		{fmt.Errorf("relying: %w", context.DeadlineExceeded), UnknownStatus},
		{errRecord, Failed},
	} {
		assert.Equal(t, c.want, failureOf(c.err), "%v", c.err)
	}
}

func TestFailureAtStart(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Failure
	}{
		{ErrTooMany, TooMany},
		{fmt.Errorf("%w: none", ErrDocuments), WrongRequest},
		{relying.ErrSession, WrongRequest},
		{fmt.Errorf("asking: %w", ErrUnreachable), Unreachable},
		{fmt.Errorf("%w: no link", ErrAnswer), WrongAnswer},
		{&StatusError{500}, Failed},
		{errors.New("anything"), Failed},
	} {
		assert.Equal(t, c.want, failureAtStart(c.err), "%v", c.err)
	}
}
