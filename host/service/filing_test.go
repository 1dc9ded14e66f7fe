// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/relying/dps/dpstest"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// telling are services that tell the status of certificates.
var telling = map[string]string{"ocsp": "answers"}

// reported is the head of a company's report.
func reported() dps.Head {
	return dps.Head{
		TIN: "00000055", Form: dps.Form{Doc: "J01", Sub: "001", Version: 20}, Count: 1, Region: 26, District: 59,
		Month: 6, Period: dps.HalfYearly, Year: 2026, Office: 2659, State: dps.Original, Filled: today,
	}
}

const reportName = "26590000000055J0100120100000000130620262659.xml"

// taxReport is a company's report, as its program wrote it.
func taxReport(t testing.TB) []byte {
	t.Helper()
	octets, err := dps.Report{Head: reported(), Body: []dps.Element{{Name: "HNAME", Value: "ТОВ «Ґанок»"}}}.Marshal()
	require.NoError(t, err)
	return octets
}

// signedBy is a report that some signed in turn.
func signedBy(t testing.TB, content []byte, signers ...string) []byte {
	t.Helper()
	for _, who := range signers {
		var err error
		content, err = dpstest.Sign(authorities().Subscriber(who), content, today)
		require.NoError(t, err)
	}
	return content
}

// gateway is the tax service's, in these tests.
func gateway() *dpstest.Gateway {
	verifier := &validation.Verifier{Trust: trust(), At: today, NoRevocation: true}
	return dpstest.NewGateway(dpstest.Config{
		PKI: authorities(), Verify: verifier.Verify, Forms: []dps.Form{reported().Form}, Second: time.Minute, Now: now,
	})
}

// sending are the params of a report that is sent.
func sending(extra frame) frame {
	params := frame{"stage": "send", "gateway": gateway().Certificate().Raw, "sending": frame{"file": reportName, "email": "a@b.c"}}
	for name, value := range extra {
		params[name] = value
	}
	return params
}

// files has the page call report for a document, the person with the key of a sample
// agreeing, and answers what was written and what they were asked.
func files(t *testing.T, who string, content []byte, params frame) (made []byte, asked map[string]any) {
	t.Helper()
	serveAmong(t, nil, telling, func(b *browser) {
		v := b.filer(who, content)
		answer := v.call("report", v.with(params))
		require.Contains(b.t, answer, "result", answer)
		result := answer["result"].(map[string]any)
		made = b.written[written("p", 0)]
		assert.Equal(b.t, json.Number(fmt.Sprint(len(made))), result["size"])
		asked = v.asked["params"].(map[string]any)
	})
	return made, asked
}

// filer is a page with a report, and whose key is used.
func (b *browser) filer(who string, content []byte) *visit {
	b.written = map[string][]byte{}
	v := b.visit(who+".p12", map[string][]byte{"message": content})
	v.greet("https://cabinet.example")
	return v
}

// with are params with the visit's document in them.
func (v *visit) with(params frame) frame {
	all := frame{"document": document("message", v.blobs["message"])}
	for name, value := range params {
		all[name] = value
	}
	return all
}

// unasked makes a call of the page that fails before the person is asked, and answers
// why.
func (v *visit) unasked(method string, params frame) any {
	v.say(frame{"id": "p", "method": method, "params": params, "role": "page"})
	for len(v.queue["page"]) == 0 {
		f := <-v.out
		switch {
		case v.handled(f):
		case f["method"] == "window":
			v.say(frame{"id": f["id"], "result": frame{}, "role": "extension"})
		default:
			require.NotEqual(v.t, "ask", f["method"])
			to := f["role"].(string)
			v.queue[to] = append(v.queue[to], f)
		}
	}
	return v.next("page")["error"]
}

// failure is the code of the error that the window is shown.
func (v *visit) failure() any {
	for {
		if params := v.next("window")["params"].(map[string]any); params["kind"] == "error" {
			return params["code"]
		}
	}
}

// TestAReportIsSignedInTurnAndSent: the accountant, the director, then the stamp, which
// sends it: the gateway takes it, and the stamp reads what it answers.
func TestAReportIsSignedInTurnAndSent(t *testing.T) {
	first, asked := files(t, testpki.Accountant, taxReport(t), frame{"role": "accountant"})
	assert.NotContains(t, asked, "signed")
	second, asked := files(t, testpki.Director, first, frame{"stage": "sign", "role": "director"})
	before := asked["signed"].([]any)
	require.Len(t, before, 1)
	assert.Equal(t, json.Number(fmt.Sprint(len(taxReport(t)))), asked["documents"].([]any)[0].(map[string]any)["inside"])
	assert.Equal(t, "good", before[0].(map[string]any)["outcome"])
	assert.Equal(t, today.Format(time.RFC3339), before[0].(map[string]any)["time"])
	container, asked := files(t, testpki.Stamp, second, sending(frame{"role": "stamp"}))
	assert.Len(t, asked["signed"], 2)
	recipients := asked["recipients"].([]any)
	require.Len(t, recipients, 1)
	assert.Equal(t, "ok", recipients[0].(map[string]any)["status"])

	parts, err := dps.Parse(container)
	require.NoError(t, err)
	header, err := dps.ParseTransport(parts[0])
	require.NoError(t, err)
	assert.Equal(t, dps.Transport{
		{Key: "CERTYPE", Value: "UA1"}, {Key: "RCV_NAME", Value: `ТОВ "ТЕСТОВІ РІШЕННЯ"`}, {Key: "PRG_TYPE", Value: "PIDPYS"}, {Key: "SND_DATE", Value: today.Format("20060102150405")},
		{Key: "FILENAME", Value: reportName}, {Key: "EDRPOU", Value: "00000055"}, {Key: "RCV_EMAIL", Value: "a@b.c"}, {Key: "ENCODING", Value: "WIN"},
	}, header)

	g := gateway()
	server := httptest.NewServer(g)
	defer server.Close()
	exchange := &dps.Exchange{Base: server.URL}
	got, err := exchange.Submit(t.Context(), dps.Document{Name: reportName, Content: container})
	require.NoError(t, err)
	require.Equal(t, dps.StatusOK, got.Status, got.Message)
	said := opens(t, testpki.Stamp, got.Receipts[0].Content, reportName)
	assert.Equal(t, "received", said["result"])
	assert.Equal(t, json.Number("1"), said["number"])

	protected, _ := files(t, testpki.Director, []byte(got.ID), frame{"stage": "ask", "gateway": g.Certificate().Raw})
	g.Check()
	later, err := exchange.Receipts(t.Context(), protected)
	require.NoError(t, err)
	require.Len(t, later.Receipts, 2, later.Message)
	said = opens(t, testpki.Director, later.Receipts[1].Content, reportName)
	assert.Equal(t, "accepted", said["result"])
	assert.Equal(t, got.ID, said["registered"])
	assert.Contains(t, said["signer"], "ОТРИМАНО")
}

// TestOneWhoSignsAlone is the director, and may do all by one consent.
func TestOneWhoSignsAlone(t *testing.T) {
	for name, tt := range map[string]struct {
		content []byte
		extra   frame
	}{
		"signs and sends":     {taxReport(t), frame{"role": "director"}},
		"sends, being signed": {signedBy(t, taxReport(t), testpki.Director), nil},
	} {
		t.Run(name, func(t *testing.T) {
			container, _ := files(t, testpki.Director, tt.content, sending(tt.extra))
			server := httptest.NewServer(gateway())
			defer server.Close()
			got, err := (&dps.Exchange{Base: server.URL}).Submit(t.Context(), dps.Document{Name: strings.ToUpper(reportName), Content: container})
			require.NoError(t, err)
			require.Equal(t, dps.StatusOK, got.Status, got.Message)
			assert.Equal(t, "received", opens(t, testpki.Director, got.Receipts[0].Content, reportName)["result"])
		})
	}
}

// TestReportsThatAreNotSigned say what the page learns, and the window, before anybody is
// asked.
func TestReportsThatAreNotSigned(t *testing.T) {
	report := taxReport(t)
	byAccountant := signedBy(t, report, testpki.Accountant)
	broken := bytes.Replace(byAccountant, []byte("00000055"), []byte("00000056"), 1)
	agreement := authorities().Subscriber(testpki.TaxService).AgreeCert.Raw
	sealedPart, err := dps.Append(nil, dps.Part{Label: "UA1_CRYPT", Data: sealed(report, testpki.Director, authorities().Subscriber(testpki.TaxService).AgreeCert)})
	require.NoError(t, err)
	header, err := dps.Sending{File: "a"}.Transport().Part()
	require.NoError(t, err)
	headed, err := dps.Append(nil, header)
	require.NoError(t, err)
	headed = append(headed, byAccountant...)
	nobodys, err := (&cms.SignedData{Version: 1}).Marshal(report)
	require.NoError(t, err)
	unsigned, err := dps.Append(nil, dps.Part{Label: "UA1_SIGN", Data: nobodys})
	require.NoError(t, err)
	in := func(role string) frame { return frame{"role": role} }
	for name, tt := range map[string]struct {
		content []byte
		params  frame
		page    string
	}{
		"no report":                         {[]byte("Звіт"), in("director"), "not-a-report"},
		"a report in UTF-8":                 {bytes.Replace(report, []byte("windows-1251"), []byte("utf-8"), 1), in("director"), "not-a-report"},
		"a document of a code":              {[]byte("0000000046"), in("director"), "not-a-report"},
		"a container cut short":             {byAccountant[:len(byAccountant)-1], in("director"), "not-a-report"},
		"a container with a header":         {headed, in("director"), "not-a-report"},
		"what is encrypted":                 {sealedPart, in("director"), "not-a-report"},
		"what is signed but no report":      {signedBy(t, []byte("Звіт"), testpki.Accountant), in("director"), "not-a-report"},
		"a signature that does not hold":    {broken, in("director"), "earlier-signature"},
		"a signature of a self-made person": {signedBy(t, report, testpki.SelfMade), in("director"), "earlier-signature"},
		"a signature of a foreign person":   {signedBy(t, report, testpki.Foreign), in("director"), "earlier-signature"},
		"a signature of an expired person":  {signedBy(t, report, testpki.Expired), in("director"), "earlier-signature"},
		"a signature of a revoked person":   {signedBy(t, report, testpki.Revoked), in("director"), "earlier-signature"},
		"a signature that is on hold":       {signedBy(t, report, testpki.OnHold), in("director"), "earlier-signature"},
		"a part that nobody signed":         {unsigned, in("director"), "not-a-report"},
		"the accountant second":             {byAccountant, in("accountant"), "signature-order"},
		"the director third":                {signedBy(t, report, testpki.Accountant, testpki.Director), in("director"), "signature-order"},
		"the director behind the stamp":     {signedBy(t, report, testpki.Stamp), in("director"), "signature-order"},
		"the stamp first":                   {report, in("stamp"), "signature-order"},
		"the stamp behind a stamp alone":    {signedBy(t, report, testpki.Stamp), in("stamp"), "signature-order"},
		"sent with a stamp alone":           {signedBy(t, report, testpki.Stamp), sending(nil), "signature-order"},
		"sent with a person behind a stamp": {signedBy(t, report, testpki.Director, testpki.Stamp, testpki.Accountant), sending(nil), "signature-order"},
		"sent with three people":            {signedBy(t, report, testpki.Accountant, testpki.Director, testpki.Neighbour), sending(nil), "signature-order"},
		"sent without a signature":          {report, sending(nil), "signature-order"},
		"under another name":                {byAccountant, sending(frame{"sending": frame{"file": "a.xml"}}), "invalid-params"},
		"a name that is no header":          {byAccountant, sending(frame{"sending": frame{"file": reportName + "\r\n"}}), "invalid-params"},
		"a letter that is no header's":      {byAccountant, sending(frame{"sending": frame{"file": reportName, "email": "名@b.c"}}), "invalid-params"},
		"a long address":                    {byAccountant, sending(frame{"sending": frame{"file": reportName, "email": strings.Repeat("a", 4000)}}), "invalid-params"},
		"no role":                           {report, frame{}, "invalid-params"},
		"an unknown role":                   {report, in("cashier"), "invalid-params"},
		"an unknown stage":                  {report, frame{"stage": "file", "role": "director"}, "invalid-params"},
		"a gateway where nothing is sent":   {report, frame{"role": "director", "gateway": agreement}, "invalid-params"},
		"no gateway where it is sent":       {byAccountant, frame{"stage": "send", "sending": frame{"file": reportName}}, "invalid-params"},
		"no name where it is sent":          {byAccountant, frame{"stage": "send", "gateway": agreement}, "invalid-params"},
		"a role of who asks":                {[]byte("1"), frame{"stage": "ask", "role": "director", "gateway": agreement}, "invalid-params"},
		"a name of who asks":                {[]byte("1"), frame{"stage": "ask", "gateway": agreement, "sending": frame{"file": "1"}}, "invalid-params"},
		"no identifier":                     {[]byte("два слова"), frame{"stage": "ask", "gateway": agreement}, "invalid-params"},
		"a long identifier":                 {bytes.Repeat([]byte("1"), 65), frame{"stage": "ask", "gateway": agreement}, "invalid-params"},
		"the gateway's other certificate":   {byAccountant, sending(frame{"gateway": authorities().Subscriber(testpki.TaxService).SignCert.Raw}), "gateway-unfit"},
		"no certificate":                    {byAccountant, sending(frame{"gateway": []byte("a")}), "gateway-unfit"},
		"an authority's certificate":        {byAccountant, sending(frame{"gateway": authorities().Certificates()[0].Raw}), "gateway-unfit"},
		"a gateway that expired":            {byAccountant, sending(frame{"gateway": authorities().Subscriber(testpki.Expired).AgreeCert.Raw}), "gateway-expired"},
		"a gateway that is not valid yet":   {byAccountant, sending(frame{"gateway": authorities().Subscriber(testpki.NotYet).AgreeCert.Raw}), "gateway-expired"},
		"a gateway of a foreign authority":  {byAccountant, sending(frame{"gateway": authorities().Subscriber(testpki.Foreign).AgreeCert.Raw}), "gateway-untrusted"},
	} {
		t.Run(name, func(t *testing.T) {
			serveAmong(t, nil, telling, func(b *browser) {
				v := b.filer(testpki.Director, tt.content)
				assert.Equal(b.t, map[string]any{"code": tt.page}, v.unasked("report", v.with(tt.params)))
			})
		})
	}
}

// TestWhoMayNotSignAReport: they learn that once their key is open, or once they agreed.
func TestWhoMayNotSignAReport(t *testing.T) {
	byDirector := signedBy(t, taxReport(t), testpki.Director)
	for name, tt := range map[string]struct {
		who, role string
	}{
		"a stamp where a person signs": {testpki.Stamp, "director"},
		"a person where a stamp does":  {testpki.Director, "stamp"},
	} {
		t.Run(name, func(t *testing.T) {
			serveAmong(t, nil, telling, func(b *browser) {
				v := b.filer(tt.who, byDirector)
				v.open("report", v.with(frame{"role": tt.role}))
				file := frame{"name": v.key, "size": len(v.blobs["key"]), "blob": "key"}
				v.say(frame{"id": "k", "method": "keys", "params": frame{"file": file}, "role": "window"})
				v.say(frame{"id": v.next("window")["id"], "result": frame{"secret": testpki.Password}, "role": "window"})
				assert.Equal(b.t, map[string]any{"code": "other-role"}, v.next("window")["error"])
			})
		})
	}
	for name, tt := range map[string]struct {
		who          string
		content      []byte
		params       frame
		page, window string
	}{
		"the same once more":           {testpki.Director, byDirector, frame{"role": "director"}, "signature-order", "signature-order"},
		"to a gateway that is revoked": {testpki.Director, byDirector, sending(frame{"gateway": authorities().Subscriber(testpki.Revoked).AgreeCert.Raw}), "gateway-revoked", "gateway-revoked"},
		"who cannot encrypt":           {testpki.ECDSAPerson, byDirector, sending(nil), "failed", "no-encryption-key"},
		"an identifier that is a code": {testpki.Director, []byte("0000000046"), frame{"stage": "ask", "gateway": gateway().Certificate().Raw}, "refused", "identity-content"},
	} {
		t.Run(name, func(t *testing.T) {
			serveAmong(t, nil, telling, func(b *browser) {
				v := b.filer(tt.who, tt.content)
				assert.Equal(b.t, map[string]any{"code": tt.page}, v.call("report", v.with(tt.params))["error"])
				assert.Equal(b.t, tt.window, v.failure())
				assert.Empty(b.t, b.written)
			})
		})
	}
}

// TestTheReportIsShown, and not the container that it lies in.
func TestTheReportIsShown(t *testing.T) {
	serveAmong(t, nil, telling, func(b *browser) {
		report := taxReport(b.t)
		v := b.filer(testpki.Director, signedBy(b.t, report, testpki.Accountant))
		v.open("report", v.with(frame{"role": "director"}))
		v.choose()
		v.next("window")
		for offset, want := range map[int][]byte{0: report, 10: report[10:], len(report): {}} {
			v.say(frame{"id": "v", "method": "preview", "params": frame{"document": 0, "offset": offset, "length": 1 << 19}, "role": "window"})
			assert.Equal(b.t, want, octets(b.t, v.next("window")["result"].(map[string]any)["data"]))
		}
	})
}

// TestAnEarlierSignatureNobodyCanTellOf is shown as such.
func TestAnEarlierSignatureNobodyCanTellOf(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.filer(testpki.Director, signedBy(t, taxReport(t), testpki.Accountant))
		require.Contains(b.t, v.call("report", v.with(frame{"role": "director"})), "result")
		before := v.asked["params"].(map[string]any)["signed"].([]any)
		assert.Equal(b.t, "unknown", before[0].(map[string]any)["outcome"])
	})
}
