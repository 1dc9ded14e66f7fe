// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package witness

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

// ErrNoService says that no time-stamping authority is known for a certificate.
var ErrNoService = errors.New("witness: no time-stamping authority is known")

// A Stamper has signatures of one certificate stamped.
type Stamper struct {
	witness *Witness
	urls    []string // in the order of asking
}

// Stamper has the signatures of a certificate's owner stamped by the service of
// its provider: the one that the certificate names, when it is proven, else the
// registry's for its issuer, else one of the administrator's. Chain is what may
// stand above the certificate.
func (w *Witness) Stamper(cert *x509.Certificate, chain ...*x509.Certificate) *Stamper {
	s := &Stamper{witness: w}
	if urls := tsp.ServiceURLs(cert); w.proven(cert, chain...) {
		s.add(urls...)
		if w.Courier != nil {
			w.Courier.Vouch(urls)
		}
	}
	public, _ := pki.PublicKey(cert)
	_, national := public.(*dstu4145.PublicKey)
	if issuer, ok := w.Directory.Find(pki.Issuer(cert).CommonName); ok {
		s.add(issuer.TimeURL(national))
	}
	for _, a := range w.Directory.Authorities() {
		if a.Private {
			s.add(a.TimeURL(national))
		}
	}
	return s
}

// StamperAt has signatures stamped by the service that a person names at this
// computer's command line, and at no page: see [outbound.Client.Allow].
func (w *Witness) StamperAt(url string) *Stamper {
	if w.Courier != nil {
		w.Courier.Allow(url)
	}
	return &Stamper{witness: w, urls: []string{url}}
}

func (s *Stamper) add(urls ...string) {
	for _, url := range urls {
		if url != "" && !slices.Contains(s.urls, url) {
			s.urls = append(s.urls, url)
		}
	}
}

// Stamp has the first service that can do it stamp a digest by h. The token is
// of this digest and its authority stands under a pinned root. The error is
// [ErrOffline], [ErrNoService] or that of every service asked; see
// [tsp.Client.Stamp].
func (s *Stamper) Stamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	if s.witness.Courier == nil {
		return nil, ErrOffline
	}
	if len(s.urls) == 0 {
		return nil, ErrNoService
	}
	var causes []error
	for _, url := range s.urls {
		token, err := s.stampAt(ctx, url, h, digest)
		if err == nil {
			return token, nil
		}
		causes = append(causes, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, errors.Join(causes...)
}

// stampAt looks for the authority's certificate among those published only if
// the token lacks it, as many do in Ukraine, and it is not
// known.
func (s *Stamper) stampAt(ctx context.Context, url string, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	client := tsp.Client{Network: s.witness.Courier, Trust: s.witness.Trust(), Certificates: s.witness.Known()}
	token, err := client.Stamp(ctx, url, h, digest)
	if !errors.Is(err, tsp.ErrNoCertificate) {
		return token, err
	}
	published, fetching := s.witness.Bundle(ctx)
	if fetching != nil {
		return nil, errors.Join(err, fetching)
	}
	client.Certificates = published
	return client.Stamp(ctx, url, h, digest)
}
