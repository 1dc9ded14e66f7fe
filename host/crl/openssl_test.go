// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestOpenSSLReads: OpenSSL reads the lists that testpki makes, and verifies
// those of the European authorities.
func TestOpenSSLReads(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	p := testpki.NewAt(clock, base)
	openssl.WritePEM("issuer.pem", "CERTIFICATE", p.Subscriber(testpki.ECDSAPerson).Chain[0].Raw)
	for authority, options := range map[string]string{"european": " -CAfile issuer.pem", "national": ""} {
		for _, delta := range []bool{false, true} {
			openssl.Write("list", p.List(authority, testpki.CRLOptions{}, delta))
			out := openssl.Run("crl -inform DER -in list -noout -text" + options)
			if options != "" {
				assert.Contains(t, out, "verify OK")
			}
			if delta {
				assert.Contains(t, out, "Delta CRL Indicator: critical")
			}
		}
	}
}
