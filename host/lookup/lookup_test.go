// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup_test

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var now = time.Date(2026, 11, 21, 15, 4, 5, 0, time.UTC)

func clock() time.Time { return now }

// ukraine is the test authorities, made once.
var ukraine = sync.OnceValue(func() *testpki.PKI { return testpki.New(clock) })

// A service is a look-up service on loopback that keeps what it was asked.
type service struct {
	address string

	mu    sync.Mutex
	asked []keyid.Request
}

func (s *service) requests() []keyid.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func serve(t *testing.T, o testpki.CMPOptions) *service {
	t.Helper()
	s := &service{}
	hear := o.Asked
	o.Asked = func(r keyid.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r)
		s.mu.Unlock()
		if hear != nil {
			hear(r)
		}
	}
	server := httptest.NewServer(ukraine().CMP(o))
	t.Cleanup(server.Close)
	s.address = strings.TrimPrefix(server.URL, "http://")
	return s
}

const name = "Тестовий надавач"

// authority is one with a look-up service at an address that an administrator
// has named.
func authority(name, address string) registry.Authority {
	return registry.Authority{Names: []string{name}, CMP: address, Private: true}
}

// finder looks things up at some authorities, and remembers nothing.
func finder(authorities ...registry.Authority) *lookup.Finder {
	directory := new(registry.Directory).With(authorities)
	return &lookup.Finder{
		Directory: directory,
		Client:    outbound.New(directory.Hosts()),
		Trust:     ukraine().Trust,
		Now:       clock,
	}
}

// keysOf is the keys of a subscriber as they come out of a key file.
func keysOf(s *testpki.Subscriber) []lookup.Key {
	keys := []lookup.Key{lookup.ByPublicKey(s.SignKey.Public())}
	if s.AgreeKey != nil {
		keys = append(keys, lookup.ByPublicKey(s.AgreeKey.Public()))
	}
	return keys
}

// has wants the certificates of a subscriber, in any order, and then those
// above them but for the root's, which is trusted without its certificate.
func has(t *testing.T, s *testpki.Subscriber, found []*x509.Certificate) {
	t.Helper()
	own := s.Certificates()
	if assert.Len(t, found, len(own)+1) {
		assert.ElementsMatch(t, own, found[:len(own)])
		assert.Equal(t, s.Chain[0], found[len(own)])
	}
}

func TestAsk(t *testing.T) {
	for _, who := range testpki.Subscribers() {
		t.Run(who, func(t *testing.T) {
			at := serve(t, testpki.CMPOptions{})
			s := ukraine().Subscriber(who)
			found, err := finder(authority(name, at.address)).Ask(t.Context(), name, keysOf(s)...)
			if who == testpki.Foreign || who == testpki.SelfMade {
				var missing *lookup.NotFoundError
				require.ErrorAs(t, err, &missing, "no root stands above")
				assert.Empty(t, missing.Silent)
				return
			}
			require.NoError(t, err)
			has(t, s, found)
		})
	}
}

func TestAskByIdentifier(t *testing.T) {
	at := serve(t, testpki.CMPOptions{})
	f := finder(authority(name, at.address))
	for _, who := range []string{testpki.Person, testpki.Kupyna, testpki.ECDSAPerson} {
		s := ukraine().Subscriber(who)
		var keys []lookup.Key
		for _, cert := range s.Certificates() {
			keys = append(keys, lookup.ByID(cert.SubjectKeyId))
		}
		found, err := f.Ask(t.Context(), name, keys...)
		require.NoError(t, err)
		has(t, s, found)
	}
	before := len(at.requests())
	for _, id := range [][]byte{nil, {}, make([]byte, 31), make([]byte, 1<<20)} {
		_, err := f.Ask(t.Context(), name, lookup.ByID(id))
		assert.ErrorAs(t, err, new(*lookup.NotFoundError))
	}
	assert.Len(t, at.requests(), before, "there is nothing to ask about")
}

// TestFormsInOrder holds what providers are asked, and in which order: both
// keys of a person at once.
func TestFormsInOrder(t *testing.T) {
	person := ukraine().Subscriber(testpki.Person)
	sign, agree := pki.KeyIDs(person.SignKey.Public()), pki.KeyIDs(person.AgreeKey.Public())
	ecdsa := ukraine().Subscriber(testpki.ECDSAPerson)
	sha1 := append(pki.KeyIDs(ecdsa.SignKey.Public())[0], make([]byte, 12)...)

	usual := keyid.Request{Slots: keyid.Short, Chain: true, Servers: true, IDs: [][]byte{sign[0], agree[0]}}
	kupyna := keyid.Request{Slots: keyid.Short, Chain: true, Servers: true, IDs: [][]byte{sign[1], agree[1]}}
	all := keyid.Request{Slots: keyid.Long, Chain: true, IDs: [][]byte{sign[0], sign[1], agree[0], agree[1]}}
	for what, c := range map[string]struct {
		who   *testpki.Subscriber
		fault testpki.CMPFault
		want  []keyid.Request
	}{
		"found at once":    {person, testpki.CMPNoFault, []keyid.Request{usual}},
		"only a long form": {person, testpki.CMPLongOnly, []keyid.Request{usual, kupyna, all}},
		"never found":      {person, testpki.CMPEmpty, []keyid.Request{usual, kupyna, all}},
		"out of order":     {person, testpki.CMPFails, []keyid.Request{usual, kupyna, all}},
		"international": {ecdsa, testpki.CMPEmpty, []keyid.Request{
			{Slots: keyid.Short, Chain: true, Servers: true, IDs: [][]byte{sha1}},
			{Slots: keyid.Long, Chain: true, IDs: [][]byte{sha1}},
		}},
	} {
		t.Run(what, func(t *testing.T) {
			at := serve(t, testpki.CMPOptions{Fault: c.fault})
			_, _ = finder(authority(name, at.address)).Ask(t.Context(), name, keysOf(c.who)...)
			assert.Equal(t, c.want, at.requests())
		})
	}
}

func TestManyKeys(t *testing.T) {
	at := serve(t, testpki.CMPOptions{})
	f := finder(authority(name, at.address))
	var keys []lookup.Key
	var want []*x509.Certificate
	for _, who := range []string{testpki.Person, testpki.Director, testpki.Stamp} {
		s := ukraine().Subscriber(who)
		keys = append(keys, keysOf(s)...)
		want = append(want, s.SignCert, s.AgreeCert)
	}
	found, err := f.Ask(t.Context(), name, keys...)
	require.NoError(t, err)
	assert.ElementsMatch(t, want, found[:len(want)])
	assert.Len(t, at.requests(), 3, "two keys a request")

	_, err = f.Ask(t.Context(), name, make([]lookup.Key, 17)...)
	assert.ErrorIs(t, err, lookup.ErrTooManyKeys)
}

func TestOneOfTwoIsFound(t *testing.T) {
	at := serve(t, testpki.CMPOptions{})
	person, stranger := ukraine().Subscriber(testpki.Person), ukraine().Subscriber(testpki.SelfMade)
	found, err := finder(authority(name, at.address)).Ask(t.Context(), name,
		lookup.ByPublicKey(stranger.SignKey.Public()), lookup.ByPublicKey(person.SignKey.Public()))
	require.NoError(t, err)
	assert.Equal(t, []*x509.Certificate{person.SignCert, person.Chain[0]}, found)
	for _, later := range at.requests()[1:] {
		assert.NotContains(t, later.IDs, person.SignCert.SubjectKeyId, "asked again about what was found")
	}
}

// TestHostileServices wants an error of the right kind whatever comes, and
// never a certificate.
func TestHostileServices(t *testing.T) {
	elsewhere := serve(t, testpki.CMPOptions{})
	for what, c := range map[string]struct {
		fault testpki.CMPFault
		cause error // of an UnreachableError; nil: NotFoundError
	}{
		"500":          {testpki.CMPFails, &outbound.StatusError{Code: http.StatusInternalServerError}},
		"HTML":         {testpki.CMPHTML, keyid.ErrMalformed},
		"garbage":      {testpki.CMPGarbage, keyid.ErrMalformed},
		"no end":       {testpki.CMPOversized, outbound.ErrTooLarge},
		"redirect":     {testpki.CMPRedirects, outbound.ErrRedirect},
		"nobody known": {testpki.CMPEmpty, nil},
		"foreign":      {testpki.CMPForeign, nil},
		"wrong key":    {testpki.CMPWrongKey, nil},
		"self-made":    {testpki.CMPSelfMade, nil},
		"flood":        {testpki.CMPFlood, nil},
	} {
		t.Run(what, func(t *testing.T) {
			at := serve(t, testpki.CMPOptions{Fault: c.fault, Elsewhere: "http://" + elsewhere.address})
			f := finder(authority(name, at.address), authority("Інший", elsewhere.address))
			f.Folder = t.TempDir()
			found, err := f.Ask(t.Context(), name, keysOf(ukraine().Subscriber(testpki.Person))...)
			assert.Empty(t, found)
			assert.Empty(t, names(t, f.Folder), "something was remembered")
			if c.cause == nil {
				var missing *lookup.NotFoundError
				require.ErrorAs(t, err, &missing)
				assert.Empty(t, missing.Silent)
				return
			}
			var unreachable *lookup.UnreachableError
			require.ErrorAs(t, err, &unreachable)
			assert.Equal(t, name, unreachable.Authority)
			if status, ok := c.cause.(*outbound.StatusError); ok {
				var got *outbound.StatusError
				require.ErrorAs(t, err, &got)
				assert.Equal(t, status, got)
				return
			}
			assert.ErrorIs(t, err, c.cause)
		})
	}
	assert.Empty(t, elsewhere.requests(), "a redirect was followed")
}

func TestNobodyToAsk(t *testing.T) {
	at := serve(t, testpki.CMPOptions{})
	public := authority(name, at.address)
	public.Private = false
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	f := finder(public, authority("Без послуги", ""), authority("Зниклий", strings.TrimPrefix(gone.URL, "http://")))
	key := keysOf(ukraine().Subscriber(testpki.Person))

	_, err := f.Ask(t.Context(), "Невідомий", key...)
	assert.ErrorIs(t, err, lookup.ErrUnknownAuthority)
	_, err = f.Ask(t.Context(), "Без послуги", key...)
	assert.ErrorIs(t, err, lookup.ErrNoLookup)
	_, err = f.Ask(t.Context(), name, key...)
	assert.ErrorIs(t, err, outbound.ErrPrivateAddress, "nobody on this machine has named the address")
	assert.Empty(t, at.requests())
	_, err = f.Ask(t.Context(), "Зниклий", key...)
	assert.ErrorIs(t, err, outbound.ErrUnreachable)
	assert.ErrorAs(t, err, new(*lookup.UnreachableError))

	f.Client = outbound.New(nil)
	_, err = f.Ask(t.Context(), name, key...)
	assert.ErrorIs(t, err, outbound.ErrForbiddenHost)
}

func TestCancelled(t *testing.T) {
	why := assert.AnError
	ctx, cancel := context.WithCancelCause(t.Context())
	at := serve(t, testpki.CMPOptions{Slow: make(chan struct{}), Asked: func(keyid.Request) { cancel(why) }})
	f := finder(authority(name, at.address))
	_, err := f.Ask(ctx, name, keysOf(ukraine().Subscriber(testpki.Person))...)
	assert.ErrorIs(t, err, why)
	_, err = f.AskAll(ctx, nil, keysOf(ukraine().Subscriber(testpki.Person))...)
	assert.ErrorIs(t, err, why)
}

func TestSlow(t *testing.T) {
	ready := make(chan struct{})
	at := serve(t, testpki.CMPOptions{Slow: ready, Asked: func(keyid.Request) { close(ready) }})
	person := ukraine().Subscriber(testpki.Person)
	found, err := finder(authority(name, at.address)).Ask(t.Context(), name, keysOf(person)...)
	require.NoError(t, err)
	has(t, person, found)
}
