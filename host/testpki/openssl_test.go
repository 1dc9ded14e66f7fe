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
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestOpenSSLRenews has another client speak with the service that renews.
func TestOpenSSLRenews(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	for what, c := range map[string]struct {
		line   string
		polls  int
		bodies string
	}{
		"kur":      {"-cmd kur -newkey new.key", 0, "kur certConf"},
		"p10cr":    {"-cmd p10cr -csr new.csr", 0, "p10cr certConf"},
		"polling":  {"-cmd kur -newkey new.key", 3, "kur pollReq pollReq pollReq certConf"},
		"implicit": {"-cmd kur -newkey new.key -implicit_confirm", 0, "kur"},
	} {
		t.Run(what, func(t *testing.T) {
			openssl := openssl.In(t)
			p := testpki.New(time.Now)
			var bodies []string
			server := httptest.NewServer(p.Services(testpki.ServicesOptions{Reissue: testpki.ReissueOptions{
				Polls: c.polls, Implicit: true,
				Requests: func(m *cmp.Message) { bodies = append(bodies, m.Body.Type().String()) },
			}}))
			defer server.Close()

			old := p.Subscriber(testpki.ECDSAPerson)
			key, err := x509.MarshalPKCS8PrivateKey(old.SignKey)
			require.NoError(t, err)
			openssl.WritePEM("old.key", "PRIVATE KEY", key)
			openssl.WritePEM("old.crt", "CERTIFICATE", old.SignCert.Raw)
			openssl.WritePEM("root.crt", "CERTIFICATE", old.Chain[1].Raw)
			openssl.WritePEM("issuer.crt", "CERTIFICATE", old.Chain[0].Raw)
			openssl.Run("ecparam -name prime256v1 -genkey -noout -out new.key")
			openssl.Write("req.cnf", []byte("[req]\ndistinguished_name=dn\n[dn]\n"))
			openssl.Run("req -new -config req.cnf -key new.key -subj / -out new.csr")
			openssl.Run("cmp " + c.line + " -server " + strings.TrimPrefix(server.URL, "http://") + testpki.ReissuePath +
				" -cert old.crt -key old.key -trusted root.crt -untrusted issuer.crt -certout got.crt")

			certs, err := pki.ParseCertificates(openssl.Read("got.crt"))
			require.NoError(t, err)
			assert.Equal(t, pki.Subject(old.SignCert), pki.Subject(certs[0]))
			assert.Equal(t, c.bodies, strings.Join(bodies, " "))
		})
	}
}
