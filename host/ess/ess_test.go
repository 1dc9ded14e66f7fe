// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ess_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/ess"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

func clock() time.Time { return time.Date(2026, 11, 21, 15, 4, 5, 0, time.UTC) }

func TestBinds(t *testing.T) {
	p := testpki.New(clock)
	cert, other := p.Subscriber(testpki.Person).SignCert, p.Subscriber(testpki.Person).AgreeCert
	for _, h := range []*pki.Hash{pki.GOST34311, pki.GOST34311Example, pki.Kupyna256, pki.SHA256, pki.SHA512} {
		value, err := ess.Marshal(cert, h)
		require.NoError(t, err)
		ids, err := ess.CertIDs(cms.Attributes{cms.NewAttribute(cms.OIDSigningCertificateV2, value)})
		require.NoError(t, err)
		require.Len(t, ids, 1)
		assert.True(t, ids[0].Binds(cert), h)
		assert.True(t, ids[0].Names(cert), h)
		assert.False(t, ids[0].Binds(other), h)
		assert.False(t, ids[0].Names(other), h)
	}
}

func TestMalformed(t *testing.T) {
	p := testpki.New(clock)
	value, err := ess.Marshal(p.Subscriber(testpki.ECDSAPerson).SignCert, pki.SHA256)
	require.NoError(t, err)
	good := cms.NewAttribute(cms.OIDSigningCertificateV2, value)
	cut := cms.NewAttribute(cms.OIDSigningCertificateV2, value[:len(value)-1])
	_, err = ess.CertIDs(cms.Attributes{good, cut})
	assert.ErrorIs(t, err, ess.ErrMalformed, "cut short")
	_, err = ess.CertIDs(cms.Attributes{good, good, good, good, good, good, good, good, good})
	assert.ErrorIs(t, err, ess.ErrMalformed, "more than anybody needs")
	ids, err := ess.CertIDs(nil)
	assert.NoError(t, err)
	assert.Empty(t, ids)
}

func FuzzCertIDs(f *testing.F) {
	cert := testpki.New(clock).Subscriber(testpki.Person).SignCert
	for _, h := range []*pki.Hash{pki.GOST34311, pki.SHA256} {
		value, err := ess.Marshal(cert, h)
		require.NoError(f, err)
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		for _, attrType := range [][]int{cms.OIDSigningCertificateV2, cms.OIDSigningCertificate} {
			ids, err := ess.CertIDs(cms.Attributes{cms.NewAttribute(attrType, value)})
			if err != nil {
				continue
			}
			require.Len(t, ids, 1)
			ids[0].Binds(cert)
			ids[0].Names(cert)
		}
	})
}
