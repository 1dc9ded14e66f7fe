// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl_test

import (
	"crypto/x509"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
)

const diiaDelta = "pki/ua-real/BED5083160DBC59BCDDF707C10293F58BB6ED263C6EA5893D3781B61F493BE57-delta-0ABEA7.crl"

// lists are real lists with who signed them.
var lists = []struct {
	file, issuer string
	delta        bool
}{
	{"pki/ua-real/CZO-Full.crl", "pki/ua-real/CZOROOT.cer", false},
	{"pki/ua-real/CZO-Delta.crl", "pki/ua-real/CZOROOT.cer", true},
	{diiaDelta, "pki/ua-real/diia-CA-05E19E2CD92EA2990100000001000000E1000000.cer", true},
	{"pki/ua-services/pkiExample_DSTU4145_M257_PB/full.crl", "pki/ua-services/pkiExample_DSTU4145_M257_PB/root_certificate.cer", false},
	{"pki/ua-services/pkiExample_DSTU4145_M257_PB/delta.crl", "pki/ua-services/pkiExample_DSTU4145_M257_PB/root_certificate.cer", true},
	{"pki/uapki-generated/root.crl", "pki/uapki-generated/root.cer", false},
	{"pki/uapki-generated/ca.crl", "pki/uapki-generated/ca.cer", false},
}

func certificate(t testing.TB, file string) *x509.Certificate {
	t.Helper()
	der := interop.Read(t, file)
	if cert, err := pki.ParseCertificate(der); err == nil {
		return cert
	}
	// One test root names its algorithm in two ways, so that it is no
	// certificate; its name and key still are.
	in := cryptobyte.String(der)
	var cert, tbs, subject, key cryptobyte.String
	require.True(t, in.ReadASN1(&cert, asn1.SEQUENCE) && cert.ReadASN1(&tbs, asn1.SEQUENCE) &&
		tbs.SkipASN1(asn1.Tag(0).ContextSpecific().Constructed()) && tbs.SkipASN1(asn1.INTEGER) &&
		tbs.SkipASN1(asn1.SEQUENCE) && tbs.SkipASN1(asn1.SEQUENCE) && tbs.SkipASN1(asn1.SEQUENCE) &&
		tbs.ReadASN1Element(&subject, asn1.SEQUENCE) && tbs.ReadASN1Element(&key, asn1.SEQUENCE))
	return &x509.Certificate{RawSubject: subject, RawSubjectPublicKeyInfo: key}
}

func TestRealLists(t *testing.T) {
	for _, test := range lists {
		t.Run(test.file, func(t *testing.T) {
			l, err := crl.Parse(interop.Read(t, test.file))
			require.NoError(t, err)
			assert.Equal(t, test.delta, l.Delta())
			assert.NotNil(t, l.Number)
			require.NoError(t, l.Verify(certificate(t, test.issuer)))
			assertSame(t, l)
			assert.NoError(t, (crl.Freshness{}).Check(l.ThisUpdate, l.NextUpdate, l.ThisUpdate))
			assert.ErrorIs(t, l.Verify(certificate(t, "pki/ua-real/acsk-privatbank-ca.cer")), crl.ErrIssuer)
		})
	}
}

// assertSame holds a list against the standard library's reading of all of it.
func assertSame(t *testing.T, l *crl.List) {
	t.Helper()
	whole, err := x509.ParseRevocationList(l.Raw)
	require.NoError(t, err)
	require.Len(t, whole.RevokedCertificateEntries, l.Len)
	earliest, last := map[string]time.Time{}, map[string]int{}
	for _, e := range whole.RevokedCertificateEntries {
		number := e.SerialNumber.String()
		if first, again := earliest[number]; !again || e.RevocationTime.Before(first) {
			earliest[number] = e.RevocationTime
		}
		last[number] = e.ReasonCode
	}
	for _, e := range whole.RevokedCertificateEntries {
		number := e.SerialNumber.String()
		r, found := l.Find(e.SerialNumber)
		require.True(t, found)
		assert.Equal(t, earliest[number], r.Time)
		assert.Equal(t, last[number], int(r.Reason), number)
	}
	_, found := l.Find(big.NewInt(1))
	assert.False(t, found)
	_, revoked, err := crl.Set{Complete: l}.Lookup(&x509.Certificate{SerialNumber: big.NewInt(1), RawIssuer: l.Issuer})
	assert.False(t, revoked)
	if l.Delta() {
		assert.ErrorIs(t, err, crl.ErrDelta, "a delta's silence says nothing")
	} else {
		assert.NoError(t, err)
	}
}

func TestRealPairs(t *testing.T) {
	read := func(file string) *crl.List {
		l, err := crl.Parse(interop.Read(t, file))
		require.NoError(t, err)
		return l
	}
	for _, pair := range [][2]string{
		{"pki/ua-services/pkiExample_DSTU4145_M257_PB/full.crl", "pki/ua-services/pkiExample_DSTU4145_M257_PB/delta.crl"},
		{"pki/ua-real/CZO-Full.crl", "pki/ua-real/CZO-Delta.crl"},
	} {
		full, delta := read(pair[0]), read(pair[1])
		t.Logf("%s: full %v, delta %v over %v", pair[0], full.Number, delta.Number, delta.Base)
		set, err := crl.Combine(full, delta)
		if full.Number.Cmp(delta.Base) < 0 {
			assert.ErrorIs(t, err, crl.ErrDelta)
			continue
		}
		require.NoError(t, err)
		assert.Same(t, delta, set.Newest())
	}
	_, err := crl.Combine(read("pki/uapki-generated/root.crl"), read(diiaDelta))
	assert.ErrorIs(t, err, crl.ErrDelta)
}
