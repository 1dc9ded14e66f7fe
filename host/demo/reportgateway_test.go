// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/dps"
)

// TestTheSilentGatewayLetsGo of who has gone, though it makes nothing of what they sent.
func TestTheSilentGatewayLetsGo(t *testing.T) {
	came, left := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(came)
		silence(w, r)
		close(left)
	}))
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-came; leave() }()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, strings.NewReader("[]"))
	require.NoError(t, err)
	_, err = http.DefaultClient.Do(request)
	assert.ErrorIs(t, err, context.Canceled)
	<-left
	server.Close()

	much := strings.NewReader(strings.Repeat("0", dps.MaxContainer+1))
	silence(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", much)) // returns, though nobody went
}

// TestSendingOutlivesTheSender: a report that the gateway took must not be sent again,
// though nobody waited for its answer.
func TestSendingOutlivesTheSender(t *testing.T) {
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"status":"OK","id":7}`)
	}))
	defer gateway.Close()
	d := &cabinet{Config: Config{Gateways: map[string]*Gateway{Honest: {Exchange: dps.Exchange{Base: gateway.URL}}}}}
	f := &filing{gateway: Honest, file: "report.xml", turns: []turn{{Role: "director"}}}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	d.sendReport(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader("x")), relying.Visitor{}, f)
	assert.Equal(t, "7", f.number)
	assert.Equal(t, refusal{code: "sent-already"}, f.begin())
}

// TestNobodySignsWhatIsOnItsWay, lest the page show signatures that were not sent.
func TestNobodySignsWhatIsOnItsWay(t *testing.T) {
	f := &filing{turns: []turn{{Role: "director", code: "0000000046"}, {Role: "stamp", Optional: true}}, signed: []signed{{Role: "director"}}}
	require.NoError(t, f.begin())
	assert.Equal(t, refusal{code: "signed-already"}, f.sign(pki.Person{Stamp: true}, nil, nil))
	assert.Error(t, f.end(dps.Answer{}, dps.ErrUnreachable))
	assert.NoError(t, f.sign(pki.Person{Stamp: true}, nil, nil), "it was not sent")
}

// TestRefusalsOfReceipts are no refusals of the report, which has been sent.
func TestRefusalsOfReceipts(t *testing.T) {
	for code, c := range map[string]struct {
		answer dps.Answer
		err    error
	}{
		"-silent":  {err: dps.ErrUnreachable},
		"-failed":  {err: errors.New("unintelligible")},
		"-refused": {answer: dps.Answer{Status: dps.StatusDatabase}},
	} {
		for _, asked := range []string{"gateway", "receipts"} {
			refused, ok := errors.AsType[refusal](refusedBy(asked, c.answer, c.err))
			require.True(t, ok)
			assert.Equal(t, asked+code, refused.code)
		}
	}
	assert.Equal(t, refusal{code: "no-receipt"}, refusedBy("receipts", dps.Answer{Status: dps.StatusNone}, nil))
	assert.NoError(t, refusedBy("receipts", dps.Answer{Status: dps.StatusOK}, nil))
}
