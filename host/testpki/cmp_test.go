// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki_test

import (
	"bytes"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// askCMP sends a request to a look-up service and reads the answer.
func askCMP(t *testing.T, service http.Handler, request keyid.Request) keyid.Response {
	t.Helper()
	message, err := request.Marshal()
	require.NoError(t, err)
	answer := httptest.NewRecorder()
	service.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/services/cmp/", bytes.NewReader(message)))
	require.Equal(t, http.StatusOK, answer.Code)
	response, err := keyid.ParseResponse(answer.Body.Bytes())
	require.NoError(t, err)
	return response
}

func same(t *testing.T, want, got []*x509.Certificate) {
	t.Helper()
	require.Len(t, got, len(want))
	for _, cert := range want {
		assert.Contains(t, got, cert)
	}
}

func TestCMPKnowsEverySubscriber(t *testing.T) {
	p := testpki.New(clock)
	service := p.CMP(testpki.CMPOptions{})
	for _, name := range testpki.Subscribers() {
		s := p.Subscriber(name)
		for _, slots := range []int{keyid.Short, keyid.Long} {
			var ids [][]byte
			for _, cert := range s.Certificates() {
				ids = append(ids, cert.SubjectKeyId)
			}
			response := askCMP(t, service, keyid.Request{IDs: ids, Slots: slots})
			assert.EqualValues(t, keyid.StatusFound, response.Status)
			same(t, s.Certificates(), response.Certificates)

			response = askCMP(t, service, keyid.Request{IDs: ids, Slots: slots, Chain: true})
			same(t, append(s.Certificates(), s.Chain...), response.Certificates)
		}
	}
	response := askCMP(t, service, keyid.Request{IDs: [][]byte{make([]byte, 32)}, Slots: keyid.Short})
	assert.EqualValues(t, keyid.StatusNotFound, response.Status)
	assert.Empty(t, response.Certificates)
}

// TestCMPFaults holds that the faults are the ones their names say, for a
// client's tests mean nothing otherwise.
func TestCMPFaults(t *testing.T) {
	p := testpki.New(clock)
	person := p.Subscriber(testpki.Person)
	short := keyid.Request{IDs: [][]byte{person.SignCert.SubjectKeyId, person.AgreeCert.SubjectKeyId}, Slots: keyid.Short}
	long := short
	long.Slots = keyid.Long
	service := func(fault testpki.CMPFault) http.Handler { return p.CMP(testpki.CMPOptions{Fault: fault}) }

	assert.Empty(t, askCMP(t, service(testpki.CMPEmpty), long).Certificates)
	assert.Empty(t, askCMP(t, service(testpki.CMPLongOnly), short).Certificates)
	same(t, person.Certificates(), askCMP(t, service(testpki.CMPLongOnly), long).Certificates)

	same(t, p.Subscriber(testpki.Hostile).Certificates(), askCMP(t, service(testpki.CMPForeign), short).Certificates)

	wrong := askCMP(t, service(testpki.CMPWrongKey), short).Certificates
	require.Len(t, wrong, 2)
	for i, cert := range wrong {
		like := person.Certificates()[i]
		assert.Equal(t, like.SubjectKeyId, cert.SubjectKeyId)
		assert.NotEqual(t, like.RawSubjectPublicKeyInfo, cert.RawSubjectPublicKeyInfo)
		_, err := p.Trust().Chain(cert, nil, clock())
		assert.NoError(t, err, "issued all the same")
	}

	selfMade := askCMP(t, service(testpki.CMPSelfMade), short).Certificates
	require.Len(t, selfMade, 2)
	for i, cert := range selfMade {
		assert.Equal(t, person.Certificates()[i].RawSubjectPublicKeyInfo, cert.RawSubjectPublicKeyInfo)
		_, err := p.Trust().Chain(cert, nil, clock())
		assert.ErrorIs(t, err, pki.ErrNoChain)
	}

	assert.Len(t, askCMP(t, service(testpki.CMPFlood), short).Certificates, keyid.MaxCertificates)
}
