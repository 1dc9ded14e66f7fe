// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/relying/dps/dpstest"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// opens has the page call receipt, the person with the key of a sample agreeing, and
// answers what it says. What was written is what the service signed.
func opens(t *testing.T, who string, receipt []byte, file string) (said map[string]any) {
	t.Helper()
	serveAmong(t, nil, telling, func(b *browser) {
		v := b.filer(who, receipt)
		answer := v.call("receipt", v.with(frame{"file": file}))
		require.Contains(b.t, answer, "result", answer)
		said = answer["result"].(map[string]any)
		message := b.written[written("p", 0)]
		assert.Equal(b.t, json.Number(fmt.Sprint(len(message))), said["size"])
		verifier := &validation.Verifier{Trust: trust(), At: today, NoRevocation: true}
		var content bytes.Buffer
		judged, err := verifier.Verify(b.t.Context(), bytes.NewReader(message), nil, &content)
		require.NoError(b.t, err)
		assert.True(b.t, judged.Passed())
		inside, err := dps.ParseReceipt(content.Bytes())
		require.NoError(b.t, err)
		assert.Equal(b.t, inside.Text, said["text"])
	})
	return said
}

// answered is the first receipt of a gateway that spoils its receipts so, for a report of
// the director.
func answered(t *testing.T, spoil dpstest.Spoil) []byte {
	t.Helper()
	return answeredTo(authorities().Subscriber(testpki.Director), spoil)
}

// answeredTo is answered for a report of somebody of the company.
func answeredTo(filer *testpki.Subscriber, spoil dpstest.Spoil) []byte {
	verifier := &validation.Verifier{Trust: trust(), At: today, NoRevocation: true}
	g := dpstest.NewGateway(dpstest.Config{
		PKI: authorities(), Verify: verifier.Verify, Forms: []dps.Form{reported().Form}, Second: time.Minute, Now: now, Spoil: spoil,
	})
	report := must(dpstest.Sign(filer, must(dps.Report{Head: reported()}.Marshal()), today))
	container := must(dpstest.Protect(filer, report, g.Certificate(), dps.SentBy(pki.Subject(filer.SignCert), reportName, "").Transport(), today))
	server := httptest.NewServer(g)
	defer server.Close()
	got := must((&dps.Exchange{Base: server.URL}).Submit(context.Background(), dps.Document{Name: reportName, Content: container}))
	return got.Receipts[0].Content
}

// TestReceiptsThatAreNotBelieved are told apart, for the page and in the window.
func TestReceiptsThatAreNotBelieved(t *testing.T) {
	good := answered(t, "")
	plain := signedBy(t, []byte("ДОКУМЕНТ ПРИЙНЯТО"), testpki.TaxService)
	protected := func(by string, content []byte) []byte {
		octets, err := dpstest.Protect(authorities().Subscriber(by), content, authorities().Subscriber(testpki.Director).AgreeCert, dps.Transport{{Key: "FILENAME", Value: reportName}}, today)
		require.NoError(t, err)
		return octets
	}
	accepted := []byte("Квитанція № 2 " + reportName + " ДОКУМЕНТ ПРИЙНЯТО")
	outside := bytes.Clone(good)
	outside[len(outside)-1] ^= 1
	for name, tt := range map[string]struct {
		receipt      []byte
		page, window string
	}{
		"changed since it was signed":       {answered(t, dpstest.Forged), "receipt-forged", "receipt-forged"},
		"changed outside":                   {outside, "receipt-forged", "receipt-forged"},
		"signed by somebody else":           {answered(t, dpstest.Foreign), "receipt-foreign", "receipt-foreign"},
		"signed by who is not known":        {protected(testpki.Foreign, signedBy(t, accepted, testpki.Foreign)), "receipt-foreign", "receipt-foreign"},
		"about another report":              {answered(t, dpstest.Mixed), "receipt-mismatch", "receipt-mismatch"},
		"about no report but by its header": {protected(testpki.TaxService, plain), "receipt-mismatch", "receipt-mismatch"},
		"not signed inside":                 {answered(t, dpstest.Unsigned), "receipt-unsigned", "receipt-unsigned"},
		"cut short":                         {answered(t, dpstest.Cut), "not-a-receipt", "not-a-receipt"},
		"cut in the middle":                 {protected(testpki.TaxService, plain[:len(plain)-10]), "not-a-receipt", "not-a-receipt"},
		"not encrypted":                     {signedBy(t, accepted, testpki.TaxService), "not-a-receipt", "not-a-receipt"},
		"a message and no container":        {sealed(accepted, testpki.TaxService, authorities().Subscriber(testpki.Director).AgreeCert), "not-a-receipt", "not-a-receipt"},
		"octets":                            {[]byte("a"), "not-a-receipt", "not-a-receipt"},
		"something else that is signed":     {protected(testpki.TaxService, signedBy(t, []byte("<a/>"), testpki.TaxService)), "not-a-receipt", "not-a-receipt"},
	} {
		t.Run(name, func(t *testing.T) {
			serveAmong(t, nil, telling, func(b *browser) {
				v := b.filer(testpki.Director, tt.receipt)
				assert.Equal(b.t, map[string]any{"code": tt.page}, v.call("receipt", v.with(frame{"file": reportName}))["error"])
				assert.Equal(b.t, tt.window, v.failure())
				assert.Empty(b.t, b.written)
			})
		})
	}
	t.Run("whose encryption was changed", func(t *testing.T) {
		damaged := sealed(accepted, testpki.TaxService, authorities().Subscriber(testpki.Director).AgreeCert)
		damaged = damaged[:len(damaged)-1]
		container, err := dps.Append(nil, dps.Part{Label: "UA1_CRYPT", Data: damaged})
		require.NoError(t, err)
		serveAmong(t, nil, telling, func(b *browser) {
			v := b.filer(testpki.Director, container)
			assert.Equal(b.t, map[string]any{"code": "failed"}, v.call("receipt", v.with(frame{"file": reportName}))["error"])
			assert.Equal(b.t, "damaged-envelope", v.failure())
		})
	})
	t.Run("encrypted to somebody else", func(t *testing.T) {
		serveAmong(t, nil, telling, func(b *browser) {
			v := b.filer(testpki.Accountant, good)
			assert.Equal(b.t, map[string]any{"code": "failed"}, v.call("receipt", v.with(frame{"file": reportName}))["error"])
			assert.Equal(b.t, "not-a-recipient", v.failure())
		})
	})
	t.Run("of whose certificate nobody knows the status", func(t *testing.T) {
		serve(t, func(b *browser) {
			v := b.filer(testpki.Director, good)
			assert.Equal(b.t, map[string]any{"code": "failed"}, v.call("receipt", v.with(frame{"file": reportName}))["error"])
			assert.Equal(b.t, "status-unavailable", v.failure())
		})
	})
}

// TestReceiptsOfNoPage: what a page must say.
func TestReceiptsOfNoPage(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.filer(testpki.Director, []byte("a"))
		for _, params := range []frame{{}, {"file": ""}, {"file": reportName, "more": true}} {
			v.say(frame{"id": "p", "method": "receipt", "params": v.with(params), "role": "page"})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, v.next("page")["error"])
		}
	})
}

// TestOurOwnPageHasNoReports: there is no cabinet to file them.
func TestOurOwnPageHasNoReports(t *testing.T) {
	serve(t, func(b *browser) {
		b.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
			"version": "1", "protocol": 1, "own": true, "language": "uk", "browser": "b"}})
		require.Contains(b.t, b.next("extension"), "result")
		file := document("message", []byte("a"))
		for method, params := range map[string]frame{"report": {"document": file, "role": "director"}, "receipt": {"document": file, "file": reportName}} {
			b.say(frame{"id": "p", "method": method, "params": params, "role": "page"})
			assert.Equal(b.t, map[string]any{"code": "forbidden"}, b.next("page")["error"], method)
		}
	})
}
