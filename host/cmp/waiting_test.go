// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
)

// TestWaiting: an authority that lets wait by an error, says when to come again,
// and never too soon or too late.
func TestWaiting(t *testing.T) {
	w := newTown(t, func(*cmp.Message) cmp.Body {
		return &cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Waiting, Text: "оператор\nдумає"}}
	})
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)
	require.True(t, transaction.Waiting())
	assert.Equal(t, "оператор думає", transaction.Reason)
	assert.Equal(t, day(), transaction.CheckAfter)

	var refusal *cmp.RejectedError
	assert.ErrorAs(t, w.client.Poll(t.Context(), transaction), &refusal, "waiting again is no answer to a poll")
}

func TestCheckAfter(t *testing.T) {
	w := newTown(t, func(*cmp.Message) cmp.Body {
		return &cmp.CertRepMessage{Answers: cmp.KUR, Status: cmp.StatusInfo{Status: cmp.Waiting}}
	})
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)
	require.ErrorIs(t, w.client.Poll(t.Context(), transaction), cmp.ErrUnexpected, "waiting again is no answer to a poll")
	for asked, until := range map[time.Duration]time.Duration{
		0: time.Second, time.Minute: time.Minute, 365 * 24 * time.Hour: 24 * time.Hour,
	} {
		w.answer = func(m *cmp.Message) cmp.Body {
			assert.Equal(t, &cmp.PollReqContent{}, m.Body)
			return &cmp.PollRepContent{CheckAfter: asked, Reason: "ще\u202e ні"}
		}
		require.NoError(t, w.client.Poll(t.Context(), transaction))
		assert.Equal(t, day().Add(until), transaction.CheckAfter)
		assert.Equal(t, "ще ні", transaction.Reason)
	}
	w.answer = func(m *cmp.Message) cmp.Body { return &cmp.PollRepContent{CertReqID: 1} }
	require.ErrorIs(t, w.client.Poll(t.Context(), transaction), cmp.ErrUnexpected, "of another request")

	w.spoil = func(reply *cmp.Message) { reply.ExtraCerts = nil }
	w.answer = w.grants
	require.NoError(t, w.client.Poll(t.Context(), transaction), "the server is known by now")
	assert.Equal(t, cmp.StateIssued, transaction.State)
}

func TestPollsEnd(t *testing.T) {
	w := newTown(t, func(m *cmp.Message) cmp.Body {
		if _, first := m.Body.(*cmp.CertReqMsg); first {
			return &cmp.CertRepMessage{Answers: cmp.KUR, Status: cmp.StatusInfo{Status: cmp.Waiting}}
		}
		return &cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Rejection, Failures: cmp.NotAuthorized}, Details: "не та людина"}
	})
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)

	journal, err := json.Marshal(transaction)
	require.NoError(t, err)
	tired := new(cmp.Transaction)
	require.NoError(t, json.Unmarshal([]byte(strings.Replace(string(journal), `"polls":0`, `"polls":10000`, 1)), tired))
	require.ErrorIs(t, w.client.Poll(t.Context(), tired), cmp.ErrPolls)

	var refusal *cmp.RejectedError
	require.ErrorAs(t, w.client.Poll(t.Context(), transaction), &refusal)
	assert.Equal(t, cmp.RejectedError{Status: cmp.Rejection, Failures: cmp.NotAuthorized, Text: "не та людина"}, *refusal)
	assert.Equal(t, cmp.StateRejected, transaction.State)
	require.ErrorIs(t, w.client.Poll(t.Context(), transaction), cmp.ErrState)
	require.ErrorIs(t, w.client.Confirm(t.Context(), transaction, true), cmp.ErrState)
}
