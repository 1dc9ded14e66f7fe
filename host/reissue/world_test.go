// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
)

// base is where the services of the authorities are said to be.
const base = "http://services.test"

func today() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) }

// A world is a person with a key and a carrier, and the authorities. It outlives
// the programs that work in it.
type world struct {
	t       *testing.T
	folder  string
	pki     *testpki.PKI
	carrier *carrier
	person  *testpki.Subscriber
	now     func() time.Time
	enrol   func(*x509.Certificate) (string, bool)
	logged  *logtest.Hook

	services http.Handler // nil: nobody answers
	evidence string       // where answers about certificates are kept; empty: nowhere
}

// newWorld is one in which a person of package testpki wants a key on a carrier.
func newWorld(t *testing.T, person string, makes ...key.Kind) *world {
	t.Helper()
	p := testpki.NewAt(today, base)
	return &world{
		t: t, folder: quickDir(t), pki: p, now: today,
		carrier: newCarrier(makes...), person: p.Subscriber(person), services: p.Services(testpki.ServicesOptions{}),
		logged: new(logtest.Hook),
	}
}

// quickDir names a folder that is not there yet: in memory where the system has
// such folders, since every write is waited for until it is on the disk.
func quickDir(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "pidpys-reissue-")
	if err != nil {
		folder = t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return filepath.Join(folder, "reissue")
}

// program is a run of the program in the world, which a reaper may kill.
type program struct {
	*world
	*reissue.Office
	reaper *reaper
	steps  []reissue.Step
}

func (w *world) program(killedAt int) *program {
	log := logrus.New()
	log.Out = io.Discard
	log.AddHook(w.logged)
	p := &program{world: w, reaper: &reaper{at: killedAt}}
	p.Office = &reissue.Office{
		Folder: w.folder, Trust: sync.OnceValue(w.pki.Trust), Witness: w, Enrol: w.enrol, Network: p, Now: w.now, Log: log,
	}
	p.Interrupt(p.reaper.reached)
	return p
}

// hands are all that a program may need, with certificates that are brought.
func (p *program) hands(brought ...*x509.Certificate) reissue.Hands {
	return reissue.Hands{
		Old:          key.New(signer{p.person.SignKey, p.reaper, "old key"}),
		Open:         p.carrier.opener(p.reaper),
		Certificates: brought,
		Tell:         func(s reissue.Step) { p.steps = append(p.steps, s) },
	}
}

func (p *program) old() reissue.Old {
	return reissue.Old{Key: key.New(p.person.SignKey), Certificate: p.person.SignCert, Others: p.person.Chain}
}

// plan is a plan for the person's key onto the carrier.
func (p *program) plan() *reissue.Plan {
	p.t.Helper()
	plan, err := p.Plan(p.t.Context(), p.old(), p.carrier.shown(), "")
	require.NoError(p.t, err)
	return plan
}

// Post carries what a program that may be killed sends.
func (p *program) Post(ctx context.Context, url, contentType string, body []byte, limit int64) (answer []byte, err error) {
	return answer, p.reaper.around("sending", func() (err error) {
		answer, err = p.world.Post(ctx, url, contentType, body, limit)
		return err
	})
}

func (w *world) Post(ctx context.Context, url, contentType string, body []byte, _ int64) ([]byte, error) {
	r := httptest.NewRequest(http.MethodPost, url, bytes.NewReader(body)).WithContext(ctx)
	r.Header.Set("Content-Type", contentType)
	return w.answer(r)
}

func (w *world) Get(_ context.Context, url string, _ int64) ([]byte, error) {
	return w.answer(httptest.NewRequest(http.MethodGet, url, nil))
}

func (w *world) answer(r *http.Request) ([]byte, error) {
	if w.services == nil {
		return nil, errors.New("nobody answers")
	}
	answer := httptest.NewRecorder()
	w.services.ServeHTTP(answer, r)
	if answer.Code != http.StatusOK {
		return nil, errors.New(answer.Result().Status)
	}
	return io.ReadAll(answer.Body)
}

// Status asks the services, which the reaper lets be.
func (w *world) Status() *status.Source {
	return &status.Source{
		Network: w, Folder: w.evidence, Now: w.now, Responses: status.UsualResponses, Lists: status.UsualLists,
	}
}

func (w *world) Known() []*x509.Certificate { return w.pki.Certificates() }

// issue is the authority, to which a person brings the signed request.
func (w *world) issue(signed []byte) *x509.Certificate {
	w.t.Helper()
	cert, err := w.pki.IssueSigned(signed)
	require.NoError(w.t, err)
	return cert
}

// audit is the log of a re-issue.
func (w *world) audit(id string) string {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.folder, id, "audit.log"))
	require.NoError(w.t, err)
	return string(data)
}

// replaced wants one key on the carrier, with its certificate, and the old one
// marked.
func (w *world) replaced(cert *x509.Certificate) {
	w.t.Helper()
	require.Len(w.t, w.carrier.made, 1, "no key was forgotten on the carrier")
	for _, m := range w.carrier.made {
		require.True(w.t, pki.SamePublicKey(cert, m.Public()))
		require.NotEmpty(w.t, m.certificates)
		require.True(w.t, m.certificates[0].Equal(cert))
	}
	p := w.program(0)
	replacement, ok := p.Replaced(w.person.SignKey.Public())
	require.True(w.t, ok)
	require.True(w.t, replacement.Certificate.Equal(cert))
	require.Equal(w.t, w.carrier.shown().Ref, replacement.Onto.Ref)
	unfinished, err := p.Unfinished()
	require.NoError(w.t, err)
	require.Empty(w.t, unfinished)
	require.Equal(w.t, w.carrier.opened, w.carrier.closed)
}
