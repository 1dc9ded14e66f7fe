// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia_test

import (
	"bytes"
	"encoding/json"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
	"github.com/pidpys/pidpys/host/testpki"
)

// ways are the algorithms and forms that come together.
var ways = map[string]struct {
	algorithm diia.Algorithm
	form      diiatest.Form
	encoded   bool
	signer    string
	hash      *pki.Hash
}{
	"DSTU, mixed":      {diia.DSTU, diiatest.Mixed, false, testpki.Person, pki.GOST34311},
	"by default":       {"", "", false, testpki.Person, pki.GOST34311},
	"ECDSA, mixed":     {diia.ECDSA, diiatest.Mixed, true, testpki.ECDSAPerson, pki.SHA256},
	"DSTU, form-data":  {diia.DSTU, diiatest.FormData, true, testpki.Person, pki.GOST34311},
	"ECDSA, form-data": {diia.ECDSA, diiatest.FormData, false, testpki.ECDSAPerson, pki.SHA256},
}

func TestSignIn(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, func(o *diiatest.Options) { o.Form = way.form })
			s.desk.Algorithm, s.desk.EncodedID = way.algorithm, way.encoded
			r := s.signIn()
			assert.Equal(t, s.now.Add(diia.Life), r.Expires)
			assert.Equal(t, 180, r.Life)

			assert.Contains(t, s.press(r, "confirm"), `data-state="confirmed"`)
			require.NoError(t, s.lastRefusal())
			require.NoError(t, s.desk.Wait(t.Context(), session, r.ID))
			done, err := s.desk.Collect(t.Context(), session, r.ID)
			require.NoError(t, err)

			who := s.pki.Subscriber(way.signer)
			assert.Equal(t, diia.Auth, done.Action)
			assert.Equal(t, pki.Subject(who.SignCert), done.Visitor.Person)
			assert.True(t, who.SignCert.Equal(done.Visitor.Certificate))
			assert.True(t, who.Chain[0].Equal(done.Visitor.Chain[1]))
			assert.Equal(t, pki.QES, done.Visitor.Qualified)
			assert.Equal(t, way.hash, done.Visitor.Hash)
			assert.Equal(t, s.now, done.Visitor.Time)
			assert.Empty(t, done.Documents)

			_, err = s.desk.Collect(t.Context(), session, r.ID)
			assert.ErrorIs(t, err, diia.ErrUnknown, "a result is given once")
			assert.ErrorIs(t, s.desk.Wait(t.Context(), session, r.ID), diia.ErrUnknown)
		})
	}
}

func TestSigning(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, func(o *diiatest.Options) { o.Form = way.form })
			s.desk.Algorithm = way.algorithm
			r := s.sign(twoDocuments()...)
			s.press(r, "confirm")
			require.NoError(t, s.lastRefusal())
			done, err := s.desk.Collect(t.Context(), session, r.ID)
			require.NoError(t, err)

			assert.Equal(t, diia.HashedFilesSigning, done.Action)
			assert.True(t, s.pki.Subscriber(way.signer).SignCert.Equal(done.Visitor.Certificate))
			require.Len(t, done.Documents, 2)
			for i, document := range twoDocuments() {
				signed := done.Documents[i]
				assert.Equal(t, document, signed.Document)
				report, err := s.desk.Verifier.Document(t.Context(), bytes.NewReader(signed.Signature), bytes.NewReader(document.Content), nil)
				require.NoError(t, err)
				assert.True(t, report.Passed() && report.Detached)

				attached, err := signed.Attached()
				require.NoError(t, err)
				var content bytes.Buffer
				report, err = s.desk.Verifier.Document(t.Context(), bytes.NewReader(attached), nil, &content)
				require.NoError(t, err)
				assert.True(t, report.Passed() && !report.Detached)
				assert.Equal(t, document.Content, content.Bytes())
			}
		})
	}
}

// TestOtherSession: what one session began, no other learns anything of, whatever
// it knows.
func TestOtherSession(t *testing.T) {
	s := newScene(t)
	r := s.signIn()
	s.press(r, "confirm")
	for _, stranger := range []string{"", "another browser", session + "2"} {
		assert.ErrorIs(t, s.desk.Wait(t.Context(), stranger, r.ID), diia.ErrUnknown)
		_, err := s.desk.Collect(t.Context(), stranger, r.ID)
		assert.ErrorIs(t, err, diia.ErrUnknown)
	}
	_, err := s.desk.Collect(t.Context(), session, r.ID)
	assert.NoError(t, err, "a stranger's attempt takes nothing away")
}

func TestNoSession(t *testing.T) {
	s := newScene(t)
	_, err := s.desk.SignIn(t.Context(), "")
	assert.ErrorIs(t, err, relying.ErrSession)
	_, err = s.desk.Sign(t.Context(), "", twoDocuments())
	assert.ErrorIs(t, err, relying.ErrSession)
}

func TestDocumentsOutsideTheLimits(t *testing.T) {
	s := newScene(t)
	many := make([]diia.Document, diia.MaxDocuments+1)
	for i := range many {
		many[i].Name = strconv.Itoa(i)
	}
	_, err := s.desk.Sign(t.Context(), session, many)
	assert.ErrorIs(t, err, diia.ErrTooMany)
	for name, documents := range map[string][]diia.Document{
		"none":            nil,
		"no name":         {{Content: []byte("a")}},
		"a long name":     {{Name: string(make([]byte, diia.MaxName+1))}},
		"no UTF-8":        {{Name: "a\xff"}},
		"one name twice":  {{Name: "a"}, {Name: "a"}},
		"too many octets": {{Name: "a", Content: make([]byte, diia.MaxContent)}, {Name: "b", Content: []byte{1}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.desk.Sign(t.Context(), session, documents)
			assert.ErrorIs(t, err, diia.ErrDocuments)
		})
	}
}

// TestManyDocuments in one confirmation.
func TestManyDocuments(t *testing.T) {
	s := newScene(t)
	s.desk.Algorithm = diia.ECDSA
	var many []diia.Document
	for i := range 250 {
		many = append(many, diia.Document{Name: strconv.Itoa(i), Content: []byte{byte(i)}})
	}
	r := s.sign(many...)
	s.press(r, "confirm")
	done, err := s.desk.Collect(t.Context(), session, r.ID)
	require.NoError(t, err)
	assert.Len(t, done.Documents, len(many))
}

func TestNothingToCollectYet(t *testing.T) {
	s := newScene(t)
	r := s.signIn()
	_, err := s.desk.Collect(t.Context(), session, r.ID)
	assert.ErrorIs(t, err, diia.ErrUnknown)
	s.press(r, "confirm")
	_, err = s.desk.Collect(t.Context(), session, r.ID)
	assert.NoError(t, err, "asking early takes nothing away")
}

// TestIdentifiersAreApart: neither the link nor the page has what Diia knows the
// request by, which would let another site ask for the same signature; and who has
// the link, as whoever scans it, has not the page's name for it.
func TestIdentifiersAreApart(t *testing.T) {
	s := newScene(t)
	r, another := s.signIn(), s.signIn()
	trace := s.catch(r).header.Get(diia.TraceHeader)
	shown, err := json.Marshal(r)
	require.NoError(t, err)
	assert.NotContains(t, string(shown), trace)
	assert.NotContains(t, r.Deeplink, r.ID)
	assert.NotEqual(t, r.ID, another.ID)
}
