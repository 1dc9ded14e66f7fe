// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cadestest

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"net"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
)

// A Town is a test PKI whose services answer on loopback, with a clock of its
// own that begins at [Now].
type Town struct {
	*testpki.PKI
	URL     string
	Courier *outbound.Courier // may ask the services

	mu  sync.Mutex
	now time.Time
}

// NewTown starts the services, with their faults.
func NewTown(t testing.TB, o testpki.ServicesOptions) *Town {
	t.Helper()
	w := &Town{now: Now}
	server := httptest.NewUnstartedServer(nil)
	address := server.Listener.Addr().(*net.TCPAddr).String()
	w.URL = "http://" + address
	w.PKI = testpki.NewAt(w.Now, w.URL)
	server.Config.Handler = w.Services(o)
	server.Start()
	t.Cleanup(server.Close)
	w.Courier = outbound.NewCourier(outbound.New([]outbound.Host{{Name: address, Private: true}}))
	return w
}

// Now is the time in town.
func (w *Town) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Pass lets time pass in town.
func (w *Town) Pass(d time.Duration) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
	return w.now
}

// Status asks the responders and keeps nothing.
func (w *Town) Status() *status.Source {
	return &status.Source{Network: w.Courier, Now: w.Now, Responses: status.UsualResponses, Lists: status.UsualLists}
}

// Augmenter asks the authorities of the subscriber's infrastructure.
func (w *Town) Augmenter(s *testpki.Subscriber) *cades.Augmenter {
	path := testpki.TSPPathEC
	if _, national := s.SignKey.Public().(*dstu4145.PublicKey); national {
		path = testpki.TSPPath
	}
	return &cades.Augmenter{
		TSA: &stamper{tsp.Client{Network: w.Courier, Trust: w.Trust()}, w.URL + path}, Status: w.Status(),
		Trust: w.Trust(), Certificates: w.Certificates(), Now: w.Now,
	}
}

// A stamper asks the authority at a URL.
type stamper struct {
	tsp.Client
	url string
}

func (s *stamper) Stamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	return s.Client.Stamp(ctx, s.url, h, digest)
}

// Sign signs now at a level, with a content time-stamp where the profile of the
// augmenter has one.
func (w *Town) Sign(t testing.TB, a *cades.Augmenter, s *testpki.Subscriber, signer cades.Signer, content []byte, level cades.Level) *cms.SignedData {
	t.Helper()
	signer.Certificate = s.SignCert
	if signer.SigningTime.IsZero() {
		signer.SigningTime = w.Now()
	}
	h, err := signer.ContentHash()
	require.NoError(t, err)
	if a.Profile.ContentTimeStamp(s.SignKey.Public(), level) {
		signer.ContentTimeStamp, err = a.ContentTimeStamp(t.Context(), h, h.Sum(content))
		require.NoError(t, err)
	}
	prepared, err := signer.Prepare(h.Sum(content))
	require.NoError(t, err)
	sd, err := prepared.Finish(Answer(t, s.SignKey, prepared))
	require.NoError(t, err)
	if level != cades.LevelBB {
		require.NoError(t, a.Augment(t.Context(), sd, DigestsOf(content), level))
	}
	return sd
}

// Answer is a key's answer to what was prepared.
func Answer(t testing.TB, key crypto.Signer, prepared interface {
	Digest() []byte
	Hash() *pki.Hash
	PSS() bool
}) []byte {
	t.Helper()
	options := crypto.SignerOpts(prepared.Hash())
	if prepared.PSS() {
		options = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: options.HashFunc()}
	}
	signature, err := key.Sign(rand.Reader, prepared.Digest(), options)
	require.NoError(t, err)
	return signature
}

// DigestsOf is what augmenters ask about a content.
func DigestsOf(content []byte) func(*pki.Hash) ([]byte, error) {
	return func(h *pki.Hash) ([]byte, error) { return h.Sum(content), nil }
}
