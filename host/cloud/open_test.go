// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud_test

import (
	"context"
	"crypto/x509"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestProviders: those that can be used come first, each as it was given, and one
// that cannot says why.
func TestProviders(t *testing.T) {
	first, second := newDesk(testpki.ECDSAPerson), newDesk(testpki.Person)
	second.about.ID = "another"
	partners := []key.Provider{
		{ID: "bank", Title: "Банк", Agreement: true}, {ID: "post", Title: "Пошта", Agreement: true},
	}
	s := source(t, first, func(c *cloud.Config) {
		c.Providers = append(c.Providers, second)
		c.Agreements = partners
	})
	assert.Equal(t, []key.Provider{first.about.Provider, second.about.Provider, partners[0], partners[1]}, s.Providers())
	infos, err := s.List(t.Context())
	require.NoError(t, err)
	assert.Empty(t, infos, "nothing is seen before somebody confirms it")

	_, err = s.Open(t.Context(), key.ProviderRef(cloud.Scheme, "post", "0501234567"), keytest.NewAsker(nil))
	var told *key.ProviderError
	require.ErrorAs(t, err, &told)
	assert.Equal(t, key.ProviderError{Err: key.ErrAgreement, Provider: "Пошта"}, *told)

	for _, bad := range []key.Ref{"cloud:nobody", "cloud:", "cloud:desk;user=", "cloud:desk;name=x", "file:desk", "desk"} {
		_, err = s.Open(t.Context(), bad, keytest.NewAsker(nil))
		assert.ErrorIs(t, err, key.ErrReference, bad)
	}
	assert.Empty(t, first.users)
}

// A person answers who they are.
type person struct {
	*keytest.Asker
	name string
	err  error
}

func (p person) Text(ctx context.Context, q key.Question) (string, error) {
	_, _ = p.Asker.Text(ctx, q)
	return p.name, p.err
}

// TestUser: who the person is comes from the reference, or from them; a provider
// that does not want it is not told.
func TestUser(t *testing.T) {
	for name, test := range map[string]struct {
		need   key.UserID
		said   string // in the reference
		answer person
		asked  bool
		told   string
		want   error
	}{
		"needless":           {need: key.UserNone},
		"needless, but said": {need: key.UserNone, said: "olena"},
		"optional":           {need: key.UserOptional},
		"optional, said":     {need: key.UserOptional, said: "Олена; 050%", told: "Олена; 050%"},
		"required, said":     {need: key.UserRequired, said: "olena", told: "olena"},
		"required":           {need: key.UserRequired, answer: person{name: " olena\n"}, asked: true, told: "olena"},
		"required, nothing":  {need: key.UserRequired, answer: person{name: " "}, asked: true, want: key.ErrUnknownUser},
		"required, declined": {need: key.UserRequired, answer: person{err: key.ErrCancelled}, asked: true, want: key.ErrCancelled},
		"too long":           {need: key.UserRequired, said: strings.Repeat("a", 257), want: key.ErrUnknownUser},
		"two lines":          {need: key.UserOptional, said: "olena\r\nadmin", want: key.ErrUnknownUser},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(testpki.ECDSAPerson)
			d.about.User = test.need
			test.answer.Asker = keytest.NewAsker(nil)
			at := key.ProviderRef(cloud.Scheme, "desk", test.said)
			store, err := source(t, d).Open(t.Context(), at, test.answer)
			require.ErrorIs(t, err, test.want)
			if test.asked {
				assert.Equal(t, []key.Question{{Kind: key.AskUser, Ref: at, Provider: d.about.Title}}, test.answer.Questions())
			} else {
				assert.Empty(t, test.answer.Questions())
			}
			if err != nil {
				assert.Empty(t, d.users)
				return
			}
			require.NoError(t, store.Close())
			assert.Equal(t, []string{test.told}, d.users)
		})
	}
}

// TestCredentials: keys that nothing can be made of are left out, the others come
// in their order.
func TestCredentials(t *testing.T) {
	ecdsa, dstu := people.Subscriber(testpki.ECDSAPerson), people.Subscriber(testpki.Person)
	unknown := &x509.Certificate{RawSubjectPublicKeyInfo: []byte{5, 0}}
	d := newDesk(testpki.ECDSAPerson)
	d.result = func(_ cloud.Request, p *cloud.Progress) {
		p.Credentials = []cloud.Credential{
			{ID: "bare"},
			{ID: "unknown", Certificates: []*x509.Certificate{unknown}},
			{ID: "ecdsa", Certificates: []*x509.Certificate{ecdsa.SignCert}, Max: 3},
			{ID: "dstu", Certificates: make([]*x509.Certificate, 100), CMS: true},
		}
		for i := range p.Credentials[3].Certificates {
			p.Credentials[3].Certificates[i] = dstu.SignCert
		}
	}
	_, store := open(t, d)
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	require.Len(t, keys, 2)
	assert.Equal(t, ecdsa.SignKey.Public(), keys[0].Public())
	assert.Equal(t, 3, keys[0].(key.Confirmed).MaxDigests())
	assert.False(t, keys[0].(key.Enveloping).AnswersCMS())
	assert.Equal(t, 1, keys[1].(key.Confirmed).MaxDigests())
	assert.True(t, keys[1].(key.Enveloping).AnswersCMS())
	assert.Len(t, keys[1].Certificates(), 16)
}

// TestNoCredentials: a person without keys is told so.
func TestNoCredentials(t *testing.T) {
	for name, test := range map[string]struct {
		told []cloud.Credential
		want error
	}{
		"none":           {nil, key.ErrNoSigningKey},
		"none of use":    {make([]cloud.Credential, 64), key.ErrNoSigningKey},
		"more than many": {make([]cloud.Credential, 65), key.ErrAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(testpki.ECDSAPerson)
			d.result = func(_ cloud.Request, p *cloud.Progress) { p.Credentials = test.told }
			_, err := opened(t, t.Context(), d, keytest.NewAsker(nil))
			require.ErrorIs(t, err, test.want)
			assert.ErrorAs(t, err, new(*key.ProviderError))
		})
	}
}

// TestOpenAfterClose: a source that is closed looks after no leftovers, and opens.
func TestOpenAfterClose(t *testing.T) {
	s := source(t, newDesk(testpki.ECDSAPerson))
	require.NoError(t, s.Close())
	store, err := s.Open(t.Context(), ref, keytest.NewAsker(nil))
	require.NoError(t, err)
	require.NoError(t, store.Close())
}

// TestClosesBadly: that a provider does not hear of the end is no trouble of the
// person's.
func TestClosesBadly(t *testing.T) {
	d := newDesk(testpki.ECDSAPerson)
	_, store := open(t, d)
	d.closing = key.ErrProviderUnreachable
	require.NoError(t, store.Close())
	require.NoError(t, store.Close(), "and once is enough")
	assert.Zero(t, d.sessions)
}
