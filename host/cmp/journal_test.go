// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
)

// transactions are journals of all states.
func transactions(t testing.TB) map[cmp.State]string {
	t.Helper()
	all := map[cmp.State]string{}
	keep := func(x *cmp.Transaction) {
		journal, err := json.Marshal(x)
		require.NoError(t, err)
		all[x.State] = string(journal)
	}
	w := newTown(t, func(*cmp.Message) cmp.Body {
		return &cmp.CertRepMessage{Answers: cmp.KUR, Status: cmp.StatusInfo{Status: cmp.Waiting, Text: "чекайте"}}
	})
	waiting, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)
	keep(waiting)
	w.answer = func(*cmp.Message) cmp.Body {
		return &cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Rejection}}
	}
	require.Error(t, w.client.Poll(t.Context(), waiting))
	keep(waiting)
	w.answer = w.grants
	for _, accept := range []bool{true, false} {
		issued, err := w.client.Update(t.Context(), w.order(cmp.P10CR))
		require.NoError(t, err)
		keep(issued)
		require.NoError(t, w.client.Confirm(t.Context(), issued, accept))
		keep(issued)
	}
	return all
}

func TestJournal(t *testing.T) {
	all := transactions(t)
	assert.Len(t, all, 5)
	for state, journal := range all {
		read := new(cmp.Transaction)
		require.NoError(t, json.Unmarshal([]byte(journal), read), state)
		assert.Equal(t, state, read.State)
		assert.Equal(t, state != cmp.StateWaiting && state != cmp.StateRejected, read.Certificate != nil, state)
		assert.NotEmpty(t, read.Extra)
		again, err := json.Marshal(read)
		require.NoError(t, err)
		assert.Equal(t, journal, string(again))
	}
}

func TestJournalsThatCannotBe(t *testing.T) {
	all := transactions(t)
	for name, c := range map[string]struct{ from, to string }{
		"no JSON":              {all[cmp.StateIssued], "{"},
		"nothing":              {all[cmp.StateIssued], "{}"},
		"another state":        {`"state":"issued"`, `"state":"lost"`},
		"nothing issued":       {`"certificate":`, `"certificate_":`},
		"another certificate":  {`"certificate":"`, `"certificate":"AAAA`},
		"another kind":         {`"kind":"p10cr"`, `"kind":"genm"`},
		"no key":               {`"key":"`, `"key":"AAAA`},
		"another's companion":  {`"extra":["`, `"extra":["AAAA`},
		"polls that never end": {`"polls":0`, `"polls":-1`},
		"no identifier":        {`"id":`, `"id_":`},
		"too large":            {`"id":`, strings.Repeat(" ", 2*cmp.MaxMessage) + `"id":`},
	} {
		changed := strings.Replace(all[cmp.StateIssued], c.from, c.to, 1)
		require.NotEqual(t, all[cmp.StateIssued], changed, name)
		var read cmp.Transaction
		assert.Error(t, json.Unmarshal([]byte(changed), &read), name)
		assert.Equal(t, cmp.Transaction{}, read, name)
	}
}

// FuzzTransaction wants what is read from a journal to be written again as the
// same.
func FuzzTransaction(f *testing.F) {
	for _, journal := range transactions(f) {
		f.Add([]byte(journal))
	}
	f.Fuzz(func(t *testing.T, journal []byte) {
		var read, same cmp.Transaction
		if json.Unmarshal(journal, &read) != nil {
			return
		}
		written, err := json.Marshal(&read)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, &same))
		again, err := json.Marshal(&same)
		require.NoError(t, err)
		assert.Equal(t, string(written), string(again))
	})
}
