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
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
	"github.com/sirupsen/logrus"
)

// town is where the services of the test authorities are said to be.
const town = "http://services.test"

// witness asks these services without a network. What they do may change, as in
// a test that has one come back.
type witness struct {
	mu           sync.Mutex
	services     http.Handler // nil: nobody answers
	stamped      int          // so many time-stamps were asked for
	renews       bool         // authorities issue new certificates by RFC 9483
	*testpki.PKI              // whose services these are
}

// services are those of host/protocol/testdata/README.md; nil: nobody answers.
// They are of authorities of their own, equal to all others, since who moves to a
// new key has the certificate of the old one revoked.
func services(t *testing.T, doing map[string]string) *witness {
	w := &witness{PKI: authorities()}
	if doing == nil {
		return w
	}
	var o testpki.ServicesOptions
	for service, does := range doing {
		switch service + " " + does {
		case "tsa answers", "ocsp answers", "cmp issues":
		case "tsa fails":
			o.TSA.Fault = testpki.HTTPFails
		case "ocsp fails":
			o.OCSP.Fault, o.CRL.Fault = testpki.HTTPFails, testpki.HTTPFails
		case "cmp waits":
			o.Reissue.Polls, o.Reissue.CheckAfter = 2, time.Hour
		case "cmp rejects":
			o.Reissue.Fault, o.Reissue.Text = testpki.ReissueRejects, "Дані\u202E змінилися"
		default:
			t.Fatalf("no %s does %q", service, does)
		}
	}
	if w.renews = doing["cmp"] != ""; w.renews {
		w.PKI = testpki.NewAt(now, town)
	}
	w.services = w.Services(o)
	return w
}

// office moves people to new keys, as these services are. It knows that time goes
// by.
func (w *witness) office(folder string, log *logrus.Logger) *reissue.Office {
	opened := time.Now()
	clock := func() time.Time { return today.Add(time.Since(opened)) }
	o := &reissue.Office{Folder: folder, Trust: trust, Witness: w, Network: w, Now: clock, Log: log}
	if w.renews {
		o.Enrol = func(*x509.Certificate) (string, bool) { return town + testpki.ReissuePath, true }
	}
	return o
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
