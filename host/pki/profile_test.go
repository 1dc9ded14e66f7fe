// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto/x509"
	"encoding/asn1"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
)

// TestServersDoNotSign: what a machine signs by itself, nobody has agreed to.
func TestServersDoNotSign(t *testing.T) {
	for name, c := range map[string]struct {
		usages  []x509.ExtKeyUsage
		others  []asn1.ObjectIdentifier
		canSign bool
	}{
		"no usage named":      {canSign: true},
		"stamp":               {others: []asn1.ObjectIdentifier{pki.OIDStamp}, canSign: true},
		"e-mail":              {usages: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, canSign: true},
		"certificate status":  {usages: []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}},
		"time-stamps":         {usages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}},
		"certificate look-up": {others: []asn1.ObjectIdentifier{pki.OIDCMPServer}},
		"a site":              {usages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}},
	} {
		cert := issue(t, nil, "Machine", func(template *x509.Certificate) {
			leaf(template)
			template.KeyUsage |= x509.KeyUsageKeyAgreement
			template.ExtKeyUsage, template.UnknownExtKeyUsage = c.usages, c.others
		}).cert
		assert.Equal(t, c.canSign, pki.CanSign(cert), name)
		assert.Equal(t, c.canSign, pki.CanAgree(cert), name)
	}
}

func TestCanReceive(t *testing.T) {
	person := testpki.New(time.Now).Subscriber(testpki.Person)
	assert.True(t, pki.CanReceive(person.AgreeCert))
	assert.False(t, pki.CanReceive(person.SignCert))
	for usage, want := range map[x509.KeyUsage]bool{
		x509.KeyUsageKeyEncipherment: true, x509.KeyUsageKeyAgreement: false, x509.KeyUsageDigitalSignature: false,
	} {
		assert.Equal(t, want, pki.CanReceive(&x509.Certificate{PublicKeyAlgorithm: x509.RSA, KeyUsage: usage}))
	}
	assert.False(t, pki.CanReceive(&x509.Certificate{PublicKeyAlgorithm: x509.RSA, KeyUsage: x509.KeyUsageKeyEncipherment, IsCA: true}))
}
