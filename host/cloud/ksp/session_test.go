// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// glass is a cipher that one sees through, and counts its exchanges.
type glass struct {
	begun, closed int
	err           error // of whatever it is asked next
}

func (g *glass) Begin(*x509.Certificate) (ksp.Exchange, error) {
	g.begun++
	return g, g.err
}
func (g *glass) AuthData() []byte                       { return []byte("auth data") }
func (g *glass) Encrypt(request []byte) ([]byte, error) { return request, g.err }
func (g *glass) Decrypt(answer []byte) ([]byte, error)  { return answer, g.err }
func (g *glass) Close() error {
	g.closed++
	return nil
}

// counted is the test cipher, and how many exchanges were begun and closed.
type counted struct{ glass }

type closes struct {
	ksp.Exchange
	c *counted
}

func (c *counted) Begin(server *x509.Certificate) (ksp.Exchange, error) {
	c.begun++
	e, err := ksptest.Cipher{}.Begin(server)
	return closes{e, c}, err
}

func (e closes) Close() error {
	e.c.closed++
	return e.Exchange.Close()
}

// TestKeysOfASession: they are used for a quarter of an hour, and wiped.
func TestKeysOfASession(t *testing.T) {
	now, cipher := noon, new(counted)
	c := config(ksp.SmartID, begun(func() (any, *ksptest.Failure) { return object{"status": 1}, nil }))
	c.Now, c.Cipher = func() time.Time { return now }, cipher
	s, err := provider(t, c).Enter(t.Context(), "", nil)
	require.NoError(t, err)
	assert.Zero(t, cipher.begun, "nobody is asked before there is something to ask")
	o, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Digests: documents("договір")}, nil)
	require.NoError(t, err)
	for _, step := range []struct {
		pass          time.Duration
		begun, closed int
	}{{0, 1, 0}, {15*time.Minute - time.Second, 1, 0}, {time.Second, 2, 1}, {time.Second, 2, 1}} {
		now = now.Add(step.pass)
		_, err := s.Poll(t.Context(), o)
		require.NoError(t, err)
		assert.Equal(t, []int{step.begun, step.closed}, []int{cipher.begun, cipher.closed})
	}
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	assert.Equal(t, 2, cipher.closed)
}

func TestCipherFails(t *testing.T) {
	cipher := &glass{err: errors.New("no keys")}
	c := config(ksp.SmartID, ksptest.Line(answers(nil)))
	c.Cipher = cipher
	_, err := sign(t.Context(), enter(t, c))
	assert.ErrorIs(t, err, key.ErrAnswer)
}

// TestDigests: only what the protocol has is sent.
func TestDigests(t *testing.T) {
	fit := documents("договір")[0]
	for why, change := range map[string]func(*key.Digest){
		"another hash":      func(d *key.Digest) { d.Hash = pki.SHA256 },
		"Kupyna":            func(d *key.Digest) { d.Hash = pki.Kupyna256 },
		"no hash":           func(d *key.Digest) { d.Hash = nil },
		"too short a value": func(d *key.Digest) { d.Value = d.Value[1:] },
		"a padding of RSA":  func(d *key.Digest) { d.PSS = true },
	} {
		d := fit
		change(&d)
		s := enter(t, config(ksp.SmartID, cut{}))
		_, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Digests: []key.Digest{fit, d}}, nil)
		assert.ErrorIs(t, err, key.ErrDigest, why)
	}
	s := enter(t, config(ksp.SmartID, cut{}))
	_, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign}, nil)
	assert.ErrorIs(t, err, key.ErrDigest, "nothing to sign")
	for kind, most := range map[ksp.Kind]int{ksp.SignServer: 250, ksp.SmartID: 40} {
		_, err := enter(t, config(kind, cut{})).Start(t.Context(), cloud.Request{Digests: make([]key.Digest, most+1)}, nil)
		var told *key.ProviderError
		require.ErrorAs(t, err, &told)
		assert.ErrorIs(t, err, key.ErrTooMany)
		assert.Equal(t, most, told.Limit)
	}
}

// TestTheSameDocumentTwice: it is sent once and answered twice.
func TestTheSameDocumentTwice(t *testing.T) {
	digests := documents("договір", "рахунок", "договір")
	s := enter(t, config(ksp.SignServer, ksptest.Line(answers(func(endpoint string, request []byte) (any, *ksptest.Failure) {
		if endpoint == "acquire-sign" {
			var in struct{ Hashes [][]byte }
			assert.NoError(t, json.Unmarshal(request, &in))
			assert.Equal(t, [][]byte{digests[0].Value, digests[1].Value}, in.Hashes)
			return object{"operationId": "1", "status": 0}, nil
		}
		return object{"status": 2, "signatures": []object{
			{"hash": digests[0].Value, "signature": []byte("first")}, {"hash": digests[1].Value, "signature": []byte("second")},
		}}, nil
	}))))
	o, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Digests: digests}, nil)
	require.NoError(t, err)
	progress, err := s.Poll(t.Context(), o)
	require.NoError(t, err)
	require.Len(t, progress.Results, 3)
	for i, cms := range []string{"first", "second", "first"} {
		assert.Equal(t, cms, string(progress.Results[i].CMS))
	}
	clear(progress.Results[0].CMS)
	assert.Equal(t, "first", string(progress.Results[2].CMS), "whose memory is its own")
}

// TestWordsOnThePhone are short.
func TestWordsOnThePhone(t *testing.T) {
	long := strings.Repeat("ї", 1000)
	for _, c := range []struct {
		description, label, want string
	}{
		{"підпис", "договір", "договір"},
		{"підпис", "", "підпис"},
		{"підпис", long, long[:2*cloud.MaxDescription]},
		{long, "", long[:2*cloud.MaxDescription]},
	} {
		d := documents("договір")[0]
		d.Label = c.label
		s := enter(t, config(ksp.SignServer, ksptest.Line(answers(func(_ string, request []byte) (any, *ksptest.Failure) {
			var in struct{ OperationDescription string }
			assert.NoError(t, json.Unmarshal(request, &in))
			assert.Equal(t, c.want, in.OperationDescription)
			return object{"operationId": "1"}, nil
		}))))
		_, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Digests: []key.Digest{d}, Description: c.description}, nil)
		require.NoError(t, err)
	}
}

// TestRelease: a sign server is told of what nobody waits for, also by a later
// session, and knows nothing of what has ended. A SmartID is told nothing.
func TestRelease(t *testing.T) {
	operation := cloud.Operation{ID: "1"}
	for code, want := range map[ksp.Code]error{
		0: nil, ksp.WrongOperation: nil, ksp.NotRegistered: nil, ksp.ServerFailed: key.ErrProvider,
	} {
		s := enter(t, config(ksp.SignServer, ksptest.Line(answers(func(endpoint string, request []byte) (any, *ksptest.Failure) {
			assert.Equal(t, "release-operation-id", endpoint)
			assert.JSONEq(t, `{"clientId":"PIDPYS_A1","operationId":"1"}`, string(request))
			return object{"status": 3, "errorCode": code}, nil
		}))))
		err := s.Cancel(t.Context(), operation)
		if want == nil {
			assert.NoError(t, err, code)
		} else {
			assert.ErrorIs(t, err, want, code)
		}
	}
	assert.ErrorIs(t, enter(t, config(ksp.SignServer, cut{})).Cancel(t.Context(), operation), key.ErrProviderUnreachable)
	assert.NoError(t, enter(t, config(ksp.SmartID, cut{})).Cancel(t.Context(), operation))
	_, err := enter(t, config(ksp.SmartID, cut{})).Poll(t.Context(), operation)
	assert.Error(t, err, "of another session")
}

// TestReplays: what a server answered to one request is no answer to another.
func TestReplays(t *testing.T) {
	again := ksptest.Line(answers(func(endpoint string, _ []byte) (any, *ksptest.Failure) {
		if endpoint == "sign-status" {
			return object{"status": 0}, nil
		}
		return object{"operationId": "1", "status": 0}, nil
	}))
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			s := enter(t, config(kind, again))
			_, err := sign(t.Context(), s)
			require.NoError(t, err)
			_, err = sign(t.Context(), s)
			assert.ErrorIs(t, err, key.ErrAnswer, "the operation is another's")
		})
	}
	answered := 0
	s := enter(t, config(ksp.SmartID, ksptest.Line(answers(func(string, []byte) (any, *ksptest.Failure) {
		answered++
		return object{"operationId": []string{"", "1", "2"}[answered], "status": 0}, nil
	}))))
	_, err := sign(t.Context(), s)
	assert.ErrorIs(t, err, key.ErrAnswer, "what was begun is not what was asked for")
	release := enter(t, config(ksp.SignServer, ksptest.Line(answers(func(string, []byte) (any, *ksptest.Failure) {
		return object{"operationId": "2", "status": 3}, nil
	}))))
	assert.ErrorIs(t, release.Cancel(t.Context(), cloud.Operation{ID: "1"}), key.ErrAnswer)
}

// TestReleaseFails: signatures that are there are worth more than the release.
func TestReleaseFails(t *testing.T) {
	digest, released := documents("договір")[0], 0
	s := enter(t, config(ksp.SignServer, ksptest.Line(answers(func(endpoint string, _ []byte) (any, *ksptest.Failure) {
		switch endpoint {
		case "acquire-sign":
			return object{"operationId": "1", "status": 0}, nil
		case "release-operation-id":
			released++
			return nil, &ksptest.Failure{ErrorCode: ksp.ServerFailed}
		}
		return object{"status": 2, "signature": []byte("a CMS")}, nil
	}))))
	o, err := s.Start(context.Background(), cloud.Request{Purpose: cloud.Sign, Digests: []key.Digest{digest}}, nil)
	require.NoError(t, err)
	progress, err := s.Poll(context.Background(), o)
	require.NoError(t, err)
	assert.Equal(t, cloud.Progress{State: cloud.Done, Results: []key.Result{{CMS: []byte("a CMS")}}}, progress)
	assert.Equal(t, 1, released)
}
