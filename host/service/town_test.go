// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
)

// town is where the services of the test authorities are said to be.
const town = "http://services.test"

// witness asks these services without a network. What they do may change, as in
// a test that has one come back.
type witness struct {
	mu       sync.Mutex
	services http.Handler // nil: nobody answers
	stamped  int          // so many time-stamps were asked for
}

// services are those of host/protocol/testdata/README.md: "tsa" and "ocsp",
// each of which "answers" or "fails"; nil: nobody answers.
func services(t *testing.T, doing map[string]string) *witness {
	if doing == nil {
		return &witness{}
	}
	var o testpki.ServicesOptions
	for service, fault := range map[string]*testpki.HTTPOptions{"tsa": &o.TSA.HTTPOptions, "ocsp": &o.OCSP.HTTPOptions} {
		switch doing[service] {
		case "answers":
		case "fails":
			fault.Fault = testpki.HTTPFails
		default:
			t.Fatalf("no %s does %q", service, doing[service])
		}
	}
	o.CRL.Fault = o.OCSP.Fault
	return &witness{services: authorities().Services(o)}
}

func (w *witness) become(services http.Handler) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.services = services
}

func (w *witness) Post(_ context.Context, url, contentType string, body []byte, _ int64) ([]byte, error) {
	r := httptest.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	return w.answer(r)
}

func (w *witness) Get(_ context.Context, url string, _ int64) ([]byte, error) {
	return w.answer(httptest.NewRequest(http.MethodGet, url, nil))
}

func (w *witness) answer(r *http.Request) ([]byte, error) {
	w.mu.Lock()
	services := w.services
	if strings.HasPrefix(r.URL.Path, testpki.TSPPath) || strings.HasPrefix(r.URL.Path, testpki.TSPPathEC) {
		w.stamped++
	}
	w.mu.Unlock()
	if services == nil {
		return nil, errors.New("nobody answers")
	}
	answer := httptest.NewRecorder()
	services.ServeHTTP(answer, r)
	if answer.Code != http.StatusOK {
		return nil, errors.New(answer.Result().Status)
	}
	return io.ReadAll(answer.Body)
}

func (w *witness) Status() *status.Source {
	return &status.Source{Network: w, Now: now, Responses: status.UsualResponses, Lists: status.UsualLists}
}

func (w *witness) Known() []*x509.Certificate {
	return append(authorities().Certificates(), authorities().TimeStamper(true), authorities().TimeStamper(false))
}

func (w *witness) Augmenter(certificate *x509.Certificate, _ ...*x509.Certificate) *cades.Augmenter {
	path := testpki.TSPPathEC
	if public, _ := pki.PublicKey(certificate); public != nil {
		if _, national := public.(*dstu4145.PublicKey); national {
			path = testpki.TSPPath
		}
	}
	return &cades.Augmenter{
		TSA: &stamper{tsp.Client{Network: w, Trust: trust(), Certificates: w.Known()}, town + path}, Status: w.Status(),
		Trust: trust(), Certificates: w.Known(), Now: now,
	}
}

type stamper struct {
	tsp.Client
	url string
}

func (s *stamper) Stamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	return s.Client.Stamp(ctx, s.url, h, digest)
}
