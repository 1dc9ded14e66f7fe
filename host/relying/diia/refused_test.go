// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia_test

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

const statusPath = "/offer-request/status"

// TestManyWhoWaitAskAsOne: whoever opens a stream a hundred times does not make the
// cabinet call Diia a hundred times as often.
func TestManyWhoWaitAskAsOne(t *testing.T) {
	bubble(t, func(s *scene) {
		r, w := s.signIn(), watched(s)
		ctx, cancel := context.WithTimeout(s.Context(), 22*time.Second)
		defer cancel()
		var wait sync.WaitGroup
		for i := range 100 {
			wait.Go(func() {
				time.Sleep(time.Duration(i) * 10 * time.Millisecond)
				assert.ErrorIs(s, s.desk.Wait(ctx, session, r.ID), context.DeadlineExceeded)
			})
		}
		wait.Wait()
		assert.Equal(s, 4, w.count(statusPath), "each five seconds")
	})
}

// TestOpeningAStreamAsksNobody: one may be opened and left at once, and again.
func TestOpeningAStreamAsksNobody(t *testing.T) {
	bubble(t, func(s *scene) {
		page, r := s.page(), s.signIn()
		w := watched(s)
		for range 10 {
			ctx, cancel := context.WithTimeout(s.Context(), time.Second)
			opened := httptest.NewRequestWithContext(ctx, "GET", "/api/diia/events/"+r.ID, nil)
			opened.Header.Set("Session", session)
			page.ServeHTTP(httptest.NewRecorder(), opened)
			cancel()
		}
		assert.Zero(s, w.count(statusPath))
	})
}
