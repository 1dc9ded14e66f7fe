// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
)

func TestServiceURLs(t *testing.T) {
	p := testpki.NewAt(time.Now, "http://ca.example.ua")
	assert.Equal(t, []string{"http://ca.example.ua/services/tsp/"}, tsp.ServiceURLs(p.Subscriber(testpki.Person).SignCert))
	assert.Equal(t, []string{"http://ca.example.ua/services/tsp/ecdsa/"}, tsp.ServiceURLs(p.Subscriber(testpki.ECDSAPerson).SignCert))
	assert.Empty(t, tsp.ServiceURLs(p.TimeStamper(true)))
	assert.Empty(t, tsp.ServiceURLs(testpki.New(time.Now).Subscriber(testpki.Person).SignCert))
}

func TestServiceURLsOfDiia(t *testing.T) {
	cert, err := pki.ParseCertificate(interop.Read(t, "pki/ua-real/diia-test-sign-7775603.cer"))
	require.NoError(t, err)
	assert.Equal(t, []string{"http://ca.informjust.ua/services/tsp/"}, tsp.ServiceURLs(cert))
}

func TestServiceURLsHostile(t *testing.T) {
	for _, value := range []string{
		"", "\x30", "\x30\x80", "\x04\x00", "\x30\x02\x30\x00", "\x30\x03\x30\x01\x06", "\x30\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x03",
	} {
		cert := &x509.Certificate{Extensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 11}, Value: []byte(value)}}}
		assert.Empty(t, tsp.ServiceURLs(cert), "%x", value)
	}
}
