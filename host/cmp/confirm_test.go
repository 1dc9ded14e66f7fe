// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
)

func TestConfirmations(t *testing.T) {
	for name, c := range map[string]struct {
		body  cmp.Body
		want  error // nil: a RejectedError
		state cmp.State
	}{
		"said before":    {&cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Rejection, Failures: cmp.CertConfirmed}}, cmp.ErrState, cmp.StateConfirmed},
		"too late":       {&cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Rejection, Failures: cmp.BadRequest}}, nil, cmp.StateRejected},
		"later, maybe":   {&cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Waiting}}, cmp.ErrUnexpected, cmp.StateIssued},
		"something else": {&cmp.PollRepContent{}, cmp.ErrUnexpected, cmp.StateIssued},
	} {
		t.Run(name, func(t *testing.T) {
			w := granting(t)
			transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
			require.NoError(t, err)
			w.client.Network = octets(nil)
			require.ErrorIs(t, w.client.Confirm(t.Context(), transaction, true), context.DeadlineExceeded)
			require.Equal(t, cmp.StateIssued, transaction.State, "to be said again")

			w.client.Network = w.office
			w.answer = func(*cmp.Message) cmp.Body { return c.body }
			err = w.client.Confirm(t.Context(), transaction, true)
			assert.Equal(t, c.state, transaction.State)
			switch {
			case c.state == cmp.StateConfirmed:
				assert.NoError(t, err)
			case c.want == nil:
				var refusal *cmp.RejectedError
				assert.ErrorAs(t, err, &refusal)
			default:
				assert.ErrorIs(t, err, c.want)
			}
		})
	}
}

// TestImplicitConfirm: what was not offered is not granted, and it is offered
// only once.
func TestImplicitConfirm(t *testing.T) {
	w := granting(t)
	w.change = func(reply *cmp.Message) { reply.Header.ImplicitConfirm = true }
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)
	require.NoError(t, w.client.Confirm(t.Context(), transaction, true))
	require.Len(t, w.heard, 2)
	assert.False(t, w.heard[0].Header.ImplicitConfirm)

	w.answer = func(m *cmp.Message) cmp.Body {
		if _, first := m.Body.(*cmp.CertReqMsg); first {
			return &cmp.CertRepMessage{Answers: cmp.KUR, Status: cmp.StatusInfo{Status: cmp.Waiting}}
		}
		return w.grants(m)
	}
	order := w.order(cmp.KUR)
	order.ImplicitConfirm = true
	transaction, err = w.client.Update(t.Context(), order)
	require.NoError(t, err)
	journal, err := json.Marshal(transaction)
	require.NoError(t, err)
	transaction = new(cmp.Transaction)
	require.NoError(t, json.Unmarshal(journal, transaction))
	require.NoError(t, w.client.Poll(t.Context(), transaction))
	require.NoError(t, w.client.Confirm(t.Context(), transaction, true))
	require.Len(t, w.heard, 4, "nothing is sent: it was offered before the process ended")
	assert.True(t, w.heard[2].Header.ImplicitConfirm)
	assert.False(t, w.heard[3].Header.ImplicitConfirm)
}
