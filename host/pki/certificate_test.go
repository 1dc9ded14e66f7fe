// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseCertificates(t *testing.T) {
	one, two := issue(t, nil, "One", nil).cert, issue(t, nil, "Two", nil).cert
	both := []*x509.Certificate{one, two}
	bundle, err := pki.MarshalCertificates(both)
	require.NoError(t, err)
	require.Equal(t, byte(0x82), bundle[1], "a header of four octets")
	odd, err := pki.MarshalCertificates([]*x509.Certificate{{Raw: []byte{0x30, 0}}, one, {Raw: []byte{0xa1, 0}}, two})
	require.NoError(t, err)
	empty, err := pki.MarshalCertificates(nil)
	require.NoError(t, err)
	block := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }

	for _, c := range []struct {
		name string
		data []byte
		want []*x509.Certificate // nil: refused
	}{
		{"DER", one.Raw, both[:1]},
		{"bundle", bundle, both},
		{"bundle of indefinite length", append(append([]byte{0x30, 0x80}, bundle[4:]...), 0, 0), both},
		{"bundle with odd members", odd, both},
		{"PEM", append(block("CERTIFICATE", one.Raw), block("CERTIFICATE", two.Raw)...), both},
		{"PEM with text before", append([]byte("subject=One\r\n"), block("CERTIFICATE", one.Raw)...), both[:1]},
		{"PEM bundle", block("PKCS7", bundle), both},
		{"PEM of something else", block("PRIVATE KEY", one.Raw), nil},
		{"empty bundle", empty, nil},
		{"bundle cut short", bundle[:len(bundle)-1], nil},
		{"certificate and more", append(bytes.Clone(one.Raw), 0), nil},
		{"nothing", nil, nil},
		{"not ASN.1", []byte("Key-6.dat"), nil},
		{"one huge certificate", append([]byte{0x30, 0x83, 1, 0x10, 0}, make([]byte, 0x11000)...), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := pki.ParseCertificates(c.data)
			if c.want == nil {
				assert.ErrorIs(t, err, pki.ErrNoCertificate)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestParseCertificatesLimits(t *testing.T) {
	_, err := pki.ParseCertificates(make([]byte, pki.MaxBundle+1))
	assert.ErrorContains(t, err, "octets of certificates")

	crowd := make([]*x509.Certificate, pki.MaxCertificates+1)
	for i := range crowd {
		crowd[i] = &x509.Certificate{Raw: []byte{0x30, 0}}
	}
	bundle, err := pki.MarshalCertificates(crowd)
	require.NoError(t, err)
	_, err = pki.ParseCertificates(bundle)
	assert.ErrorContains(t, err, "more than 10000")
}

// TestParseForeignBundle reads a bundle that other software wrote.
func TestParseForeignBundle(t *testing.T) {
	certs, err := pki.ParseCertificates(interop.Read(t, "pki/uapki-generated/ca.p7b"))
	require.NoError(t, err)
	assert.NotEmpty(t, certs)
}
