// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/relying/dps/dpstest"
	"github.com/pidpys/pidpys/host/testpki"
)

// filed is a report as the page sees it.
type filed struct {
	ID       string
	File     string
	Number   string
	Sent     string
	Signed   []struct{ Role, Name string }
	Turns    []struct{ Role, Name string }
	Receipts []struct {
		ID       int
		Number   int
		Final    bool
		Believed bool
		Doubt    string
	}
}

// denied is why something was not taken.
type denied struct {
	Code   string
	Values []string
}

// newFiler is a subscriber who signed in to file reports.
func newFiler(t *testing.T, subscriber string) *visitor {
	t.Helper()
	v := newVisitor(t)
	v.key = v.house.PKI.Subscriber(subscriber)
	owner := pki.Subject(v.key.SignCert)
	code := owner.DRFO
	if code == "" {
		code = owner.EDRPOU
	}
	header := http.Header{"Authorization": {base64.StdEncoding.EncodeToString(v.sign([]byte(code), x509.OID{}, false))}}
	require.Equal(t, http.StatusOK, v.ask("POST", "/api/tax-login", header, nil, nil))
	<-events
	return v
}

// begin fills in a form.
func (v *visitor) begin(form, gateway string) filed {
	v.t.Helper()
	var report filed
	body := url.Values{"form": {form}, "gateway": {gateway}}.Encode()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	require.Equal(v.t, http.StatusOK, v.ask("POST", "/api/reports", header, strings.NewReader(body), &report))
	return report
}

// part is what the server has of a report.
func (v *visitor) part(report filed, name string) []byte {
	v.t.Helper()
	response, err := v.client.Get(v.house.Origin + "/api/reports/" + report.ID + "/" + name)
	require.NoError(v.t, err)
	defer response.Body.Close()
	require.Equal(v.t, http.StatusOK, response.StatusCode)
	data, err := io.ReadAll(response.Body)
	require.NoError(v.t, err)
	return data
}

// container writes one part of a container, or several.
func container(t *testing.T, parts ...dps.Part) []byte {
	t.Helper()
	octets, err := dps.Append(nil, parts...)
	require.NoError(t, err)
	return octets
}

// signedBy is a document with a subscriber's signature around it.
func (v *visitor) signedBy(subscriber string, document []byte) []byte {
	v.t.Helper()
	who := &visitor{t: v.t, key: v.house.PKI.Subscriber(subscriber)}
	return container(v.t, dps.Part{Label: "UA1_SIGN", Data: who.sign(document, x509.OID{}, false)})
}

// hand hands over what belongs to a report, and is denied.
func (v *visitor) hand(report filed, as string, data []byte) (d denied) {
	v.t.Helper()
	require.Equal(v.t, http.StatusUnprocessableEntity, v.ask("POST", "/api/reports/"+report.ID+"/"+as, nil, bytes.NewReader(data), &d))
	return d
}

// take hands it over, and is not.
func (v *visitor) take(report filed, as string, data []byte) (now filed) {
	v.t.Helper()
	require.Equal(v.t, http.StatusOK, v.ask("POST", "/api/reports/"+report.ID+"/"+as, nil, bytes.NewReader(data), &now))
	return now
}

// protected is a document as the gateway wants it, from a subscriber.
func (v *visitor) protected(subscriber string, report filed, document []byte) []byte {
	v.t.Helper()
	by := v.house.PKI.Subscriber(subscriber)
	to, err := pki.ParseCertificate(v.part(report, "gateway"))
	require.NoError(v.t, err)
	whole, err := dpstest.Protect(by, document, to, dps.Sending{File: report.File}.Transport(), time.Now())
	require.NoError(v.t, err)
	return whole
}

// ready is a report that all have signed who must.
func (v *visitor) ready(gateway string) filed {
	v.t.Helper()
	report := v.begin("J0500110", gateway)
	for _, who := range []string{testpki.Accountant, testpki.Director} {
		v.take(report, "signed", v.signedBy(who, v.part(report, "document")))
	}
	return report
}

// TestReportIsSignedInTurn takes signatures in the order that the tax service wants,
// of those who may sign, and no others.
func TestReportIsSignedInTurn(t *testing.T) {
	v := newFiler(t, testpki.Accountant)
	report := v.begin("J0500110", demo.Honest)
	require.Len(t, report.Turns, 3)
	assert.Equal(t, []string{"accountant", "director", "stamp"}, []string{report.Turns[0].Role, report.Turns[1].Role, report.Turns[2].Role})
	assert.True(t, strings.HasPrefix(report.File, "26500000000055J0500110"), report.File)
	xml := v.part(report, "report")
	parsed, err := dps.ParseReport(xml)
	require.NoError(t, err)
	assert.Equal(t, "00000055", parsed.Head.TIN)

	for why, c := range map[string]struct {
		signed []byte
		code   string
		values []string
	}{
		"the director first":        {v.signedBy(testpki.Director, xml), "wrong-order", []string{"Показова Наталія Сергіївна", "Облікова Тетяна Василівна"}},
		"the stamp first":           {v.signedBy(testpki.Stamp, xml), "wrong-order", []string{`ТОВ "ТЕСТОВІ РІШЕННЯ"`, "Облікова Тетяна Василівна"}},
		"somebody else's director":  {v.signedBy(testpki.Neighbour, xml), "other-organization", []string{"Сусідній Ігор Степанович", `ТОВ "СУСІДНІ СПРАВИ"`, "00000068", `ТОВ "ТЕСТОВІ РІШЕННЯ"`, "00000055"}},
		"a person of nowhere":       {v.signedBy(testpki.Person, xml), "other-organization", nil},
		"nobody who can be trusted": {v.signedBy(testpki.SelfMade, xml), "signature-bad", nil},
		"another report":            {v.signedBy(testpki.Accountant, []byte("<DECLAR/>")), "other-report", nil},
		"no container":              {xml, "not-a-report", nil},
		"no signature":              {container(t, dps.Part{Label: "UA1_CRYPT", Data: xml}), "not-a-report", nil},
		"two signatures apart":      {append(v.signedBy(testpki.Accountant, xml), v.signedBy(testpki.Director, xml)...), "not-a-report", nil},
	} {
		d := v.hand(report, "signed", c.signed)
		assert.Equal(t, c.code, d.Code, why)
		if c.values != nil {
			assert.Equal(t, c.values, d.Values, why)
		}
	}
	assert.Equal(t, denied{"unsigned", []string{"Облікова Тетяна Василівна"}}, v.hand(report, "sent", []byte("x")))

	now := v.take(report, "signed", v.signedBy(testpki.Accountant, xml))
	require.Len(t, now.Signed, 1)
	assert.Equal(t, "wrong-order", v.hand(report, "signed", v.signedBy(testpki.Accountant, v.part(report, "document"))).Code, "the same once more")
	assert.Equal(t, "other-report", v.hand(report, "signed", v.signedBy(testpki.Director, xml)).Code, "beside the accountant's, and not around it")

	director := newFiler(t, testpki.Director)
	now = director.take(report, "signed", v.signedBy(testpki.Director, director.part(report, "document")))
	assert.Equal(t, "Показова Наталія Сергіївна", now.Signed[1].Name, "a colleague finds the report")
	now = director.take(report, "signed", v.signedBy(testpki.Stamp, director.part(report, "document")))
	assert.Equal(t, "stamp", now.Signed[2].Role)
	assert.Equal(t, "signed-already", v.hand(report, "signed", v.signedBy(testpki.Director, v.part(report, "document"))).Code)
}

// TestReportIsSent has the gateway take a report, once, and give its receipts.
func TestReportIsSent(t *testing.T) {
	v := newFiler(t, testpki.Director)
	report := v.ready(demo.Honest)
	sent := v.take(report, "sent", v.protected(testpki.Director, report, v.part(report, "document")))
	assert.NotEmpty(t, sent.Sent)
	require.Len(t, sent.Receipts, 1)
	assert.False(t, sent.Receipts[0].Final)
	_, err := dps.Parse(v.part(report, "receipts/1"))
	require.NoError(t, err)
	assert.Equal(t, http.StatusNotFound, v.ask("GET", "/api/reports/"+report.ID+"/receipts/2", nil, nil, nil))
	assert.Equal(t, "sent-already", v.hand(report, "sent", []byte("x")).Code)
	assert.True(t, v.found(report, 1, url.Values{"number": {"1"}}).Receipts[0].Believed)

	question := func(who, number string) []byte { return v.protected(who, report, v.signedBy(who, []byte(number))) }
	assert.Equal(t, "no-receipt", v.hand(report, "asked", question(testpki.Director, sent.Number)).Code, "it is still checked")
	v.house.Gateways[demo.Honest].Simulated.Check()
	assert.Equal(t, "no-receipt", v.hand(report, "asked", question(testpki.Neighbour, sent.Number)).Code, "somebody else asks")
	d := v.hand(report, "asked", []byte("no container"))
	assert.Equal(t, "receipts-refused", d.Code, "the report is sent nevertheless")
	assert.Equal(t, string(dps.StatusStructure), d.Values[0])
	now := v.take(report, "asked", question(testpki.Accountant, sent.Number))
	require.Len(t, now.Receipts, 2)
	assert.True(t, now.Receipts[1].Final)
	assert.NotEmpty(t, v.part(report, "receipts/2"))
}

// found notes what the visitor's Pidpys found of a receipt.
func (v *visitor) found(report filed, receipt int, what url.Values) (now filed) {
	v.t.Helper()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	path := fmt.Sprintf("/api/reports/%s/receipts/%d/judged", report.ID, receipt)
	require.Equal(v.t, http.StatusOK, v.ask("POST", path, header, strings.NewReader(what.Encode()), &now))
	return now
}

// TestReceiptAfterAForgedOne comes, though there is one of its number.
func TestReceiptAfterAForgedOne(t *testing.T) {
	v := newFiler(t, testpki.Director)
	report := v.ready(demo.Preceded)
	sent := v.take(report, "sent", v.protected(testpki.Director, report, v.part(report, "document")))
	assert.Equal(t, "receipt-forged", v.found(report, 1, url.Values{"doubt": {"receipt-forged"}}).Receipts[0].Doubt)
	v.house.Gateways[demo.Preceded].Simulated.Check()
	now := v.take(report, "asked", v.protected(testpki.Director, report, v.signedBy(testpki.Director, []byte(sent.Number))))
	require.Len(t, now.Receipts, 5)
	now = v.found(report, 3, url.Values{"number": {"1"}})
	require.Len(t, now.Receipts, 4, "the forged one that was not read is dropped")
	assert.True(t, now.Receipts[1].Believed)
	for _, query := range []string{"number=3", "number=-1", "doubt=receipt", "doubt=failed", "doubt=receipt-<b>"} {
		assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/reports/"+report.ID+"/receipts/4/judged?"+query, nil, nil, nil), query)
	}
}

// TestReportIsNotSent keeps a report that the gateway did not take, to be sent again.
func TestReportIsNotSent(t *testing.T) {
	v := newFiler(t, testpki.Director)
	report := v.ready(demo.WrongKey)
	d := v.hand(report, "sent", v.protected(testpki.Director, report, v.part(report, "document")))
	assert.Equal(t, "gateway-refused", d.Code)
	assert.Equal(t, string(dps.StatusDecrypt), d.Values[0])
	assert.NotEmpty(t, d.Values[1])
	assert.Equal(t, "gateway-refused", v.hand(report, "sent", []byte("no container")).Code, "it may be sent again")
}

// TestReportOfNobody is not filled in from a certificate that has no code.
func TestReportOfNobody(t *testing.T) {
	v := newVisitor(t)
	v.key = v.house.PKI.Subscriber(testpki.Passport)
	require.Equal(t, http.StatusOK, v.signIn(nil))
	<-events
	var d denied
	body := strings.NewReader(url.Values{"form": {"F0103309"}, "gateway": {demo.Honest}}.Encode())
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	require.Equal(t, http.StatusUnprocessableEntity, v.ask("POST", "/api/reports", header, body, &d))
	assert.Equal(t, "certificate-unfit", d.Code)
}

// TestReportsOfOthers: who is of another organisation finds none of them.
func TestReportsOfOthers(t *testing.T) {
	v := newFiler(t, testpki.Accountant)
	report := v.begin("J0500110", demo.Honest)
	other := newFiler(t, testpki.Neighbour)
	for _, path := range []string{"report", "document", "gateway", "receipts/1"} {
		assert.Equal(t, http.StatusNotFound, other.ask("GET", "/api/reports/"+report.ID+"/"+path, nil, nil, nil), path)
	}
	var desk struct {
		Reports []filed
		Forms   []struct {
			Code  string
			Suits bool
		}
	}
	require.Equal(t, http.StatusOK, other.ask("GET", "/api/reports", nil, nil, &desk))
	assert.Empty(t, desk.Reports)
	assert.False(t, desk.Forms[0].Suits, "for people")
	assert.True(t, desk.Forms[1].Suits)
	require.Equal(t, http.StatusOK, v.ask("GET", "/api/reports", nil, nil, &desk))
	assert.Equal(t, report.ID, desk.Reports[0].ID, "the newest first")
	assert.Equal(t, http.StatusUnauthorized, newVisitor(t).ask("GET", "/api/reports", nil, nil, nil))
	for why, body := range map[string]url.Values{
		"no such form": {"form": {"J0500111"}, "gateway": {demo.Honest}}, "a form for people": {"form": {"F0103309"}, "gateway": {demo.Honest}},
		"no such gateway": {"form": {"J0500110"}, "gateway": {"other"}},
	} {
		header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/reports", header, strings.NewReader(body.Encode()), nil), why)
	}
}
