// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud_test

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

var people = testpki.New(time.Now)

// A desk is a provider with one customer, whose phone and whose machines do what a
// test says.
type desk struct {
	about  cloud.Description
	person *testpki.Subscriber

	// What a test may change of the usual: a person who confirms before the first
	// look, and a machine that signs.
	enter  func(ctx context.Context, user string, ask key.Asker) error
	begin  func(cloud.Request, *cloud.Operation) error
	look   func(ctx context.Context, n int) (cloud.State, error) // the n-th, from 1
	result func(r cloud.Request, p *cloud.Progress)
	cancel func(ctx context.Context, o cloud.Operation) error

	mu       sync.Mutex
	users    []string // who entered
	requests []cloud.Request
	looks    []time.Time
	released []string // operations
	sessions int      // not closed
	closing  error
}

const usualLink = "https://phone.test/confirm?id=1"

func newDesk(person string) *desk {
	return &desk{
		about: cloud.Description{
			Provider: key.Provider{ID: "desk", Title: "Тестова хмара", App: "Тест"},
			Hosts:    []string{"phone.test"}, Max: 40,
		},
		person: people.Subscriber(person),
	}
}

// witnessed is a desk of the other kind: it tells no certificates and answers CMS.
func witnessed(person string) *desk {
	d := newDesk(person)
	d.about.Witnessed = true
	d.about.Hash = pki.DefaultHash(d.person.SignKey.Public())
	return d
}

func (d *desk) Describe() cloud.Description { return d.about }

func (d *desk) Enter(ctx context.Context, user string, ask key.Asker) (cloud.Session, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.users = append(d.users, user)
	if d.enter != nil {
		if err := d.enter(ctx, user, ask); err != nil {
			return nil, err
		}
	}
	d.sessions++
	return &session{desk: d}, nil
}

// A session counts its own looks at its one operation.
type session struct {
	desk    *desk
	request cloud.Request
	looks   int
}

func (s *session) Start(_ context.Context, r cloud.Request, _ key.Asker) (cloud.Operation, error) {
	d := s.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	d.requests = append(d.requests, r)
	o := cloud.Operation{ID: fmt.Sprint("operation-", len(d.requests)), Link: usualLink}
	s.request, s.looks = r, 0
	if d.begin != nil {
		if err := d.begin(r, &o); err != nil {
			return cloud.Operation{}, err
		}
	}
	return o, nil
}

func (s *session) Poll(ctx context.Context, _ cloud.Operation) (cloud.Progress, error) {
	d := s.desk
	d.mu.Lock()
	s.looks++
	d.looks = append(d.looks, time.Now())
	look := d.look
	d.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return cloud.Progress{}, err
	}
	p := cloud.Progress{State: cloud.Done}
	if look != nil {
		var err error
		if p.State, err = look(ctx, s.looks); err != nil || p.State != cloud.Done && p.State != cloud.Partly {
			return p, err
		}
	}
	if s.request.Purpose == cloud.Identify && !d.about.Witnessed {
		p.Credentials = []cloud.Credential{{ID: "key-1", Certificates: append([]*x509.Certificate{d.person.SignCert}, d.person.Chain...), Max: d.about.Max}}
	}
	for _, digest := range s.request.Digests {
		p.Results = append(p.Results, d.sign(digest))
	}
	if d.result != nil {
		d.result(s.request, &p)
	}
	return p, nil
}

func (s *session) Cancel(ctx context.Context, o cloud.Operation) error {
	if s.desk.cancel != nil {
		if err := s.desk.cancel(ctx, o); err != nil {
			return err
		}
	}
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	s.desk.released = append(s.desk.released, o.ID)
	return nil
}

func (s *session) Close() error {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	s.desk.sessions--
	return s.desk.closing
}

// sign is what the machine answers to a digest.
func (d *desk) sign(digest key.Digest) key.Result {
	if d.about.Witnessed {
		return key.Result{CMS: envelop(d.person, digest)}
	}
	results, err := key.New(d.person.SignKey).Sign(context.Background(), []key.Digest{digest})
	if err != nil {
		return key.Result{Err: err}
	}
	return results[0]
}

// envelop makes a CMS over a digest.
func envelop(person *testpki.Subscriber, digest key.Digest) []byte {
	signer := cades.Signer{
		Certificate: person.SignCert, Chain: person.Chain, Hash: digest.Hash, Detached: true, SigningTime: time.Now(),
	}
	prepared, err := signer.Prepare(digest.Value)
	if err != nil {
		panic(err)
	}
	value, err := person.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	if err != nil {
		panic(err)
	}
	sd, err := prepared.Finish(value)
	if err != nil {
		panic(err)
	}
	message, err := sd.Marshal(nil)
	if err != nil {
		panic(err)
	}
	return message
}

func (d *desk) lastRequest() cloud.Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.requests[len(d.requests)-1]
}

func (d *desk) gone() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.released)
}

func quiet() *logrus.Logger {
	log := logrus.New()
	log.SetOutput(io.Discard)
	return log
}

// source is a source of one desk, which a test may change before it opens it.
func source(t *testing.T, d *desk, change ...func(*cloud.Config)) *cloud.Source {
	t.Helper()
	config := cloud.Config{Providers: []cloud.Provider{d}, Now: time.Now, Log: quiet()}
	for _, c := range change {
		c(&config)
	}
	s := cloud.NewSource(config)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

var ref = key.ProviderRef(cloud.Scheme, "desk", "")

// open has the person confirm whose keys there are, and answers the first.
func open(t *testing.T, d *desk, change ...func(*cloud.Config)) (key.Key, key.Store) {
	t.Helper()
	store, err := source(t, d, change...).Open(t.Context(), ref, keytest.NewAsker(nil))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, keys)
	return keys[0], store
}

func digest(k key.Key, text string) key.Digest {
	h := pki.DefaultHash(k.Public())
	return key.Digest{Hash: h, Value: h.Sum([]byte(text)), Label: text}
}
