// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package witness_test

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/pidpys/pidpys/host/witness"
)

// national is the issuer of most test subscribers.
const national = "Тестовий кваліфікований надавач електронних довірчих послуг"

// A town is the test services on loopback and a witness that may ask them.
type town struct {
	*testpki.PKI
	address string
	witness *witness.Witness

	mu    sync.Mutex
	now   time.Time
	asked []string // paths
}

func (c *town) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *town) requests() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	asked := c.asked
	c.asked = nil
	return asked
}

const bundlePath = "/download/certificates/CACertificates.p7b"

// build starts the services. The authorities' certificates name them if they
// are to.
func build(t testing.TB, o testpki.ServicesOptions, named bool) *town {
	t.Helper()
	c := &town{now: time.Now()}
	server := httptest.NewUnstartedServer(nil)
	c.address = server.Listener.Addr().String()
	c.PKI = testpki.New(c.clock)
	if named {
		c.PKI = testpki.NewAt(c.clock, "http://"+c.address)
	}
	services := c.Services(o)
	bundle, err := pki.MarshalCertificates(append(c.Certificates(), c.TimeStamper(true), c.TimeStamper(false)))
	require.NoError(t, err)
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.asked = append(c.asked, r.URL.Path)
		c.mu.Unlock()
		if r.URL.Path == bundlePath {
			_, _ = w.Write(bundle)
			return
		}
		services.ServeHTTP(w, r)
	})
	server.Start()
	t.Cleanup(server.Close)
	c.witness = &witness.Witness{
		Directory: new(registry.Directory),
		Courier:   outbound.NewCourier(outbound.New([]outbound.Host{{Name: c.address, Private: true}})),
		Trust:     c.Trust,
		BundleURL: "http://" + c.address + bundlePath,
		Folder:    t.TempDir(),
		Now:       c.clock,
	}
	return c
}

func (c *town) stamp(t testing.TB, name string) (*tsp.Token, error) {
	t.Helper()
	s := c.Subscriber(name)
	return c.stampWith(t, c.witness.Stamper(s.SignCert, s.Chain...))
}

func (c *town) stampWith(t testing.TB, s *witness.Stamper) (*tsp.Token, error) {
	t.Helper()
	return s.Stamp(t.Context(), pki.SHA256, pki.SHA256.Sum([]byte("signature")))
}

func TestStatus(t *testing.T) {
	c := build(t, testpki.ServicesOptions{}, true)
	person, revoked := c.Subscriber(testpki.Person), c.Subscriber(testpki.Revoked)
	answers, errs := c.witness.Status().CheckAll(t.Context(), []status.Question{
		{Certificate: person.SignCert, Issuer: person.Chain[0]}, {Certificate: revoked.SignCert, Issuer: revoked.Chain[0]},
	})
	require.NoError(t, errs[0])
	require.NoError(t, errs[1])
	assert.False(t, answers[0].Revoked)
	assert.True(t, answers[1].Revoked)
	assert.NotEmpty(t, c.requests())

	kept, errs := c.witness.Offline().Status().CheckAll(t.Context(), []status.Question{{Certificate: person.SignCert, Issuer: person.Chain[0]}})
	require.NoError(t, errs[0])
	assert.True(t, kept[0].Kept)
	assert.Empty(t, c.requests(), "offline nobody is asked")
}

// A host that is on no list is asked when a proven certificate names it, which
// shows here by the refusal of its private address, and only then.
func TestStatusAsksWhomProvenCertificatesName(t *testing.T) {
	c := build(t, testpki.ServicesOptions{}, true)
	c.witness.Courier = outbound.NewCourier(outbound.New(nil))
	foreign := c.Subscriber(testpki.Foreign)
	_, err := c.witness.Status().Check(t.Context(), foreign.SignCert, foreign.Chain[0])
	assert.ErrorIs(t, err, outbound.ErrForbiddenHost)
	assert.NotErrorIs(t, err, outbound.ErrPrivateAddress)

	expired := c.Subscriber(testpki.Expired)
	_, err = c.witness.Status().Check(t.Context(), expired.SignCert, expired.Chain[0])
	assert.ErrorIs(t, err, outbound.ErrPrivateAddress, "issued under a pinned root all the same")
	assert.NotErrorIs(t, err, outbound.ErrForbiddenHost)
	assert.Empty(t, c.requests())
}

func TestStamper(t *testing.T) {
	for name, test := range map[string]struct {
		named      bool // the certificates name services
		directory  []registry.Authority
		subscriber string
		asked      []string
		err        error
	}{
		"the certificate names it":         {true, nil, testpki.Person, []string{testpki.TSPPath}, nil},
		"the certificate names it, ECDSA":  {true, nil, testpki.ECDSAPerson, []string{testpki.TSPPathEC}, nil},
		"the registry does":                {false, []registry.Authority{{Names: []string{national}, TSP: "ADDRESS"}}, testpki.Person, []string{testpki.TSPPath}, nil},
		"the registry names no other's":    {false, []registry.Authority{{Names: []string{national}, TSP: "ADDRESS"}}, testpki.ECDSAPerson, nil, witness.ErrNoService},
		"the administrator does":           {false, []registry.Authority{{Names: []string{"Власний"}, TSP: "ADDRESS", Private: true}}, testpki.Person, []string{testpki.TSPPath}, nil},
		"the administrator does, ECDSA":    {false, []registry.Authority{{Names: []string{"Власний"}, TSP: "ADDRESS", Private: true}}, testpki.ECDSAPerson, []string{testpki.TSPPathEC}, nil},
		"nobody does":                      {false, nil, testpki.Person, nil, witness.ErrNoService},
		"a certificate that nobody trusts": {true, nil, testpki.Foreign, nil, witness.ErrNoService},
	} {
		t.Run(name, func(t *testing.T) {
			c := build(t, testpki.ServicesOptions{}, test.named)
			for i := range test.directory {
				test.directory[i].TSP = c.address
			}
			c.witness.Directory = new(registry.Directory).With(test.directory)
			token, err := c.stamp(t, test.subscriber)
			require.ErrorIs(t, err, test.err)
			assert.Equal(t, test.asked, c.requests())
			if err == nil {
				assert.WithinDuration(t, c.clock(), token.Info.Time, time.Minute)
			}
		})
	}
}

// A service that is down leaves the others.
func TestStamperGoesOn(t *testing.T) {
	c := build(t, testpki.ServicesOptions{}, false)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	dead := strings.TrimPrefix(gone.URL, "http://")
	c.witness.Directory = new(registry.Directory).With([]registry.Authority{
		{Names: []string{national}, TSP: dead}, {Names: []string{"Власний"}, TSP: c.address, Private: true},
	})
	c.witness.Courier = outbound.NewCourier(outbound.New([]outbound.Host{{Name: c.address, Private: true}, {Name: dead, Private: true}}))
	_, err := c.stamp(t, testpki.Person)
	require.NoError(t, err)

	c.witness.Directory = new(registry.Directory).With([]registry.Authority{{Names: []string{national}, TSP: dead}})
	c.witness.Courier = outbound.NewCourier(outbound.New([]outbound.Host{{Name: dead, Private: true}}))
	_, err = c.stamp(t, testpki.Person)
	assert.ErrorIs(t, err, outbound.ErrUnreachable)
}

func TestStamperAt(t *testing.T) {
	c := build(t, testpki.ServicesOptions{}, false)
	_, err := c.stampWith(t, c.witness.StamperAt("http://"+c.address+testpki.TSPPath))
	require.NoError(t, err)
	c.witness.Courier = outbound.NewCourier(outbound.New(nil))
	_, err = c.stampWith(t, c.witness.StamperAt("http://"+c.address+testpki.TSPPath))
	require.NoError(t, err, "a host that is on no list")
	_, err = c.stampWith(t, c.witness.StamperAt("ftp://"+c.address))
	assert.ErrorIs(t, err, outbound.ErrForbiddenHost)
	_, err = c.stampWith(t, c.witness.Offline().StamperAt("http://"+c.address))
	assert.ErrorIs(t, err, witness.ErrOffline)
}

// The certificate that a token lacks is looked for among those published, once.
func TestStamperFindsTheAuthority(t *testing.T) {
	c := build(t, testpki.ServicesOptions{TSA: testpki.TSAOptions{Faults: testpki.TSANoCertificates}}, true)
	_, err := c.stamp(t, testpki.Person)
	require.NoError(t, err)
	assert.Contains(t, c.requests(), bundlePath)
	_, err = c.stamp(t, testpki.Person)
	require.NoError(t, err)
	assert.Equal(t, []string{testpki.TSPPath}, c.requests(), "kept")

	c.witness.Folder, c.witness.BundleURL = "", ""
	_, err = c.stamp(t, testpki.Person)
	assert.ErrorIs(t, err, tsp.ErrNoCertificate)
	c.witness.Shipped = func() []*x509.Certificate { return []*x509.Certificate{c.TimeStamper(true)} }
	_, err = c.stamp(t, testpki.Person)
	assert.NoError(t, err)
}

func TestBundle(t *testing.T) {
	c := build(t, testpki.ServicesOptions{}, true)
	assert.Empty(t, c.witness.Known())
	_, err := c.witness.Offline().Bundle(t.Context())
	require.ErrorIs(t, err, witness.ErrOffline)

	has := func(certs []*x509.Certificate, err error) {
		t.Helper()
		require.NoError(t, err)
		assert.Len(t, certs, len(c.Certificates())+2)
	}
	has(c.witness.Bundle(t.Context()))
	assert.Len(t, c.requests(), 1)
	has(c.witness.Bundle(t.Context()))
	has(c.witness.Known(), nil)
	assert.Empty(t, c.requests())

	c.mu.Lock()
	c.now = c.now.AddDate(0, 0, 8)
	c.mu.Unlock()
	has(c.witness.Offline().Bundle(t.Context()))
	assert.Empty(t, c.requests())
	has(c.witness.Bundle(t.Context()))
	assert.Len(t, c.requests(), 1, "after a week")

	broken := build(t, testpki.ServicesOptions{}, false)
	broken.witness.BundleURL = "http://" + broken.address + "/download/nothing"
	_, err = broken.witness.Bundle(t.Context())
	var code *outbound.StatusError
	assert.ErrorAs(t, err, &code)
}

// A signature gets from B-B to B-LTA by what the witness knows alone.
func TestAugmenter(t *testing.T) {
	c := build(t, testpki.ServicesOptions{}, true)
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		t.Run(name, func(t *testing.T) {
			person := c.Subscriber(name)
			signer := cades.Signer{Certificate: person.SignCert, SigningTime: c.clock()}
			hash, err := signer.ContentHash()
			require.NoError(t, err)
			digest := func(h *pki.Hash) ([]byte, error) { return h.Sum([]byte("content")), nil }
			prepared, err := signer.Prepare(hash.Sum([]byte("content")))
			require.NoError(t, err)
			value, err := person.SignKey.Sign(nil, prepared.Digest(), prepared.Hash())
			require.NoError(t, err)
			message, err := prepared.Finish(value)
			require.NoError(t, err)

			offline := c.witness.Offline().Augmenter(person.SignCert, person.Chain...)
			err = offline.Augment(t.Context(), message, digest, cades.LevelBT)
			var stamp *cades.TimeStampError
			require.ErrorAs(t, err, &stamp)
			assert.ErrorIs(t, err, witness.ErrOffline)

			online := c.witness.Augmenter(person.SignCert, person.Chain...)
			require.NoError(t, online.Augment(t.Context(), message, digest, cades.LevelBLTA))
			at := c.witness.AugmenterAt("http://"+c.address+testpki.TSPPath, person.Chain...)
			require.NoError(t, at.Augment(t.Context(), message, digest, cades.LevelBLTA))
		})
	}
}

// What a verdict lacks is fetched only if it may be among what is published, and
// is not known yet.
func TestLacking(t *testing.T) {
	person := testpki.New(time.Now).Subscriber(testpki.Person).SignCert
	chain := []validation.Verdict{{Certificate: person, Errors: []validation.Finding{{Code: validation.ChainNotFound}}}}
	stamp := []validation.Verdict{{TimeStamps: []validation.TimeStamp{{Errors: []validation.Finding{{Code: validation.SignerNotFound}}}}}}
	for name, test := range map[string]struct {
		issuer   string
		verdicts []validation.Verdict
		want     bool
	}{
		"an authority that is listed": {national, chain, true},
		"another":                     {"Власний", chain, false},
		"a time-stamp":                {"Власний", stamp, true},
		"nothing that is published":   {national, []validation.Verdict{{Certificate: person, Errors: []validation.Finding{{Code: validation.SignatureWrong}}}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := build(t, testpki.ServicesOptions{}, false)
			c.witness.Directory = new(registry.Directory).With([]registry.Authority{{Names: []string{test.issuer}}})
			assert.Nil(t, c.witness.Offline().Lacking(t.Context(), test.verdicts))
			assert.Equal(t, test.want, c.witness.Lacking(t.Context(), test.verdicts) != nil)
			assert.Nil(t, c.witness.Lacking(t.Context(), test.verdicts), "known now")
			assert.Equal(t, test.want, len(c.requests()) == 1)
		})
	}
}
