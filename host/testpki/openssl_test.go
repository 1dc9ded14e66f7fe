// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki_test

import (
	"crypto/x509"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// An openSSLClient renews the certificate of a subscriber, as another program
// does.
type openSSLClient struct {
	*interop.Tool
	p     *testpki.PKI
	old   *testpki.Subscriber
	to    string // arguments: where, and as whom
	heard []*cmp.Message
}

func newOpenSSLClient(t *testing.T, name string, o testpki.ReissueOptions) *openSSLClient {
	t.Helper()
	c := &openSSLClient{Tool: interop.NewTool(t, "openssl"), p: testpki.New(time.Now)}
	c.old = c.p.Subscriber(name)
	o.Requests = func(m *cmp.Message) { c.heard = append(c.heard, m) }
	server := httptest.NewServer(c.p.Services(testpki.ServicesOptions{Reissue: o}))
	t.Cleanup(server.Close)
	key, err := x509.MarshalPKCS8PrivateKey(c.old.SignKey)
	require.NoError(t, err)
	c.WritePEM("old.key", "PRIVATE KEY", key)
	c.WritePEM("old.crt", "CERTIFICATE", c.old.SignCert.Raw)
	c.WritePEM("root.crt", "CERTIFICATE", c.old.Chain[1].Raw)
	c.WritePEM("issuer.crt", "CERTIFICATE", c.old.Chain[0].Raw)
	c.Run("ecparam -name prime256v1 -genkey -noout -out new.key")
	c.Write("req.cnf", []byte("[req]\ndistinguished_name=dn\n[dn]\n"))
	c.Run("req -new -config req.cnf -key new.key -subj / -out new.csr")
	c.to = " -server " + strings.TrimPrefix(server.URL, "http://") + testpki.ReissuePath +
		" -cert old.crt -key old.key -trusted root.crt -untrusted issuer.crt -certout got.crt"
	return c
}

// bodies are the types of what the service heard.
func (c *openSSLClient) bodies() string {
	var types []string
	for _, m := range c.heard {
		types = append(types, m.Body.Type().String())
	}
	return strings.Join(types, " ")
}

// TestOpenSSLRenews has another client speak with the service that renews.
func TestOpenSSLRenews(t *testing.T) {
	for what, c := range map[string]struct {
		name, line string
		polls      int
		bodies     string
	}{
		"kur":      {testpki.ECDSAPerson, "-cmd kur -newkey new.key", 0, "kur certConf"},
		"p10cr":    {testpki.ECDSAPerson, "-cmd p10cr -csr new.csr", 0, "p10cr certConf"},
		"RSA":      {testpki.RSAPerson, "-cmd kur -newkey new.key", 0, "kur certConf"},
		"polling":  {testpki.ECDSAPerson, "-cmd kur -newkey new.key", 3, "kur pollReq pollReq pollReq certConf"},
		"implicit": {testpki.ECDSAPerson, "-cmd kur -newkey new.key -implicit_confirm", 0, "kur"},
	} {
		t.Run(what, func(t *testing.T) {
			openssl := newOpenSSLClient(t, c.name, testpki.ReissueOptions{Polls: c.polls, Implicit: true})
			openssl.Run("cmp " + c.line + openssl.to)
			certs, err := pki.ParseCertificates(openssl.Read("got.crt"))
			require.NoError(t, err)
			assert.Equal(t, pki.Subject(openssl.old.SignCert), pki.Subject(certs[0]))
			assert.Equal(t, c.bodies, openssl.bodies())
			assert.Equal(t, crl.Superseded, revocation(t, openssl.p, openssl.old.SignCert))
		})
	}
}

// TestOpenSSLDeclines: it is told to trust nobody who certifies.
func TestOpenSSLDeclines(t *testing.T) {
	openssl := newOpenSSLClient(t, testpki.ECDSAPerson, testpki.ReissueOptions{})
	openssl.WritePEM("foreign.crt", "CERTIFICATE", openssl.p.Subscriber(testpki.Foreign).Chain[1].Raw)
	out, err := openssl.Try("cmp -cmd kur -newkey new.key -out_trusted foreign.crt" + openssl.to)
	require.Error(t, err, out)
	require.Equal(t, "kur certConf", openssl.bodies())
	assert.False(t, openssl.heard[1].Body.(*cmp.CertStatus).Accepts())
	assert.Zero(t, revocation(t, openssl.p, openssl.old.SignCert))
}

// TestOpenSSLDoubts: the faults of the service are faults to others, too.
func TestOpenSSLDoubts(t *testing.T) {
	for fault, why := range map[testpki.ReissueFault]string{
		testpki.ReissueUnprotected:      "missing protection",
		testpki.ReissueBadProtection:    "validating protection",
		testpki.ReissueForeignServer:    "validating protection",
		testpki.ReissueWrongNonce:       "recipnonce",
		testpki.ReissueWrongTransaction: "transactionid",
		testpki.ReissueRejects:          "rejection",
		testpki.ReissueErrs:             "systemUnavail",
	} {
		openssl := newOpenSSLClient(t, testpki.ECDSAPerson, testpki.ReissueOptions{Fault: fault})
		out, err := openssl.Try("cmp -cmd kur -newkey new.key" + openssl.to)
		assert.Error(t, err)
		assert.Contains(t, out, why)
		assert.Zero(t, revocation(t, openssl.p, openssl.old.SignCert))
	}
}
