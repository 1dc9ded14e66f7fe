// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answering is a service that answers one thing, and keeps what it was sent.
func answering(t *testing.T, status int, answer string) (e *Exchange, sent func() (path, body string)) {
	t.Helper()
	var path, body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		octets, _ := io.ReadAll(r.Body)
		path, body = r.Method+" "+r.URL.Path, string(octets)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return &Exchange{Base: server.URL}, func() (string, string) { return path, body }
}

func TestSubmitting(t *testing.T) {
	e, sent := answering(t, http.StatusOK, `{"status":"OK","id":1234567890123,"message":null,"kvt1Fname":"a.KVT","kvt1Base64":"AQI=","kvtList":null,"more":{}}`)
	got, err := e.Submit(t.Context(), Document{"a.xml", []byte{1, 2, 3}}, Document{"b.xml", []byte{4}})
	require.NoError(t, err)
	assert.Equal(t, Answer{Status: StatusOK, ID: "1234567890123", Receipts: []Enclosed{{Name: "a.KVT", Content: []byte{1, 2}, Number: 1}}}, got)
	path, body := sent()
	assert.Equal(t, "POST /cabinet/public/api/exchange/report", path)
	assert.Equal(t, `[{"contentBase64":"AQID","fname":"a.xml"},{"contentBase64":"BA==","fname":"b.xml"}]`, body)
}

// TestAskingForReceipts holds the answer that a public program's tests have.
func TestAskingForReceipts(t *testing.T) {
	e, sent := answering(t, http.StatusOK, `{"message":null,"status":"OK","id":null,"kvt1Base64":null,"kvt1Fname":null,"kvtList":[`+
		`{"kvtBase64":"","kvtFname":"a.KVT","numKvt":1,"finalKvt":0,"status":1},{"kvtBase64":"aGVsbG8=","kvtFname":"b.RPL","numKvt":2,"finalKvt":1,"status":-1}]}`)
	got, err := e.Receipts(t.Context(), []byte{1, 2, 3})
	require.NoError(t, err)
	assert.True(t, got.Final())
	assert.Equal(t, []Enclosed{{Name: "a.KVT", Content: []byte{}, Number: 1, State: 1}, {Name: "b.RPL", Content: []byte("hello"), Number: 2, Final: true, State: -1}}, got.Receipts)
	path, body := sent()
	assert.Equal(t, "POST /cabinet/public/api/exchange/kvt_by_id", path)
	assert.Equal(t, "AQID", body)
}

func TestAnswersThatAreNone(t *testing.T) {
	for why, answer := range map[string]string{
		"no JSON": "<html>", "nothing": "", "a list": "[]", "no status": "{}", "no base64": `{"status":"OK","kvt1Base64":"?"}`,
		"too many receipts":  `{"status":"OK","kvtList":[` + strings.Repeat("{},", maxReceipts) + `{}]}`,
		"a long message":     `{"status":"OK","message":"` + strings.Repeat("a", maxSaid+1) + `"}`,
		"a long identifier":  `{"status":"OK","id":"` + strings.Repeat("1", 100) + `"}`,
		"a long name":        `{"status":"OK","kvt1Base64":"AQI=","kvt1Fname":"` + strings.Repeat("a", maxValue+1) + `"}`,
		"a long name listed": `{"status":"OK","kvtList":[{"kvtFname":"` + strings.Repeat("a", maxValue+1) + `"}]}`,
		"an identifier more": `{"status":"OK","id":{}}`,
	} {
		e, _ := answering(t, http.StatusOK, answer)
		_, err := e.Submit(t.Context(), Document{})
		assert.ErrorIs(t, err, ErrAnswer, why)
	}
	for _, status := range []int{http.StatusFound, http.StatusForbidden, http.StatusBadGateway} {
		e, _ := answering(t, status, `{"status":"OK"}`)
		_, err := e.Receipts(t.Context(), nil)
		var refused *StatusError
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, status, refused.Status)
	}
	e, _ := answering(t, http.StatusOK, "{}")
	_, err := e.Submit(t.Context())
	assert.ErrorIs(t, err, ErrTooLarge)
	half := make([]byte, MaxContainer/2+1)
	_, err = e.Submit(t.Context(), Document{"a.xml", half}, Document{"b.xml", half})
	assert.ErrorIs(t, err, ErrTooLarge)
	ended, end := context.WithCancel(t.Context())
	end()
	_, err = e.Submit(ended, Document{})
	assert.ErrorIs(t, err, ErrUnreachable)
	assert.ErrorIs(t, err, context.Canceled)
}

func FuzzParseAnswer(f *testing.F) {
	f.Add([]byte(`{"status":"OK","id":1234567890123,"message":null,"kvt1Fname":"a.KVT","kvt1Base64":"AQI=","kvtList":null}`))
	f.Add([]byte(`{"status":"OK","kvtList":[{"kvtBase64":"aGVsbG8=","kvtFname":"b.RPL","numKvt":2,"finalKvt":1,"status":-1}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := parseAnswer(b)
		if err != nil {
			require.ErrorIs(t, err, ErrAnswer)
			return
		}
		require.NotEmpty(t, a.Status)
		require.LessOrEqual(t, len(a.Receipts), maxReceipts+1)
		require.LessOrEqual(t, len(a.ID), maxID)
	})
}
