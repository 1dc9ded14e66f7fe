// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/testpki"
)

// FuzzParseRequest wants every request read to be written again as one that
// says the same.
func FuzzParseRequest(f *testing.F) {
	p := testpki.New(clock)
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		s := p.Subscriber(name)
		id, err := ocsp.NewCertID(s.Chain[0], s.SignCert.SerialNumber, ocsp.HashFor(s.Chain[0]))
		require.NoError(f, err)
		for _, nonce := range [][]byte{nil, {1, 2, 3}, ocsp.NewNonce()} {
			message, err := (&ocsp.Request{IDs: []ocsp.CertID{id, id}, Nonce: nonce}).Marshal()
			require.NoError(f, err)
			f.Add(message)
		}
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := ocsp.ParseRequest(message)
		if err != nil {
			return
		}
		again, err := r.Marshal()
		require.NoError(t, err)
		same, err := ocsp.ParseRequest(again)
		require.NoError(t, err)
		assert.Equal(t, r, same)
	})
}

// FuzzParseResponse wants no response to be believed but those signed.
func FuzzParseResponse(f *testing.F) {
	p := testpki.New(clock)
	authentic := map[string]bool{}
	s := p.Subscriber(testpki.ECDSAPerson)
	for _, faults := range []testpki.OCSPFaults{
		0, testpki.OCSPByKey, testpki.OCSPFraction | testpki.OCSPNextUpdate, testpki.OCSPUnknown, testpki.OCSPByIssuer,
		testpki.OCSPTryLater, testpki.OCSPWithoutIssuer,
	} {
		_, message := askWith(f, p, testpki.OCSPOptions{Faults: faults}, []byte{4, 2, 1, 2}, s.SignCert)
		f.Add(message)
		if r, err := ocsp.ParseResponse(message); err == nil {
			authentic[string(r.Signed())] = true
		}
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := ocsp.ParseResponse(message)
		if err != nil {
			return
		}
		_, _ = r.For(s.SignCert, s.Chain[0])
		if _, err := r.Verify(s.Chain[0], nil); err == nil {
			assert.True(t, authentic[string(r.Signed())])
		}
	})
}
