// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp_test

import (
	"crypto/x509"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
)

// FuzzParseRequest wants every request read to be written again as one that
// says the same.
func FuzzParseRequest(f *testing.F) {
	for _, h := range []*pki.Hash{pki.GOST34311, pki.SHA256} {
		request, err := tsp.NewRequest(h, h.Sum(nil))
		require.NoError(f, err)
		request.Nonce = big.NewInt(17)
		message, err := request.Marshal()
		require.NoError(f, err)
		f.Add(message)
		request.Nonce, request.CertReq = nil, false
		request.Policy, err = x509.ParseOID("1.2.804.2.1.1.1.2.3.1")
		require.NoError(f, err)
		message, err = request.Marshal()
		require.NoError(f, err)
		f.Add(message)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := tsp.ParseRequest(message)
		if err != nil {
			return
		}
		again, err := r.Marshal()
		require.NoError(t, err)
		same, err := tsp.ParseRequest(again)
		require.NoError(t, err)
		assert.Equal(t, r, same)
	})
}

// FuzzParseResponse wants no time to be believed but the one stamped.
func FuzzParseResponse(f *testing.F) {
	p := testpki.New(clock)
	trust := p.Trust()
	for _, faults := range []testpki.TSAFaults{
		0, testpki.TSANoCertificates, testpki.TSAFraction | testpki.TSAAccuracy | testpki.TSAOrders, testpki.TSARejects, testpki.TSAOldBinding,
	} {
		request, err := tsp.NewRequest(pki.SHA256, pki.SHA256.Sum(nil))
		require.NoError(f, err)
		request.Nonce = big.NewInt(17)
		message, err := request.Marshal()
		require.NoError(f, err)
		answer, err := served{p.TSA(testpki.TSAOptions{Faults: faults})}.Post(f.Context(), testpki.TSPPathEC, tsp.QueryType, message, 0)
		require.NoError(f, err)
		f.Add(answer)
	}
	supplied := []*x509.Certificate{p.TimeStamper(false)}
	f.Fuzz(func(t *testing.T, message []byte) {
		token, err := tsp.ParseResponse(message)
		if err != nil {
			return
		}
		if _, err := token.Verify(supplied, trust); err == nil {
			assert.Equal(t, now, token.Info.Time)
		}
		assert.False(t, token.Before(token) && token.Info.Accuracy >= 0)
		_ = token.Stamps(func(h *pki.Hash) []byte { return h.Sum(nil) })
	})
}
