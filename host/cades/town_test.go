// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http/httptest"
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

// A town is all services on loopback, and an augmenter that may ask them.
type town struct {
	*testpki.PKI
	now     time.Time
	url     string
	courier *outbound.Courier
}

// build starts the services with their faults, at three in the afternoon.
func build(t testing.TB, o testpki.ServicesOptions) *town {
	t.Helper()
	w := &town{now: time.Now().UTC().Truncate(24 * time.Hour).Add(15 * time.Hour)}
	server := httptest.NewUnstartedServer(nil)
	w.url = "http://" + server.Listener.Addr().String()
	w.PKI = testpki.NewAt(func() time.Time { return w.now }, w.url)
	server.Config.Handler = w.Services(o)
	server.Start()
	t.Cleanup(server.Close)
	address := server.Listener.Addr().(*net.TCPAddr).String()
	w.courier = outbound.NewCourier(outbound.New([]outbound.Host{{Name: address, Private: true}}))
	return w
}

// stamper asks the authority at a URL.
type stamper struct {
	tsp.Client
	url string
}

func (s *stamper) Stamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	return s.Client.Stamp(ctx, s.url, h, digest)
}

// augmenter asks the authorities of the subscriber's infrastructure.
func (w *town) augmenter(s *testpki.Subscriber) *cades.Augmenter {
	path := testpki.TSPPathEC
	if _, national := s.SignKey.Public().(*dstu4145.PublicKey); national {
		path = testpki.TSPPath
	}
	return &cades.Augmenter{
		TSA: &stamper{tsp.Client{Network: w.courier, Trust: w.Trust()}, w.url + path},
		Status: &status.Source{
			Network: w.courier, Now: func() time.Time { return w.now },
			Responses: status.UsualResponses, Lists: status.UsualLists,
		},
		Trust: w.Trust(), Certificates: w.Certificates(), Now: func() time.Time { return w.now },
	}
}

// sign signs at B-B, with a content time-stamp where the profile has one.
func (w *town) sign(t testing.TB, a *cades.Augmenter, s *testpki.Subscriber, signer cades.Signer, content []byte) *cms.SignedData {
	t.Helper()
	signer.Certificate = s.SignCert
	h, err := signer.ContentHash()
	require.NoError(t, err)
	if a != nil && a.Profile.ContentTimeStamp(s.SignKey.Public(), cades.LevelBT) {
		signer.ContentTimeStamp, err = a.ContentTimeStamp(t.Context(), h, h.Sum(content))
		require.NoError(t, err)
	}
	return w.signDigest(t, s, signer, h.Sum(content))
}

func (w *town) signDigest(t testing.TB, s *testpki.Subscriber, signer cades.Signer, digest []byte) *cms.SignedData {
	t.Helper()
	signer.Certificate, signer.SigningTime = s.SignCert, w.now
	prepared, err := signer.Prepare(digest)
	require.NoError(t, err)
	sd, err := prepared.Finish(value(t, s, prepared))
	require.NoError(t, err)
	return sd
}

// value is a key's answer to what was prepared.
func value(t testing.TB, s *testpki.Subscriber, prepared interface {
	Digest() []byte
	Hash() *pki.Hash
}) []byte {
	t.Helper()
	signature, err := s.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	return signature
}

// digestsOf is what augmenters ask about a content.
func digestsOf(content []byte) func(*pki.Hash) ([]byte, error) {
	return func(h *pki.Hash) ([]byte, error) { return h.Sum(content), nil }
}

// parse reads a message that must be well-formed.
func parse(t testing.TB, message []byte) *cms.SignedData {
	t.Helper()
	reader, err := cms.NewReader(bytes.NewReader(message))
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, reader.Content())
	require.NoError(t, err)
	sd, err := reader.SignedData()
	require.NoError(t, err)
	return sd
}

// oids are the types of attributes, in their order.
func oids(attributes cms.Attributes) []string {
	var all []string
	for _, a := range attributes {
		all = append(all, a.Type.String())
	}
	return all
}
