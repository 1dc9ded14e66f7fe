// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
	"github.com/pidpys/pidpys/host/status"
)

// bubble runs a test in time that passes by itself.
func bubble(t *testing.T, run func(s *scene), change ...func(*diiatest.Options)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { run((&scene{T: t}).open(time.Now, change...)) })
}

// failure is why a request came to nothing.
func failure(t *testing.T, err error) diia.Failure {
	t.Helper()
	failed := new(diia.FailureError)
	require.ErrorAs(t, err, &failed)
	return failed.Failure
}

func TestWaitUntilConfirmed(t *testing.T) {
	bubble(t, func(s *scene) {
		r := s.signIn()
		go func() {
			time.Sleep(42 * time.Second)
			s.press(r, "confirm")
		}()
		begun := time.Now()
		require.NoError(s, s.desk.Wait(s.Context(), session, r.ID))
		assert.Equal(s, 42*time.Second, time.Since(begun), "the push comes at once")
		require.NoError(s, s.desk.Wait(s.Context(), session, r.ID), "and again to who asks again")
	})
}

func TestWaitUntilDeclined(t *testing.T) {
	bubble(t, func(s *scene) {
		r := s.sign(twoDocuments()...)
		go func() {
			time.Sleep(42 * time.Second)
			assert.Contains(s, s.press(r, "decline"), `data-state="declined"`)
		}()
		begun := time.Now()
		assert.Equal(s, diia.Declined, failure(s.T, s.desk.Wait(s.Context(), session, r.ID)))
		assert.Less(s, time.Since(begun), 50*time.Second)
		_, err := s.desk.Collect(s.Context(), session, r.ID)
		assert.Equal(s, diia.Declined, failure(s.T, err))
	})
}

func TestWaitForNobody(t *testing.T) {
	bubble(t, func(s *scene) {
		r := s.signIn()
		begun := time.Now()
		assert.Equal(s, diia.Unconfirmed, failure(s.T, s.desk.Wait(s.Context(), session, r.ID)))
		assert.GreaterOrEqual(s, time.Since(begun), diia.Life)
		assert.Less(s, time.Since(begun), diia.Life+20*time.Second)
		_, err := s.desk.Collect(s.Context(), session, r.ID)
		assert.ErrorIs(s, err, diia.ErrUnknown)
		assert.Contains(s, s.press(r, "confirm"), `data-state="expired"`)
	})
}

// TestWaitWithoutStatus: what the interface says of a request is unverified, so
// nothing hangs on it.
func TestWaitWithoutStatus(t *testing.T) {
	bubble(t, func(s *scene) {
		r := s.signIn()
		s.diia.SetFault(diiatest.ServerError)
		go func() {
			time.Sleep(30 * time.Second)
			s.press(r, "confirm")
		}()
		assert.NoError(s, s.desk.Wait(s.Context(), session, r.ID))
	})
}

func TestWaitIsLeft(t *testing.T) {
	bubble(t, func(s *scene) {
		r := s.signIn()
		ctx, cancel := context.WithTimeout(s.Context(), 33*time.Second)
		defer cancel()
		assert.ErrorIs(s, s.desk.Wait(ctx, session, r.ID), context.DeadlineExceeded)
		s.press(r, "confirm")
		assert.NoError(s, s.desk.Wait(s.Context(), session, r.ID), "whoever comes back finds it")
	})
}

// TestFaults has one row for each thing that goes wrong at Diia or on the phone.
func TestFaults(t *testing.T) {
	for fault, want := range map[diiatest.Fault]struct {
		failure diia.Failure
		refused error // the last callback
	}{
		diiatest.Refuse:             {diia.Declined, nil},
		diiatest.Expire:             {diia.Unconfirmed, nil},
		diiatest.Late:               {diia.Unconfirmed, diia.ErrUnknown},
		diiatest.Duplicate:          {"", diia.ErrReplayed},
		diiatest.WrongHash:          {diia.WrongAnswer, diia.ErrReplayed},
		diiatest.ForeignCertificate: {diia.Untrusted, diia.ErrReplayed},
		diiatest.BrokenBody:         {diia.WrongAnswer, diia.ErrReplayed},
	} {
		t.Run(string(fault), func(t *testing.T) {
			for _, begin := range []func(*scene) *diia.Request{
				func(s *scene) *diia.Request { return s.signIn() },
				func(s *scene) *diia.Request { return s.sign(twoDocuments()...) },
			} {
				bubble(t, func(s *scene) {
					r := begin(s)
					s.press(r, "confirm")
					err := s.desk.Wait(s.Context(), session, r.ID)
					if want.failure == "" {
						require.NoError(s, err)
					} else {
						assert.Equal(s, want.failure, failure(s.T, err))
					}
					time.Sleep(time.Minute) // for what comes late
					if want.refused != nil {
						assert.ErrorIs(s, s.lastRefusal(), want.refused)
					}
					_, err = s.desk.Collect(s.Context(), session, r.ID)
					assert.Equal(s, want.failure == "", err == nil)
				}, func(o *diiatest.Options) { o.Fault = fault })
			}
		})
	}
}

// TestFaultsAtStart: what goes wrong before there is a link.
func TestFaultsAtStart(t *testing.T) {
	for fault, want := range map[diiatest.Fault]error{
		diiatest.BrokenJSON:  diia.ErrAnswer,
		diiatest.ServerError: &diia.StatusError{Status: 500},
	} {
		t.Run(string(fault), func(t *testing.T) {
			s := newScene(t)
			s.diia.SetFault(fault)
			_, err := s.desk.SignIn(t.Context(), session)
			if _, status := want.(*diia.StatusError); status {
				assert.Equal(t, want, err)
			} else {
				assert.ErrorIs(t, err, want)
			}
		})
	}
}

// slow is a status that takes five seconds to be unknown.
type slow struct{}

func (slow) CheckAll(_ context.Context, questions []status.Question) ([]status.Answer, []error) {
	time.Sleep(5 * time.Second)
	return make([]status.Answer, len(questions)), slices.Repeat([]error{&status.TryLaterError{}}, len(questions))
}

// TestConfirmationOfTheLastMoment is still heard out.
func TestConfirmationOfTheLastMoment(t *testing.T) {
	bubble(t, func(s *scene) {
		s.desk.Verifier.Status = slow{}
		r := s.signIn()
		go func() {
			time.Sleep(diia.Life - time.Second)
			s.press(r, "confirm")
		}()
		assert.Equal(s, diia.UnknownStatus, failure(s.T, s.desk.Wait(s.Context(), session, r.ID)))
	})
}
