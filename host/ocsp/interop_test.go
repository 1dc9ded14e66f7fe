// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp_test

import (
	"crypto/x509"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
)

func certificate(t testing.TB, file string) *x509.Certificate {
	t.Helper()
	cert, err := pki.ParseCertificate(interop.Read(t, file))
	require.NoError(t, err)
	return cert
}

// TestUAPKIExchange holds both sides of recorded conversations: UAPKI asks, and
// responders of an authority and of a root answer.
func TestUAPKIExchange(t *testing.T) {
	const folder = "pki/uapki-generated/"
	for _, test := range []struct{ name, cert, issuer, responder string }{
		{"http-01-ocsp", "signer.cer", "ca.cer", "ocsp.cer"},
		{"http-02-czoocsp", "ca.cer", "root.cer", "czoocsp.cer"},
	} {
		sent := interop.Read(t, folder+test.name+"-req.der")
		request, err := ocsp.ParseRequest(sent)
		require.NoError(t, err)
		again, err := request.Marshal()
		require.NoError(t, err)
		assert.Equal(t, sent, again, "written as UAPKI writes it")

		cert, issuer := certificate(t, folder+test.cert), certificate(t, folder+test.issuer)
		id, err := ocsp.NewCertID(issuer, cert.SerialNumber, ocsp.HashFor(issuer))
		require.NoError(t, err)
		assert.Equal(t, request.IDs, []ocsp.CertID{id})

		response, err := ocsp.ParseResponse(interop.Read(t, folder+test.name+"-resp.der"))
		require.NoError(t, err)
		require.NoError(t, request.CheckNonce(response))
		responder, err := response.Verify(issuer, nil)
		require.NoError(t, err)
		assert.Equal(t, certificate(t, folder+test.responder), responder)
		single, err := response.For(cert, issuer)
		require.NoError(t, err)
		assert.Equal(t, ocsp.Good, single.Status)
		assert.True(t, single.NextUpdate.IsZero())
		assert.NoError(t, crl.Freshness{MaxAge: time.Minute}.Check(single.ThisUpdate, single.NextUpdate, response.ProducedAt))
	}
}

// TestRawNonce: requests of other software put the octets of the nonce into the
// extension bare.
func TestRawNonce(t *testing.T) {
	for _, file := range []string{
		"pki/ua-services/ocsp-request-rawnonce.der",
		"pki/ua-services/pkiExample_DSTU4145_M257_PB/ocsp_request.der", // and this one is signed
	} {
		request, err := ocsp.ParseRequest(interop.Read(t, file))
		require.NoError(t, err, file)
		assert.Len(t, request.Nonce, 20, file)
		assert.Len(t, request.IDs, 1, file)
	}
}

// TestFractionalTime is a response whose times end in zeros that DER forbids, by
// a responder that is nobody's.
func TestFractionalTime(t *testing.T) {
	response, err := ocsp.ParseResponse(interop.Read(t, "pki/ua-services/ocsp-response-fractional-time.der"))
	require.NoError(t, err)
	assert.Equal(t, time.Date(2016, 7, 20, 13, 46, 17, 1e8, time.UTC), response.ProducedAt)
	require.Len(t, response.Singles, 1)
	assert.Equal(t, ocsp.Good, response.Singles[0].Status)
	assert.Equal(t, response.ProducedAt, response.Singles[0].ThisUpdate)
	_, err = response.Verify(certificate(t, "pki/ua-real/CZOROOT.cer"), nil)
	assert.ErrorIs(t, err, ocsp.ErrResponder)
}

// TestRevoked is a response of a test authority whose own certificate is none.
func TestRevoked(t *testing.T) {
	response, err := ocsp.ParseResponse(interop.Read(t, "pki/ua-services/ocsp-response-revoked-dstu.der"))
	require.NoError(t, err)
	require.Len(t, response.Singles, 1)
	single := response.Singles[0]
	assert.Equal(t, big.NewInt(0x33343638), single.ID.Serial)
	assert.Equal(t, ocsp.Revoked, single.Status)
	assert.Equal(t, crl.Revocation{Time: time.Date(2016, 9, 26, 14, 18, 54, 0, time.UTC), Reason: crl.AffiliationChanged}, single.Revocation)
	require.Len(t, response.Certificates, 1)
	responder := response.Certificates[0]
	_, err = response.Verify(responder, nil)
	assert.NoError(t, err, "the signature is the responder's")
	_, err = response.Verify(certificate(t, "pki/ua-real/CZOROOT.cer"), nil)
	assert.ErrorIs(t, err, ocsp.ErrResponder)
}
