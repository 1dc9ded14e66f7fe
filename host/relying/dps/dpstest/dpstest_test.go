// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dpstest_test

import (
	"bytes"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/relying/dps/dpstest"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

var (
	now         = time.Date(2026, 8, 3, 12, 0, 0, 0, time.UTC)
	authorities = sync.OnceValue(func() *testpki.PKI { return testpki.New(func() time.Time { return now }) })
	verifier    = &validation.Verifier{At: now, NoRevocation: true}
	form        = dps.Form{Doc: "J01", Sub: "001", Version: 20}
)

// counter is a gateway, and the exchange with it.
type counter struct {
	*dpstest.Gateway
	dps.Exchange
	clock time.Time
}

func open(t *testing.T, change ...func(*dpstest.Config)) *counter {
	t.Helper()
	c := &counter{clock: now}
	verifier.Trust = authorities().Trust()
	config := dpstest.Config{
		PKI: authorities(), Verify: verifier.Verify, Forms: []dps.Form{form}, Second: time.Minute, Now: func() time.Time { return c.clock },
	}
	for _, with := range change {
		with(&config)
	}
	c.Gateway = dpstest.NewGateway(config)
	server := httptest.NewServer(c.Gateway)
	t.Cleanup(server.Close)
	c.Base = server.URL
	return c
}

func head() dps.Head {
	return dps.Head{
		TIN: "00000055", Form: form, Count: 1, Region: 26, District: 59, Month: 6, Period: dps.HalfYearly, Year: 2026, Office: 2659, State: dps.Original, Filled: now,
	}
}

// filed is a report signed by some, and protected by the last of them.
func (c *counter) filed(t *testing.T, h dps.Head, signers ...string) dps.Document {
	t.Helper()
	content, err := dps.Report{Head: h}.Marshal()
	require.NoError(t, err)
	for _, s := range signers {
		content, err = dpstest.Sign(authorities().Subscriber(s), content, now)
		require.NoError(t, err)
	}
	name, err := h.FileName()
	require.NoError(t, err)
	return dps.Document{Name: name, Content: c.protected(t, content, signers[len(signers)-1], name)}
}

func (c *counter) protected(t *testing.T, content []byte, by, name string) []byte {
	t.Helper()
	who := authorities().Subscriber(by)
	whole, err := dpstest.Protect(who, content, c.Certificate(), dps.SentBy(pki.Subject(who.SignCert), name, "a@b.c").Transport(), now)
	require.NoError(t, err)
	return whole
}

// read opens a receipt with somebody's key, and verifies it.
func (c *counter) read(t *testing.T, r dps.Enclosed, by string) dps.Receipt {
	t.Helper()
	who := authorities().Subscriber(by)
	_, content, err := dps.Unwrap(r.Content, func(l dps.Layer) ([]byte, error) {
		if l.Kind == dps.Encrypted {
			from, err := pki.ParseCertificate(l.Certificates[0])
			require.NoError(t, err)
			in, err := envelope.Open(bytes.NewReader(l.Data), []envelope.Recipient{{Key: who.AgreeKey, Certificate: who.AgreeCert}}, []*x509.Certificate{from})
			require.NoError(t, err)
			return io.ReadAll(in)
		}
		var out bytes.Buffer
		judged, err := verifier.Verify(t.Context(), bytes.NewReader(l.Data), nil, &out)
		require.NoError(t, err)
		assert.True(t, judged.Passed())
		assert.Equal(t, testpki.TaxServiceEDRPOU, judged.Signatures[0].Signer.EDRPOU)
		return out.Bytes(), nil
	})
	require.NoError(t, err)
	said, err := dps.ParseReceipt(content)
	require.NoError(t, err)
	return said
}

// asked is the identifier of a submission, protected by somebody.
func (c *counter) asked(t *testing.T, id, by string) dps.Answer {
	t.Helper()
	signed, err := dpstest.Sign(authorities().Subscriber(by), []byte(id), now)
	require.NoError(t, err)
	got, err := c.Receipts(t.Context(), c.protected(t, signed, by, id))
	require.NoError(t, err)
	return got
}

// TestAReportIsTaken: by the accountant, the director and the stamp in turn; the first receipt
// comes at once, the second a minute later, and nobody else gets either.
func TestAReportIsTaken(t *testing.T) {
	c := open(t)
	d := c.filed(t, head(), testpki.Accountant, testpki.Director, testpki.Stamp)
	got, err := c.Submit(t.Context(), d)
	require.NoError(t, err)
	require.Equal(t, dps.StatusOK, got.Status, got.Message)
	require.Len(t, got.Receipts, 1)
	assert.Equal(t, "26590000000055J0100120100000000130620262659.KVT", got.Receipts[0].Name)
	said := c.read(t, got.Receipts[0], testpki.Stamp)
	assert.Equal(t, dps.Received, said.Result)
	assert.Equal(t, 1, said.Number)
	assert.True(t, dps.SameName(d.Name, said.File))

	later := c.asked(t, got.ID, testpki.Director)
	assert.Len(t, later.Receipts, 1)
	assert.False(t, later.Final())
	c.clock = c.clock.Add(time.Minute)
	later = c.asked(t, got.ID, testpki.Director)
	require.Len(t, later.Receipts, 2)
	assert.True(t, later.Final())
	said = c.read(t, later.Receipts[1], testpki.Director)
	assert.Equal(t, dps.Accepted, said.Result)
	assert.Equal(t, got.ID, said.Registered)

	assert.Equal(t, dps.StatusNone, c.asked(t, got.ID, testpki.Neighbour).Status, "another organisation's")
	assert.Equal(t, dps.StatusNone, c.asked(t, "1", testpki.Director).Status)
	again, err := c.Submit(t.Context(), c.filed(t, head(), testpki.Director))
	require.NoError(t, err)
	assert.NotEqual(t, got.ID, again.ID)
	c.Check()
	assert.True(t, c.asked(t, again.ID, testpki.Director).Final())
}

// TestReceiptsThatArePreceded by others under their numbers.
func TestReceiptsThatArePreceded(t *testing.T) {
	c := open(t)
	c.Spoil = dpstest.Preceded
	got, err := c.Submit(t.Context(), c.filed(t, head(), testpki.Director))
	require.NoError(t, err)
	c.Check()
	later := c.asked(t, got.ID, testpki.Director)
	require.Len(t, later.Receipts, 4)
	for i, number := range []int{1, 1, 2, 2} {
		assert.Equal(t, number, later.Receipts[i].Number)
	}
	assert.Equal(t, dps.Received, c.read(t, later.Receipts[1], testpki.Director).Result)
	assert.Equal(t, dps.Accepted, c.read(t, later.Receipts[3], testpki.Director).Result)
}

// TestReportsThatAreRejected say which receipts say no.
func TestReportsThatAreRejected(t *testing.T) {
	c := open(t)
	unknown, version := head(), head()
	unknown.Form, version.Form.Version = dps.Form{Doc: "J02", Sub: "002", Version: 1}, 19
	name := func(d dps.Document, name string) dps.Document { d.Name = name; return d }
	good := c.filed(t, head(), testpki.Director)
	for why, tt := range map[string]struct {
		document dps.Document
		text     string
	}{
		"an unknown form":            {c.filed(t, unknown, testpki.Director), "Форма документа невідома"},
		"an old version":             {c.filed(t, version, testpki.Director), "Версія форми"},
		"another's name":             {name(good, strings.Replace(good.Name, "0000000055", "0000000068", 1)), "Не вірний податковий номер"},
		"another period in the name": {name(good, strings.Replace(good.Name, "2026", "2025", 1)), "Ім'я файлу"},
		"no name of a report":        {name(good, "report.xml"), "Ім'я файлу"},
		"somebody else's report":     {c.filed(t, head(), testpki.Neighbour), "Ви не маєте права підпису"},
		"a stamp first":              {c.filed(t, head(), testpki.Stamp, testpki.Director), "Порядок підписів"},
		"no report":                  {dps.Document{Name: good.Name, Content: c.protected(t, signed(t, testpki.Director, "<DECLAR/>"), testpki.Director, "a")}, "не є звітом"},
	} {
		got, err := c.Submit(t.Context(), tt.document)
		require.NoError(t, err, why)
		require.Equal(t, dps.StatusOK, got.Status, why)
		by := testpki.Director
		if why == "somebody else's report" {
			by = testpki.Neighbour
		}
		said := c.read(t, got.Receipts[0], by)
		assert.Equal(t, dps.Rejected, said.Result, why)
		assert.Contains(t, said.Text, tt.text, why)
		assert.True(t, c.asked(t, got.ID, by).Final(), why)
	}
}

func signed(t *testing.T, by, content string) []byte {
	t.Helper()
	part, err := dpstest.Sign(authorities().Subscriber(by), []byte(content), now)
	require.NoError(t, err)
	return part
}

// TestWhatGetsNoReceipt: nobody knows to whom one could be encrypted.
func TestWhatGetsNoReceipt(t *testing.T) {
	c := open(t)
	good := c.filed(t, head(), testpki.Director)
	director := authorities().Subscriber(testpki.Director)
	elsewhere, err := dpstest.Protect(director, signed(t, testpki.Director, "a"), director.AgreeCert, dps.Transport{}, now)
	require.NoError(t, err)
	broken := bytes.Clone(good.Content)
	broken[len(broken)-1] ^= 1
	for why, tt := range map[string]struct {
		content []byte
		status  dps.Status
	}{
		"octets":                 {[]byte("a"), dps.StatusStructure},
		"cut short":              {good.Content[:len(good.Content)-1], dps.StatusStructure},
		"not encrypted":          {signed(t, testpki.Director, "a"), dps.StatusStructure},
		"not signed inside":      {c.protected(t, []byte("a"), testpki.Director, "a"), dps.StatusStructure},
		"to another certificate": {elsewhere, dps.StatusDecrypt},
		"of a foreign authority": {c.filed(t, head(), testpki.Foreign).Content, dps.StatusCertificate},
		"a signature changed":    {broken, dps.StatusCertificate},
	} {
		got, err := c.Submit(t.Context(), dps.Document{Name: good.Name, Content: tt.content})
		require.NoError(t, err, why)
		assert.Equal(t, tt.status, got.Status, why)
		assert.Empty(t, got.Receipts, why)
	}
}

func TestAnObjectIsTakenByASwitchOnly(t *testing.T) {
	for switched, want := range map[bool]int{false: http.StatusBadRequest, true: http.StatusOK} {
		c := open(t, func(c *dpstest.Config) { c.AcceptObject = switched })
		response, err := http.Post(c.Base+dps.PathReport, "application/json", strings.NewReader(`{"list":[{"contentBase64":"YQ==","fname":"a"}]}`))
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, want, response.StatusCode)
	}
	c := open(t)
	for _, body := range []string{"", "[]", "{}", "x", `[{"contentBase64":"?"}]`, "[" + strings.Repeat("{},", 16) + "{}]"} {
		response, err := http.Post(c.Base+dps.PathReport, "application/json", strings.NewReader(body))
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, http.StatusBadRequest, response.StatusCode, body)
	}
}
