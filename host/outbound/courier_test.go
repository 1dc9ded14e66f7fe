// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func courierOver(answer roundTripper) *Courier {
	client := New([]Host{{Name: "ca.example.ua"}, {Name: "other.example.ua"}})
	client.direct = answer
	return NewCourier(client)
}

func answering(code int) (*http.Response, error) {
	return &http.Response{StatusCode: code, Body: io.NopCloser(strings.NewReader("answer"))}, nil
}

func TestCourierLimitsAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		courier := courierOver(func(r *http.Request) (*http.Response, error) {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(time.Second)
			now.Add(-1)
			return answering(http.StatusOK)
		})
		began := time.Now()
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				answer, err := courier.Get(t.Context(), "http://ca.example.ua/list", 10)
				assert.NoError(t, err)
				assert.Equal(t, "answer", string(answer))
			})
		}
		all.Wait()
		assert.EqualValues(t, maxPerHost, most.Load())
		assert.Equal(t, 5*time.Second, time.Since(began))
	})
}

func TestCourierBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		code, sent := http.StatusServiceUnavailable, 0
		courier := courierOver(func(r *http.Request) (*http.Response, error) {
			sent++
			return answering(code)
		})
		ask := func(host string) error {
			_, err := courier.Post(t.Context(), "http://"+host, "", nil, 10)
			return err
		}
		var status *StatusError
		for _, wait := range []time.Duration{2, 4, 8, 16, 32, 64, 128, 256, 300, 300} {
			require.ErrorAs(t, ask("ca.example.ua"), &status)
			time.Sleep(wait*time.Second - time.Nanosecond)
			require.ErrorIs(t, ask("ca.example.ua"), ErrBackingOff)
			time.Sleep(time.Nanosecond)
		}
		assert.Equal(t, 10, sent)
		code = http.StatusOK
		assert.NoError(t, ask("other.example.ua"), "another host")
		assert.NoError(t, ask("ca.example.ua"))
		code = http.StatusNotFound
		require.ErrorAs(t, ask("ca.example.ua"), &status)
		require.ErrorAs(t, ask("ca.example.ua"), &status, "an answer all the same")
		assert.ErrorIs(t, ask("elsewhere.example.ua"), ErrForbiddenHost)
	})
}

func TestCourierLeavesWithTheCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		courier := courierOver(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				_, err := courier.Get(ctx, "http://ca.example.ua", 10)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
			})
		}
		all.Wait()
		courier.client.direct = roundTripper(func(*http.Request) (*http.Response, error) { return answering(http.StatusOK) })
		_, err := courier.Get(t.Context(), "http://ca.example.ua", 10)
		assert.NoError(t, err, "that the caller left is no fault of the host's")
	})
}
