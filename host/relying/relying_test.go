// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

const (
	origin  = "https://cabinet.example"
	session = "a browser"
)

// clock is the time of a whole test: authorities, visitors and the cabinet.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

type scene struct {
	*clock
	pki     *testpki.PKI
	cabinet *relying.Verifier
}

func newScene() *scene {
	c := &clock{now: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)}
	authorities := testpki.New(c.Now)
	return &scene{clock: c, pki: authorities, cabinet: &relying.Verifier{
		Trust:  authorities.Trust(),
		Origin: origin,
		Keys:   []relying.Key{relying.NewKey()},
		Spent:  store.NewMemory(c.Now),
		Now:    c.Now,
	}}
}

// sign makes a CMS over the content with a subscriber's signing key.
func (s *scene) sign(t testing.TB, subscriber string, content []byte, contentType x509.OID, detached bool) []byte {
	t.Helper()
	who := s.pki.Subscriber(subscriber)
	require.NotNil(t, who, subscriber)
	return s.signWith(t, who, content, cades.Signer{ContentType: contentType, Detached: detached, SigningTime: s.now})
}

func (s *scene) signWith(t testing.TB, who *testpki.Subscriber, content []byte, signer cades.Signer) []byte {
	t.Helper()
	der, err := who.Sign(signer, content)
	require.NoError(t, err)
	return der
}

// unbound signs a message anew without the attribute that binds the signer's
// certificate.
func unbound(t *testing.T, who *testpki.Subscriber, message, content []byte) []byte {
	t.Helper()
	reader, err := cms.NewReader(bytes.NewReader(message))
	require.NoError(t, err)
	signed, err := reader.SignedData()
	require.NoError(t, err)
	signer := &signed.SignerInfos[0]
	signer.SetSignedAttrs(slices.DeleteFunc(signer.SignedAttrs, func(a cms.Attribute) bool {
		return a.Type.String() == "1.2.840.113549.1.9.16.2.47" // signingCertificateV2, RFC 5035 section 3
	}))
	hash := pki.DefaultHash(who.SignKey.Public())
	signer.Signature, err = who.SignKey.Sign(rand.Reader, hash.Sum(signer.SignedOctets()), hash)
	require.NoError(t, err)
	der, err := signed.Marshal(content)
	require.NoError(t, err)
	return der
}

// statement is what an honest host signs for this cabinet and session now.
func (s *scene) statement(t testing.TB) login.Statement {
	t.Helper()
	challenge, err := s.cabinet.NewChallenge(session)
	require.NoError(t, err)
	return login.Statement{Origin: origin, Challenge: challenge, Time: s.now}
}

func marshal(t testing.TB, s login.Statement) []byte {
	t.Helper()
	der, err := s.Marshal()
	require.NoError(t, err)
	return der
}

func TestLogin(t *testing.T) {
	for _, subscriber := range []string{testpki.Person, testpki.FOP, testpki.Director, testpki.Stamp, testpki.Kupyna, testpki.ECDSAPerson, testpki.RSAPerson} {
		t.Run(subscriber, func(t *testing.T) {
			s := newScene()
			token := s.sign(t, subscriber, marshal(t, s.statement(t)), login.OID, false)
			visitor, err := s.cabinet.Login(t.Context(), session, token)
			require.NoError(t, err)
			who := s.pki.Subscriber(subscriber)
			assert.Equal(t, pki.Subject(who.SignCert), visitor.Person)
			assert.True(t, who.SignCert.Equal(visitor.Certificate))
			assert.Equal(t, s.now, visitor.Time)

			_, err = s.cabinet.Login(t.Context(), session, token)
			assert.ErrorIs(t, err, relying.ErrChallenge, "a token signs in once")
		})
	}
}

// TestRemoteLogin: a key that a provider keeps signs a statement as plain octets,
// which a cabinet takes that says so, in all else as carefully as ever.
func TestRemoteLogin(t *testing.T) {
	s := newScene()
	s.cabinet.RemoteLogins = true
	token := s.sign(t, testpki.Person, marshal(t, s.statement(t)), x509.OID{}, false)
	visitor, err := s.cabinet.Login(t.Context(), session, token)
	require.NoError(t, err)
	assert.Equal(t, pki.Subject(s.pki.Subscriber(testpki.Person).SignCert), visitor.Person)
	_, err = s.cabinet.Login(t.Context(), session, token)
	assert.ErrorIs(t, err, relying.ErrChallenge, "a token signs in once")

	elsewhere := s.statement(t)
	elsewhere.Origin = "https://evil.example"
	_, err = s.cabinet.Login(t.Context(), session, s.sign(t, testpki.Person, marshal(t, elsewhere), x509.OID{}, false))
	assert.ErrorIs(t, err, relying.ErrOtherOrigin)
	_, err = s.cabinet.Login(t.Context(), session, s.sign(t, testpki.Person, []byte("a document"), x509.OID{}, false))
	assert.ErrorIs(t, err, relying.ErrMalformed)
	_, err = s.cabinet.Login(t.Context(), session, s.sign(t, testpki.Person, marshal(t, s.statement(t)), x509.OID{}, true))
	assert.ErrorIs(t, err, relying.ErrMalformed, "a detached one")
	usual := s.sign(t, testpki.Person, marshal(t, s.statement(t)), login.OID, false)
	_, err = s.cabinet.Login(t.Context(), session, usual)
	assert.NoError(t, err, "others sign in as ever")
}

// TestLoginAttacks has one row for each way to sign in as somebody who did not
// just agree to it here.
func TestLoginAttacks(t *testing.T) {
	for name, attack := range map[string]struct {
		token func(t *testing.T, s *scene) []byte
		from  string // session, the right one if empty
		want  error  // nil means a *VerdictError
		sub   validation.SubIndication
	}{
		"a token that another origin got": {want: relying.ErrOtherOrigin, token: func(t *testing.T, s *scene) []byte {
			statement := s.statement(t)
			statement.Origin = "https://evil.example"
			return s.sign(t, testpki.Person, marshal(t, statement), login.OID, false)
		}},
		"a token from a frame in a stranger's page": {want: relying.ErrOtherOrigin, token: func(t *testing.T, s *scene) []byte {
			statement := s.statement(t)
			statement.TopOrigin = "https://evil.example"
			return s.sign(t, testpki.Person, marshal(t, statement), login.OID, false)
		}},
		"a challenge never given": {want: relying.ErrChallenge, token: func(t *testing.T, s *scene) []byte {
			statement := s.statement(t)
			statement.Challenge = bytes.Repeat([]byte{1}, 32)
			return s.sign(t, testpki.Person, marshal(t, statement), login.OID, false)
		}},
		"somebody else's session": {want: relying.ErrChallenge, from: "another browser", token: func(t *testing.T, s *scene) []byte {
			return s.sign(t, testpki.Person, marshal(t, s.statement(t)), login.OID, false)
		}},
		"a challenge answered too late": {want: relying.ErrChallenge, token: func(t *testing.T, s *scene) []byte {
			statement := s.statement(t)
			s.now = s.now.Add(relying.ChallengeLife)
			statement.Time = s.now
			return s.sign(t, testpki.Person, marshal(t, statement), login.OID, false)
		}},
		"a statement of long ago": {want: relying.ErrTime, token: func(t *testing.T, s *scene) []byte {
			statement := s.statement(t)
			statement.Time = s.now.Add(-relying.MaxSkew - time.Second)
			return s.sign(t, testpki.Person, marshal(t, statement), login.OID, false)
		}},
		"a statement of the future": {want: relying.ErrTime, token: func(t *testing.T, s *scene) []byte {
			statement := s.statement(t)
			statement.Time = s.now.Add(relying.MaxSkew + time.Second)
			return s.sign(t, testpki.Person, marshal(t, statement), login.OID, false)
		}},
		"a document that happens to be a statement": {want: relying.ErrContentType, token: func(t *testing.T, s *scene) []byte {
			return s.sign(t, testpki.Person, marshal(t, s.statement(t)), x509.OID{}, false)
		}},
		"a signed tax number": {want: relying.ErrContentType, token: func(t *testing.T, s *scene) []byte {
			return s.sign(t, testpki.Person, []byte(pki.Subject(s.pki.Subscriber(testpki.Person).SignCert).DRFO), x509.OID{}, false)
		}},
		"a statement with something after it": {want: relying.ErrMalformed, token: func(t *testing.T, s *scene) []byte {
			return s.sign(t, testpki.Person, append(marshal(t, s.statement(t)), 0), login.OID, false)
		}},
		"a detached statement": {want: relying.ErrMalformed, token: func(t *testing.T, s *scene) []byte {
			return s.sign(t, testpki.Person, marshal(t, s.statement(t)), login.OID, true)
		}},
		"a statement without end": {want: relying.ErrMalformed, token: func(t *testing.T, s *scene) []byte {
			return s.sign(t, testpki.Person, make([]byte, 8<<10), login.OID, false)
		}},
		"a token without end": {want: relying.ErrMalformed, token: func(*testing.T, *scene) []byte {
			return make([]byte, relying.MaxToken+1)
		}},
		"a certificate of somebody's own root": {sub: validation.NoCertificateChainFound, token: func(t *testing.T, s *scene) []byte {
			return s.sign(t, testpki.Foreign, marshal(t, s.statement(t)), login.OID, false)
		}},
		"an expired certificate": {sub: validation.OutOfBoundsNoPOE, token: func(t *testing.T, s *scene) []byte {
			return s.sign(t, testpki.Expired, marshal(t, s.statement(t)), login.OID, false)
		}},
		"a certificate not valid yet": {sub: validation.OutOfBoundsNoPOE, token: func(t *testing.T, s *scene) []byte {
			return s.sign(t, testpki.NotYet, marshal(t, s.statement(t)), login.OID, false)
		}},
		"another origin written into a signed token": {sub: validation.HashFailure, token: func(t *testing.T, s *scene) []byte {
			statement := s.statement(t)
			statement.Origin = "https://cabinet.exampl0"
			token := s.sign(t, testpki.Person, marshal(t, statement), login.OID, false)
			return bytes.Replace(token, []byte(statement.Origin), []byte(origin), 1)
		}},
		"a token broken in two": {sub: validation.FormatFailure, token: func(t *testing.T, s *scene) []byte {
			token := s.sign(t, testpki.Person, marshal(t, s.statement(t)), login.OID, false)
			return token[:len(token)/2]
		}},
		"a signature that binds no certificate": {want: relying.ErrUnbound, token: func(t *testing.T, s *scene) []byte {
			content := marshal(t, s.statement(t))
			return unbound(t, s.pki.Subscriber(testpki.Person), s.sign(t, testpki.Person, content, login.OID, false), content)
		}},
		"a signature many times": {sub: validation.FormatFailure, token: func(t *testing.T, s *scene) []byte {
			content := marshal(t, s.statement(t))
			reader, err := cms.NewReader(bytes.NewReader(s.sign(t, testpki.Person, content, login.OID, false)))
			require.NoError(t, err)
			signed, err := reader.SignedData()
			require.NoError(t, err)
			signed.SignerInfos = slices.Repeat(signed.SignerInfos, 64)
			der, err := signed.Marshal(content)
			require.NoError(t, err)
			return der
		}},
		"nothing": {sub: validation.FormatFailure, token: func(*testing.T, *scene) []byte { return nil }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			token := attack.token(t, s)
			from := session
			if attack.from != "" {
				from = attack.from
			}
			visitor, err := s.cabinet.Login(t.Context(), from, token)
			assert.Zero(t, visitor)
			if attack.want != nil {
				assert.ErrorIs(t, err, attack.want)
				return
			}
			refused := new(relying.VerdictError)
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, attack.sub, refused.Verdict.SubIndication)
		})
	}
}

// TestNoSession is a browser that the cabinet has no name for: a challenge given
// to it would be given to every such browser, and a visitor's answer could be
// sent from another's.
func TestNoSession(t *testing.T) {
	s := newScene()
	_, err := s.cabinet.NewChallenge("")
	assert.ErrorIs(t, err, relying.ErrSession)
	token := s.sign(t, testpki.Person, marshal(t, s.statement(t)), login.OID, false)
	_, err = s.cabinet.Login(t.Context(), "", token)
	assert.ErrorIs(t, err, relying.ErrSession)
}

func TestLoginInAllowedFrame(t *testing.T) {
	s := newScene()
	s.cabinet.TopOrigins = []string{"https://portal.example"}
	statement := s.statement(t)
	statement.TopOrigin = "https://portal.example"
	_, err := s.cabinet.Login(t.Context(), session, s.sign(t, testpki.Person, marshal(t, statement), login.OID, false))
	assert.NoError(t, err)
}

// TestWrongTokenLeavesTheChallenge lets a visitor whose first token was spoiled
// on its way try again.
func TestWrongTokenLeavesTheChallenge(t *testing.T) {
	s := newScene()
	statement := marshal(t, s.statement(t))
	_, err := s.cabinet.Login(t.Context(), session, s.sign(t, testpki.Foreign, statement, login.OID, false))
	require.Error(t, err)
	_, err = s.cabinet.Login(t.Context(), session, s.sign(t, testpki.Person, statement, login.OID, false))
	assert.NoError(t, err)
}

func TestTaxAuthorization(t *testing.T) {
	drfo := func(s *scene, subscriber string) []byte {
		return []byte(pki.Subject(s.pki.Subscriber(subscriber).SignCert).DRFO)
	}
	header := base64.StdEncoding.EncodeToString
	for name, c := range map[string]struct {
		header func(t *testing.T, s *scene) string
		want   error
	}{
		"a person's РНОКПП": {header: func(t *testing.T, s *scene) string {
			return header(s.sign(t, testpki.Person, drfo(s, testpki.Person), x509.OID{}, false))
		}},
		"an organisation's ЄДРПОУ": {header: func(t *testing.T, s *scene) string {
			return header(s.sign(t, testpki.Stamp, []byte(pki.Subject(s.pki.Subscriber(testpki.Stamp).SignCert).EDRPOU), x509.OID{}, false))
		}},
		"somebody else's number": {want: relying.ErrTaxNumber, header: func(t *testing.T, s *scene) string {
			return header(s.sign(t, testpki.Person, drfo(s, testpki.FOP), x509.OID{}, false))
		}},
		"the number and more": {want: relying.ErrTaxNumber, header: func(t *testing.T, s *scene) string {
			return header(s.sign(t, testpki.Person, append(drfo(s, testpki.Person), '\n'), x509.OID{}, false))
		}},
		"no number": {want: relying.ErrTaxNumber, header: func(t *testing.T, s *scene) string {
			return header(s.sign(t, testpki.Person, nil, x509.OID{}, false))
		}},
		"a header of yesterday": {want: relying.ErrTime, header: func(t *testing.T, s *scene) string {
			h := header(s.sign(t, testpki.Person, drfo(s, testpki.Person), x509.OID{}, false))
			s.now = s.now.Add(relying.TaxLife + time.Second)
			return h
		}},
		"a header of tomorrow": {want: relying.ErrTime, header: func(t *testing.T, s *scene) string {
			h := header(s.sign(t, testpki.Person, drfo(s, testpki.Person), x509.OID{}, false))
			s.now = s.now.Add(-relying.MaxSkew - time.Second)
			return h
		}},
		"a login statement": {want: relying.ErrMalformed, header: func(t *testing.T, s *scene) string {
			return header(s.sign(t, testpki.Person, marshal(t, s.statement(t)), login.OID, false))
		}},
		"the number as a login's content": {want: relying.ErrContentType, header: func(t *testing.T, s *scene) string {
			return header(s.sign(t, testpki.Person, drfo(s, testpki.Person), login.OID, false))
		}},
		"a document": {want: relying.ErrMalformed, header: func(t *testing.T, s *scene) string {
			return header(s.sign(t, testpki.Person, make([]byte, 1000), x509.OID{}, false))
		}},
		"no base64":               {want: relying.ErrMalformed, header: func(*testing.T, *scene) string { return "Bearer token" }},
		"a header without an end": {want: relying.ErrMalformed, header: func(*testing.T, *scene) string { return header(make([]byte, relying.MaxToken+3)) }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			value := c.header(t, s)
			visitor, err := s.cabinet.TaxAuthorization(t.Context(), value)
			if c.want == nil {
				require.NoError(t, err)
				assert.NotEmpty(t, visitor.DisplayName())
				return
			}
			assert.ErrorIs(t, err, c.want)
			assert.Zero(t, visitor)
		})
	}

	t.Run("a certificate of somebody's own root", func(t *testing.T) {
		s := newScene()
		_, err := s.cabinet.TaxAuthorization(t.Context(), header(s.sign(t, testpki.Foreign, drfo(s, testpki.Foreign), x509.OID{}, false)))
		assert.ErrorAs(t, err, new(*relying.VerdictError))
	})
}

func TestDocument(t *testing.T) {
	s := newScene()
	document := []byte("Заява")

	report, err := s.cabinet.Document(t.Context(),
		bytes.NewReader(s.sign(t, testpki.Person, document, x509.OID{}, true)), bytes.NewReader(document), nil)
	require.NoError(t, err)
	assert.True(t, report.Passed(), "detached")

	report, err = s.cabinet.Document(t.Context(),
		bytes.NewReader(s.sign(t, testpki.Person, document, x509.OID{}, true)), bytes.NewReader([]byte("Інша")), nil)
	require.NoError(t, err)
	assert.False(t, report.Passed(), "another document")

	var content bytes.Buffer
	report, err = s.cabinet.Document(t.Context(),
		bytes.NewReader(s.sign(t, testpki.Person, document, x509.OID{}, false)), nil, &content)
	require.NoError(t, err)
	assert.True(t, report.Passed(), "attached")
	assert.Equal(t, document, content.Bytes())

	ended, end := context.WithCancel(t.Context())
	end()
	_, err = s.cabinet.Document(ended, bytes.NewReader(nil), nil, nil)
	assert.ErrorIs(t, err, context.Canceled)
}
