// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki_test

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

var now = time.Date(2026, 11, 21, 15, 4, 5, 0, time.UTC)

func clock() time.Time { return now }

func TestChains(t *testing.T) {
	p := testpki.New(clock)
	trust := p.Trust()
	for _, name := range testpki.Subscribers() {
		t.Run(name, func(t *testing.T) {
			s := p.Subscriber(name)
			for _, c := range s.Certificates() {
				chain, err := trust.Chain(c, nil, now)
				var validity *pki.ValidityError
				switch name {
				case testpki.Expired:
					require.ErrorAs(t, err, &validity)
					assert.False(t, validity.NotYet)
				case testpki.NotYet:
					require.ErrorAs(t, err, &validity)
					assert.True(t, validity.NotYet)
				case testpki.Foreign, testpki.SelfMade:
					require.ErrorIs(t, err, pki.ErrNoChain)
					_, err = trust.Chain(c, s.Chain, now)
					require.ErrorIs(t, err, pki.ErrNoChain, "nor with all its certificates")
				default:
					require.NoError(t, err)
					assert.Equal(t, append([]*x509.Certificate{c}, s.Chain...)[:len(chain)], chain)
				}
			}
		})
	}
}

func TestPeople(t *testing.T) {
	p := testpki.New(clock)
	for name, want := range map[string]struct {
		kind      pki.Kind
		qualified pki.Qualification
		person    pki.Person
	}{
		testpki.Person:      {pki.KindPerson, pki.QES, pki.Person{DRFO: "0000000017", UNZR: "19000101-00017"}},
		testpki.Passport:    {pki.KindPerson, pki.QES, pki.Person{Passport: "ЯЯ000023"}},
		testpki.FOP:         {pki.KindFOP, pki.AES, pki.Person{DRFO: "0000000030", EDRPOU: "0000000030"}},
		testpki.Director:    {pki.KindCorporate, pki.QES, pki.Person{DRFO: "0000000046", EDRPOU: "00000055"}},
		testpki.Stamp:       {pki.KindStamp, pki.QES, pki.Person{EDRPOU: "00000055"}},
		testpki.ECDSAPerson: {pki.KindPerson, pki.QES, pki.Person{DRFO: "0000000075", UNZR: "19000101-00075"}},
		testpki.RSAPerson:   {pki.KindPerson, pki.AES, pki.Person{DRFO: "0000000081"}},
		testpki.SelfMade:    {pki.KindCorporate, pki.QES, pki.Person{DRFO: "0000000046", EDRPOU: "00000055"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, c := range p.Subscriber(name).Certificates() {
				subject := pki.Subject(c)
				assert.Equal(t, want.kind, subject.Kind())
				assert.Equal(t, want.qualified, pki.Qualified(c))
				assert.Equal(t, want.person, pki.Person{DRFO: subject.DRFO, EDRPOU: subject.EDRPOU, UNZR: subject.UNZR, Passport: subject.Passport})
			}
		})
	}
}

func TestUsages(t *testing.T) {
	p := testpki.New(clock)
	for _, name := range testpki.Subscribers() {
		s := p.Subscriber(name)
		assert.True(t, pki.CanSign(s.SignCert), name)
		assert.False(t, pki.CanAgree(s.SignCert), name)
		assert.True(t, pki.SamePublicKey(s.SignCert, s.SignKey.Public()), name)
		assert.Contains(t, pki.SubjectKeyIDs(s.SignCert.RawSubjectPublicKeyInfo), s.SignCert.SubjectKeyId, name)
		if s.AgreeCert != nil {
			assert.False(t, pki.CanSign(s.AgreeCert), name)
			assert.True(t, pki.CanAgree(s.AgreeCert), name)
			assert.True(t, pki.SamePublicKey(s.AgreeCert, s.AgreeKey.Public()), name)
		}
	}
}

// Everything is the same in every process with the same clock, and the
// anchors with any.
func TestDeterministic(t *testing.T) {
	first, second := testpki.New(clock), testpki.New(clock)
	names := testpki.Subscribers()
	for i := range names {
		a, b := first.Subscriber(names[i]), second.Subscriber(names[len(names)-1-i])
		assert.Equal(t, a.SignCert.Raw, second.Subscriber(names[i]).SignCert.Raw)
		assert.Equal(t, b.SignCert.Raw, first.Subscriber(names[len(names)-1-i]).SignCert.Raw)
	}
	later := testpki.New(func() time.Time { return now.AddDate(11, 0, 0) })
	require.Len(t, first.Anchors(), 2)
	for i, anchor := range first.Anchors() {
		assert.Equal(t, anchor.Subject, later.Anchors()[i].Subject)
		assert.True(t, pki.EqualPublicKeys(anchor.PublicKey, later.Anchors()[i].PublicKey))
	}
	assert.Equal(t, first.Subscriber(testpki.Person).SignCert.SerialNumber, later.Subscriber(testpki.Person).SignCert.SerialNumber)
	_, err := pki.NewTrust(first.Anchors(), nil).Chain(later.Subscriber(testpki.Person).SignCert, later.Certificates(), now.AddDate(11, 0, 0))
	assert.NoError(t, err)
}

func TestFiles(t *testing.T) {
	p := testpki.New(clock)
	files, again := p.Files(), testpki.New(clock).Files()
	var beside []*x509.Certificate
	for _, name := range []string{"Key-6-agree.cer", "Key-6-sign.cer", "fop-sign.cer"} {
		c, err := pki.ParseCertificate(files[name])
		require.NoError(t, err)
		beside = append(beside, c)
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, file, again[name])
			passwords := container.Passwords{File: []byte(testpki.Password)}
			switch name {
			case "Key-6-agree.cer", "Key-6-sign.cer", "fop-sign.cer", "Key-11.dat":
				var notKey *key.NotKeyError
				assert.ErrorAs(t, container.Check(file), &notKey)
				return
			case "jks-two-passwords.jks":
				_, err := container.Open(file, passwords)
				require.ErrorIs(t, err, key.ErrKeyPassword)
				passwords.Keys = []byte(testpki.KeyPassword)
			}
			store, err := container.Open(file, passwords)
			require.NoError(t, err)
			defer store.Close()
			keys, err := store.Keys(t.Context())
			require.NoError(t, err)
			candidates := key.Choose(keys, beside, nil)
			switch name {
			case "Key-6-alone.dat":
				assert.Nil(t, candidates[0].Certificate)
				assertIDs(t, keys, files["Key-11.dat"])
			case "privatbank.jks", "jks-two-passwords.jks":
				require.Len(t, candidates, 4)
				assert.Equal(t, p.Subscriber(testpki.Director).SignCert.Raw, candidates[0].Certificate.Raw)
				assert.Equal(t, p.Subscriber(testpki.Stamp).SignCert.Raw, candidates[2].Certificate.Raw)
				assert.False(t, candidates[0].Selected, "two who could sign")
			default:
				assert.True(t, candidates[0].Selected)
			}
		})
	}
}

// assertIDs compares keys with a Key-11.dat.
func assertIDs(t *testing.T, keys []key.Key, file []byte) {
	ids, ok := container.KeyIDs(file)
	require.True(t, ok)
	require.Len(t, ids, len(keys))
	for i, k := range keys {
		assert.Equal(t, pki.KeyIDs(k.Public())[0], ids[i])
	}
}

func TestFilesAreTheCallers(t *testing.T) {
	p := testpki.New(clock)
	clear(p.Files()["Key-6.dat"])
	assert.NotZero(t, p.Files()["Key-6.dat"][0])
}

func TestOpenSSLReads(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	p := testpki.New(clock)
	certificates := p.Certificates()
	for _, name := range testpki.Subscribers() {
		certificates = append(certificates, p.Subscriber(name).Certificates()...)
	}
	for _, c := range certificates {
		openssl.Write("certificate", c.Raw)
		openssl.Run("x509 -inform DER -in certificate -noout -text -certopt no_pubkey")
	}
}

// The European chain verifies with the standard library too.
func TestStandardLibraryVerifies(t *testing.T) {
	p := testpki.New(clock)
	for _, name := range []string{testpki.ECDSAPerson, testpki.RSAPerson} {
		s := p.Subscriber(name)
		roots, providers := x509.NewCertPool(), x509.NewCertPool()
		providers.AddCert(s.Chain[0])
		roots.AddCert(s.Chain[1])
		_, err := s.SignCert.Verify(x509.VerifyOptions{
			Roots: roots, Intermediates: providers, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
		})
		assert.NoError(t, err, name)
	}
}

func TestUnknownSubscriberPanics(t *testing.T) {
	assert.Panics(t, func() { testpki.New(clock).Subscriber("nobody") })
	assert.Panics(t, func() { testpki.New(clock).Subscriber(testpki.RSAPerson).Key6("password") })
}

// The three ways in which certificates say a curve, and statements that are
// critical, all read alike.
func TestFormsOfCertificates(t *testing.T) {
	p := testpki.New(clock)
	sizes := map[string]int{}
	for _, name := range []string{testpki.Person, testpki.FOP, testpki.Passport} {
		s := p.Subscriber(name)
		assert.True(t, pki.SamePublicKey(s.SignCert, s.SignKey.Public()), name)
		_, err := p.Trust().Validate(s.SignCert, nil, now, pki.Demands{Purpose: pki.ForSigning})
		assert.NoError(t, err, name)
		sizes[name] = len(s.SignCert.RawSubjectPublicKeyInfo)
	}
	assert.GreaterOrEqual(t, sizes[testpki.Passport]-sizes[testpki.FOP], 66, "the table and its header")
	assert.Greater(t, sizes[testpki.Person], sizes[testpki.Passport])
	critical := func(name string) bool {
		for _, e := range p.Subscriber(name).SignCert.Extensions {
			if e.Id.Equal(pki.OIDQCStatements) {
				return e.Critical
			}
		}
		return false
	}
	assert.True(t, critical(testpki.Passport))
	assert.False(t, critical(testpki.Person))
}
