// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// noon is when these tests are.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

// town is the authorities and subscribers of all tests that are at noon.
var town = sync.OnceValue(func() *testpki.PKI { return testpki.New(atNoon) })

// cut is a line that leads nowhere.
type cut struct{}

var errCut = errors.New("no connection")

func (cut) RoundTrip(*http.Request) (*http.Response, error) { return nil, errCut }

const prefix = "PIDPYS_"

// config is of a provider of a kind at the end of a line.
func config(kind ksp.Kind, over http.RoundTripper) ksp.Config {
	c := ksp.Config{
		Provider: key.Provider{ID: "example", Title: "Зразок"}, Kind: kind,
		Base: "https://keys.example/api", Prefix: prefix, Cipher: ksptest.Cipher{},
		HTTP: over, Trust: func() *pki.Trust { return town().Trust() }, Now: atNoon,
	}
	if kind == ksp.SmartID {
		c.Link = "https://phone.example/rd/kep"
	}
	return c
}

func provider(t *testing.T, c ksp.Config) cloud.Provider {
	t.Helper()
	p, err := ksp.New(c)
	require.NoError(t, err)
	return p
}

// enter is a session of somebody whose id is A1.
func enter(t *testing.T, c ksp.Config) cloud.Session {
	t.Helper()
	s, err := provider(t, c).Enter(t.Context(), "a1", nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// documents are digests of texts, by their names.
func documents(names ...string) (digests []key.Digest) {
	for _, name := range names {
		digests = append(digests, key.Digest{Hash: pki.GOST34311, Value: pki.GOST34311.Sum([]byte(name)), Label: name})
	}
	return digests
}

// answers is a server that says in envelopes what a function does.
func answers(answer func(endpoint string, request []byte) (any, *ksptest.Failure)) http.Handler {
	return http.StripPrefix("/api", ksptest.Enveloped(town().Subscriber(testpki.Stamp), atNoon, answer))
}

// sign begins an operation over one document and looks at it once.
func sign(ctx context.Context, s cloud.Session) (cloud.Progress, error) {
	o, err := s.Start(ctx, cloud.Request{Purpose: cloud.Sign, Digests: documents("договір")}, nil)
	if err != nil {
		return cloud.Progress{}, err
	}
	return s.Poll(ctx, o)
}
