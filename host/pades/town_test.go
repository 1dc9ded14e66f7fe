// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"net"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
	"github.com/pidpys/pidpys/host/validation"
)

// A town is authorities with their services on loopback.
type town struct {
	*testpki.PKI
	now     time.Time
	url     string
	courier *outbound.Courier
}

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
		TSA:    &stamper{tsp.Client{Network: w.courier, Trust: w.Trust()}, w.url + path},
		Status: w.status(), Trust: w.Trust(), Certificates: w.Certificates(), Now: w.clock,
	}
}

func (w *town) clock() time.Time { return w.now }

func (w *town) status() *status.Source {
	return &status.Source{
		Network: w.courier, Now: w.clock, Responses: status.UsualResponses, Lists: status.UsualLists,
	}
}

// sign signs a file at B-B, B-T or B-LT.
func (w *town) sign(t testing.TB, s *testpki.Subscriber, file []byte, level cades.Level, change ...func(*pades.Signer)) []byte {
	t.Helper()
	augmenter := w.augmenter(s)
	signer := pades.Signer{Certificate: s.SignCert, Chain: s.Chain, SigningTime: w.now}
	if augmenter.Profile.ContentTimeStamp(s.SignKey.Public(), level) {
		signer.ContentStamper = augmenter
	}
	for _, c := range change {
		c(&signer)
	}
	prepared, err := signer.Prepare(t.Context(), bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	value, err := s.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	message, err := prepared.Finish(value)
	require.NoError(t, err)
	if level != cades.LevelBB {
		require.NoError(t, augmenter.Augment(t.Context(), message, prepared.ContentDigest, cades.LevelBT))
	}
	document, err := prepared.Seal(message)
	require.NoError(t, err)
	if level == cades.LevelBLT || level == cades.LevelBLTA {
		document, err = pades.Extend(t.Context(), document, document.Size(), augmenter)
		require.NoError(t, err)
	}
	if level == cades.LevelBLTA {
		document, err = pades.Stamp(t.Context(), document, document.Size(), augmenter.TSA, prepared.Hash())
		require.NoError(t, err)
	}
	return octets(t, document)
}

// verifier asks nobody unless it is told to.
func (w *town) verifier() *validation.Verifier {
	return &validation.Verifier{Trust: w.Trust(), Certificates: w.Certificates(), At: w.now}
}

func verify(t testing.TB, v *validation.Verifier, file []byte) *pades.Report {
	t.Helper()
	report, err := pades.Verify(t.Context(), v, bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	return report
}

func octets(t testing.TB, d *pades.Document) []byte {
	t.Helper()
	var out bytes.Buffer
	n, err := d.WriteTo(&out)
	require.NoError(t, err)
	require.Equal(t, d.Size(), n)
	return out.Bytes()
}
