// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package webeid

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/require"
)

const origin = "https://cabinet.example"

// fakeDesk is one whose person has some keys and agrees to everything.
type fakeDesk struct {
	t        testing.TB
	people   []key.Candidate
	unhashed bool  // the page may not have hashes signed
	refusal  error // the person's, or somebody else's
	opened   []*fakeHeld
	orders   []service.SignOrder
}

func (d *fakeDesk) Origin() string   { return origin }
func (d *fakeDesk) Language() string { return "uk" }
func (d *fakeDesk) Hashes() bool     { return !d.unhashed }

// choose is the first key that fits; having none the person gives up.
func (d *fakeDesk) choose(w service.Wanted) (key.Candidate, error) {
	require.NotNil(d.t, w.Fits, "any key would do")
	for _, c := range d.people {
		if w.Fits(c) {
			return c, d.refusal
		}
	}
	return key.Candidate{}, protocol.Fail(protocol.Cancelled)
}

func (d *fakeDesk) Open(_ context.Context, w service.Wanted) (service.Held, error) {
	c, err := d.choose(w)
	if err != nil {
		return nil, err
	}
	h := &fakeHeld{chosen: c}
	d.opened = append(d.opened, h)
	return h, nil
}

func (d *fakeDesk) Sign(ctx context.Context, h service.Held, o service.SignOrder) ([][]byte, error) {
	d.orders = append(d.orders, o)
	var c key.Candidate
	var err error
	if h == nil {
		c, err = d.choose(o.Wanted)
	} else if c, err = h.(*fakeHeld).chosen, d.refusal; h.(*fakeHeld).expired {
		err = service.ErrExpired
	}
	if err != nil {
		return nil, err
	}
	if o.Compose != nil {
		require.True(d.t, o.Login && o.Papers == nil && o.Hash == nil)
		o.Hash, o.Papers = o.Compose(c)
	}
	require.Equal(d.t, service.Raw, o.Form)
	require.Len(d.t, o.Papers, 1)
	digest := key.Digest{Hash: o.Hash, Value: o.Papers[0].Value}
	if content := o.Papers[0].Content; content != nil {
		digest.Value = o.Hash.Sum(content)
	}
	results, err := c.Key.Sign(ctx, []key.Digest{digest})
	require.NoError(d.t, err)
	return [][]byte{results[0].Raw}, results[0].Err
}

type fakeHeld struct {
	chosen          key.Candidate
	expired, closed bool
}

func (h *fakeHeld) Keys() []key.Candidate                       { return []key.Candidate{h.chosen} }
func (h *fakeHeld) Carrier() key.Ref                            { return "" }
func (h *fakeHeld) Chain(*x509.Certificate) []*x509.Certificate { return nil }
func (h *fakeHeld) Closed() bool                                { return h.expired || h.closed }
func (h *fakeHeld) Close()                                      { h.closed = true }

// ask has the dialect answer a command, and reads what it answers.
func ask(t testing.TB, d *dialect, command string, arguments any) (answer struct {
	token
	Version     string
	Certificate []byte
	Supported   []signatureAlgorithm `json:"supportedSignatureAlgorithms"`
	Algorithm   signatureAlgorithm   `json:"signatureAlgorithm"`
	Error       struct{ Code, Message string }
}) {
	t.Helper()
	request, err := json.Marshal(map[string]any{"command": command, "arguments": arguments})
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(d.Answer(t.Context(), request), &answer))
	return answer
}

const (
	toSignIn = x509.KeyUsageDigitalSignature
	toSign   = x509.KeyUsageContentCommitment
)

// candidate is a key with a certificate of its owner's making: whether anybody vouches
// for it is the Desk's to know.
func candidate(t testing.TB, signer crypto.Signer, usage x509.KeyUsage) key.Candidate {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), KeyUsage: usage}
	der, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
	require.NoError(t, err)
	certificate, err := pki.ParseCertificate(der)
	require.NoError(t, err)
	return key.Candidate{Key: key.New(signer), Certificate: certificate}
}

func ecdsaKey(t testing.TB, curve elliptic.Curve) crypto.Signer {
	t.Helper()
	k, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	return k
}

func rsaKey(t testing.TB, bits int) crypto.Signer {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, bits)
	require.NoError(t, err)
	return k
}

// national is a key of DSTU 4145 with which documents are signed.
func national() key.Candidate {
	s := testpki.New(time.Now).Subscriber(testpki.Person)
	return key.Candidate{Key: key.New(s.SignKey), Certificate: s.SignCert}
}
