// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package status_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
)

// A town is all services on loopback, and a source that may ask them.
type town struct {
	*testpki.PKI
	now    time.Time
	source status.Source

	mu    sync.Mutex
	asked []string // paths
}

// build starts the services with their faults.
func build(t testing.TB, o testpki.ServicesOptions) *town {
	t.Helper()
	c := &town{now: time.Now().UTC().Truncate(24 * time.Hour).Add(15 * time.Hour)}
	note := func(path string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.asked = append(c.asked, path)
	}
	o.OCSP.Asked, o.CRL.Asked = note, note
	server := httptest.NewUnstartedServer(nil)
	c.PKI = testpki.NewAt(func() time.Time { return c.now }, "http://"+server.Listener.Addr().String())
	server.Config.Handler = c.Services(o)
	server.Start()
	t.Cleanup(server.Close)
	address := server.Listener.Addr().(*net.TCPAddr).String()
	c.source = status.Source{
		Network: outbound.NewCourier(outbound.New([]outbound.Host{{Name: address, Private: true}})),
		Folder:  filepath.Join(t.TempDir(), "status"),
		Now:     func() time.Time { return c.now }, Responses: status.UsualResponses, Lists: status.UsualLists,
	}
	return c
}

func (c *town) check(t testing.TB, name string) (status.Answer, error) {
	t.Helper()
	s := c.Subscriber(name)
	return c.source.Check(t.Context(), s.SignCert, s.Chain[0])
}

// requests are those to paths with a suffix since the last call.
func (c *town) requests(suffix string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	count := 0
	for _, path := range c.asked {
		if strings.HasSuffix(path, suffix) {
			count++
		}
	}
	c.asked = nil
	return count
}

func TestByResponder(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	for name, revoked := range map[string]bool{testpki.Person: false, testpki.ECDSAPerson: false, testpki.Revoked: true, testpki.OnHold: true} {
		answer, err := c.check(t, name)
		require.NoError(t, err, name)
		assert.Equal(t, revoked, answer.Revoked, name)
		assert.NotNil(t, answer.Response)
		assert.Equal(t, c.Responder(c.Subscriber(name).SignCert), answer.Responder)
		assert.False(t, answer.Kept)
		assert.Equal(t, 1, c.requests(testpki.OCSPPath))

		answer, err = c.check(t, name)
		require.NoError(t, err, name)
		assert.Equal(t, revoked, answer.Revoked, name)
		assert.True(t, answer.Kept, "by the kept response")
		assert.Zero(t, c.requests(testpki.OCSPPath))
	}
	c.now = c.now.Add(time.Hour)
	answer, err := c.check(t, testpki.Person)
	require.NoError(t, err)
	assert.False(t, answer.Kept, "that one is too old")
	assert.Equal(t, 1, c.requests(testpki.OCSPPath))
}

// TestResponderFails: whatever the responder does, the lists answer; without
// them nobody does.
func TestResponderFails(t *testing.T) {
	for name, faults := range map[string]testpki.OCSPFaults{
		"unknown": testpki.OCSPUnknown, "try later": testpki.OCSPTryLater, "unauthorized": testpki.OCSPUnauthorized,
		"wrong nonce": testpki.OCSPWrongNonce, "stale without nonce": testpki.OCSPStale | testpki.OCSPNoNonce,
		"stale": testpki.OCSPStale | testpki.OCSPNextUpdate, "future": testpki.OCSPFuture, "foreign": testpki.OCSPForeign, "ordinary": testpki.OCSPOrdinary,
		"other": testpki.OCSPOther, "bad signature": testpki.OCSPBadSignature, "critical": testpki.OCSPCritical,
	} {
		t.Run(name, func(t *testing.T) {
			c := build(t, testpki.ServicesOptions{OCSP: testpki.OCSPOptions{Faults: faults}})
			answer, err := c.check(t, testpki.Person)
			require.NoError(t, err)
			assert.False(t, answer.Revoked)
			assert.Nil(t, answer.Response)
			require.NotNil(t, answer.Lists.Complete)
			assert.NotNil(t, answer.Lists.Delta)
			answer, err = c.check(t, testpki.Revoked)
			require.NoError(t, err)
			assert.True(t, answer.Revoked)
			assert.Equal(t, crl.KeyCompromise, answer.Revocation.Reason)

			c = build(t, testpki.ServicesOptions{
				OCSP: testpki.OCSPOptions{Faults: faults}, CRL: testpki.CRLOptions{Faults: testpki.CRLForeign},
			})
			for _, subscriber := range []string{testpki.Person, testpki.Revoked} {
				_, err = c.check(t, subscriber)
				var later *status.TryLaterError
				require.ErrorAs(t, err, &later)
				assert.Len(t, later.Causes, 2)
				assert.ErrorIs(t, err, crl.ErrIssuer)
			}
		})
	}
}

// TestWithoutNonce: a fresh response is believed without one, an old one with
// the nonce.
func TestWithoutNonce(t *testing.T) {
	for _, faults := range []testpki.OCSPFaults{testpki.OCSPNoNonce, testpki.OCSPStale} {
		c := build(t, testpki.ServicesOptions{OCSP: testpki.OCSPOptions{Faults: faults}})
		answer, err := c.check(t, testpki.Person)
		require.NoError(t, err)
		assert.NotNil(t, answer.Response)
	}
}

func TestHTTPFaults(t *testing.T) {
	for _, fault := range []testpki.HTTPFault{
		testpki.HTTPFails, testpki.HTTPPage, testpki.HTTPGarbage, testpki.HTTPOversized, testpki.HTTPRedirects, testpki.HTTPBreaks,
	} {
		broken := testpki.HTTPOptions{Fault: fault, Elsewhere: "http://127.0.0.1:1/"}
		c := build(t, testpki.ServicesOptions{OCSP: testpki.OCSPOptions{HTTPOptions: broken}, CRL: testpki.CRLOptions{HTTPOptions: broken}})
		_, err := c.check(t, testpki.Person)
		var later *status.TryLaterError
		require.ErrorAs(t, err, &later, "%d", fault)
	}
}

func TestListFaults(t *testing.T) {
	for faults, want := range map[testpki.CRLFaults]error{
		testpki.CRLStale:             crl.ErrStale,
		testpki.CRLFuture:            crl.ErrNotYet,
		testpki.CRLForeign:           crl.ErrIssuer,
		testpki.CRLUnknownCritical:   crl.ErrCritical,
		testpki.CRLUnknownEntry:      crl.ErrCritical,
		testpki.CRLDeltaForEverybody: crl.ErrDelta,
	} {
		c := build(t, testpki.ServicesOptions{
			OCSP: testpki.OCSPOptions{Faults: testpki.OCSPTryLater}, CRL: testpki.CRLOptions{Faults: faults},
		})
		_, err := c.check(t, testpki.Person)
		var later *status.TryLaterError
		require.ErrorAs(t, err, &later, "%b", faults)
		assert.ErrorIs(t, err, want)
		assert.ErrorIs(t, err, ocsp.TryLater)
	}
	for _, faults := range []testpki.CRLFaults{testpki.CRLNoDelta, testpki.CRLAhead} {
		c := build(t, testpki.ServicesOptions{
			OCSP: testpki.OCSPOptions{Faults: testpki.OCSPTryLater}, CRL: testpki.CRLOptions{Faults: faults},
		})
		answer, err := c.check(t, testpki.Revoked)
		require.NoError(t, err, "the complete list is enough")
		assert.True(t, answer.Revoked)
		assert.Nil(t, answer.Lists.Delta)
	}
}

func TestOffline(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	network := c.source.Network
	c.source.Network = nil
	_, err := c.check(t, testpki.Person)
	var later *status.TryLaterError
	require.ErrorAs(t, err, &later)
	assert.ErrorIs(t, err, status.ErrOffline)

	c.source.Network = network
	_, err = c.check(t, testpki.Person)
	require.NoError(t, err)
	c.source.Network = nil
	answer, err := c.check(t, testpki.Person)
	require.NoError(t, err)
	assert.True(t, answer.Kept)
	c.now = c.now.Add(24 * time.Hour)
	_, err = c.check(t, testpki.Person)
	require.ErrorAs(t, err, &later)
	assert.ErrorIs(t, err, crl.ErrStale)
}

func TestOfflineLists(t *testing.T) {
	c := build(t, testpki.ServicesOptions{OCSP: testpki.OCSPOptions{Faults: testpki.OCSPTryLater}})
	_, err := c.check(t, testpki.Person)
	require.NoError(t, err)
	c.source.Network = nil
	for name, revoked := range map[string]bool{testpki.Director: false, testpki.Revoked: true} {
		answer, err := c.check(t, name)
		require.NoError(t, err, "the kept lists are of all")
		assert.True(t, answer.Kept)
		assert.Equal(t, revoked, answer.Revoked)
	}
	c.now = c.now.AddDate(0, 0, 2)
	answer, err := c.check(t, testpki.Revoked)
	require.NoError(t, err, "the complete list lasts longer than the delta")
	assert.True(t, answer.Revoked)
	assert.Nil(t, answer.Lists.Delta)
	c.now = c.now.AddDate(0, 0, 7)
	_, err = c.check(t, testpki.Revoked)
	assert.ErrorIs(t, err, crl.ErrStale)
}

// TestTamperedFiles: what is kept is believed no more than what comes by the
// network.
func TestTamperedFiles(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	_, err := c.check(t, testpki.Person)
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(c.source.Folder, "*"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	kept, err := os.ReadFile(files[0])
	require.NoError(t, err)
	c.source.Network = nil
	for i := range kept {
		changed := bytes.Clone(kept)
		changed[i] ^= 0x10
		require.NoError(t, os.WriteFile(files[0], changed, 0o600))
		if answer, err := c.check(t, testpki.Person); err == nil {
			assert.False(t, answer.Revoked, "octet %d", i)
			assert.Equal(t, c.now, answer.ThisUpdate, "octet %d", i)
		}
	}
}

// TestMany: one list is fetched once, however many certificates need it.
func TestMany(t *testing.T) {
	c := build(t, testpki.ServicesOptions{OCSP: testpki.OCSPOptions{Faults: testpki.OCSPTryLater}})
	c.source.Folder = ""
	var questions []status.Question
	for range 5 {
		for _, name := range []string{testpki.Person, testpki.FOP, testpki.Director, testpki.Revoked, testpki.ECDSAPerson} {
			s := c.Subscriber(name)
			questions = append(questions, status.Question{Certificate: s.SignCert, Issuer: s.Chain[0]})
		}
	}
	answers, errs := c.source.CheckAll(t.Context(), questions)
	for i, q := range questions {
		require.NoError(t, errs[i])
		assert.Equal(t, q.Certificate == c.Subscriber(testpki.Revoked).SignCert, answers[i].Revoked)
	}
	assert.Equal(t, 2, c.requests("-Full.crl"))

	many := make([]status.Question, 300)
	for i := range many {
		many[i] = questions[0]
	}
	_, errs = c.source.CheckAll(t.Context(), many)
	assert.NoError(t, errs[0])
	assert.ErrorIs(t, errs[299], status.ErrTooMany)
}

func TestCallerLeaves(t *testing.T) {
	c := build(t, testpki.ServicesOptions{OCSP: testpki.OCSPOptions{HTTPOptions: testpki.HTTPOptions{Slow: make(chan struct{})}}})
	ctx, cancel := context.WithCancel(t.Context())
	s := c.Subscriber(testpki.Person)
	done := make(chan error)
	go func() {
		_, err := c.source.Check(ctx, s.SignCert, s.Chain[0])
		done <- err
	}()
	cancel()
	assert.ErrorIs(t, <-done, context.Canceled)
}

func TestNoService(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	s := testpki.New(c.source.Now).Subscriber(testpki.Person)
	_, err := c.source.Check(t.Context(), s.SignCert, s.Chain[0])
	var later *status.TryLaterError
	require.ErrorAs(t, err, &later)
	assert.ErrorIs(t, err, status.ErrNoService)
}

// TestServers: responders and time-stamping authorities name no responder, so
// the lists answer for them.
func TestServers(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	person := c.Subscriber(testpki.Person)
	for issuer, cert := range map[*x509.Certificate]*x509.Certificate{
		person.Chain[0]: c.Responder(person.SignCert), person.Chain[1]: c.TimeStamper(true),
	} {
		answer, err := c.source.Check(t.Context(), cert, issuer)
		require.NoError(t, err)
		assert.False(t, answer.Revoked)
		assert.NotNil(t, answer.Lists.Complete)
		c.Revoke(cert, c.now.Add(-time.Minute), crl.KeyCompromise)
	}
	c.source.Folder = ""
	answer, err := c.source.Check(t.Context(), c.TimeStamper(true), person.Chain[1])
	require.NoError(t, err)
	assert.True(t, answer.Revoked)
}

// TestRevokedBetween: a certificate that is revoked after one answer is so in
// the next that is asked for.
func TestRevokedBetween(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	answer, err := c.check(t, testpki.Person)
	require.NoError(t, err)
	assert.False(t, answer.Revoked)
	c.Revoke(c.Subscriber(testpki.Person).SignCert, c.now, crl.Superseded)
	c.now = c.now.Add(time.Hour)
	answer, err = c.check(t, testpki.Person)
	require.NoError(t, err)
	assert.True(t, answer.Revoked)
	assert.Equal(t, crl.Revocation{Time: c.now.Add(-time.Hour), Reason: crl.Superseded}, answer.Revocation)
}

func TestForbiddenHosts(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	c.source.Network = outbound.NewCourier(outbound.New(nil))
	_, err := c.check(t, testpki.Person)
	assert.ErrorIs(t, err, outbound.ErrForbiddenHost)
	assert.Zero(t, c.requests(""))
}

// TestEvidence judges what a signature would carry, at a time of the past.
func TestEvidence(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	online, err := c.check(t, testpki.Person)
	require.NoError(t, err)
	s := c.Subscriber(testpki.Person)
	response, err := ocsp.ParseBasic(online.Response.Raw)
	require.NoError(t, err)
	again, err := status.FromResponse(response, s.SignCert, s.Chain[0], nil, status.UsualResponses, c.now)
	require.NoError(t, err)
	assert.Equal(t, online, again)
	_, err = status.FromResponse(response, s.SignCert, s.Chain[0], nil, status.UsualResponses, c.now.Add(-time.Hour))
	assert.ErrorIs(t, err, crl.ErrNotYet)

	complete, err := crl.Parse(c.List("national", testpki.CRLOptions{}, false))
	require.NoError(t, err)
	delta, err := crl.Parse(c.List("national", testpki.CRLOptions{}, true))
	require.NoError(t, err)
	lists, err := crl.Combine(complete, delta)
	require.NoError(t, err)
	answer, err := status.FromLists(lists, s.SignCert, s.Chain[0], status.UsualLists, c.now)
	require.NoError(t, err)
	assert.False(t, answer.Revoked)
	_, err = status.FromLists(lists, s.SignCert, s.Chain[1], status.UsualLists, c.now)
	assert.ErrorIs(t, err, crl.ErrIssuer)
}

func TestIssuersBundle(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	person := c.Subscriber(testpki.Person).SignCert
	require.Len(t, person.IssuingCertificateURL, 1)
	response, err := http.Get(person.IssuingCertificateURL[0])
	require.NoError(t, err)
	defer response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode)
}

// A source tells of a certificate before it asks anybody about it, so that
// whoever proves the chain may open the way, and asks nobody offline.
func TestVouch(t *testing.T) {
	c := build(t, testpki.ServicesOptions{})
	client := outbound.New(nil)
	c.source.Network = outbound.NewCourier(client)
	var heard []status.Question
	c.source.Vouch = func(q status.Question) {
		heard = append(heard, q)
		client.Vouch(q.Certificate.OCSPServer)
	}
	_, err := c.check(t, testpki.Person)
	assert.ErrorIs(t, err, outbound.ErrPrivateAddress, "the host may be asked, were it a public one")
	person := c.Subscriber(testpki.Person)
	assert.Equal(t, []status.Question{{Certificate: person.SignCert, Issuer: person.Chain[0]}}, heard)

	c.source.Network = nil
	_, err = c.check(t, testpki.Person)
	assert.ErrorIs(t, err, status.ErrOffline)
	assert.Len(t, heard, 1)
}
