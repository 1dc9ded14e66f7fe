// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"context"
	"crypto"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
	"github.com/pidpys/pidpys/host/tsp"
)

// simulator starts the provider that was made after the standard by itself, and
// the client's idea of it. People confirm at once unless options say what they do.
func simulator(t *testing.T, o csctest.Options, subscribers ...string) (*csctest.Server, cloud.Provider) {
	person := csctest.Person{ID: "oksana"}
	for _, s := range subscribers {
		person.Keys = append(person.Keys, country().Subscriber(s))
	}
	o.App, o.People, o.Stranger, o.Now = "Навчальний підпис", []csctest.Person{person}, country().Subscriber(testpki.Foreign), today
	o.Client.ID, o.Client.Name = "pidpys", "Pidpys"
	if o.Client.Redirects == nil {
		o.Client.Redirects = []string{redirect}
	}
	if o.Asked == nil {
		o.Asked = func(p *phone.Prompt) { p.Confirm("") }
	}
	server := csctest.New(o)
	serving := httptest.NewServer(server)
	t.Cleanup(serving.Close)
	p, err := csc.New(csc.Config{
		Provider: provided, Base: serving.URL + server.Base(), Version: o.Version, ClientID: "pidpys",
		HTTP: http.DefaultTransport, Plain: true, Now: today, Log: quiet(t),
	})
	require.NoError(t, err)
	return server, p
}

// digestsFor are as many different ones.
func digestsFor(hash *pki.Hash, n int) []key.Digest {
	all := make([]key.Digest, n)
	for i := range all {
		all[i] = key.Digest{Hash: hash, Value: hash.Sum(fmt.Append(nil, i)), Label: fmt.Sprintf("договір-%d.pdf", i)}
	}
	return all
}

// Every way to authorize, every kind of key, both levels of control.
func TestSimulator(t *testing.T) {
	everyone := []string{testpki.Person, testpki.Kupyna, testpki.ECDSAPerson, testpki.RSAPerson}
	for name, o := range map[string]csctest.Options{
		"the page":           {Mode: csctest.OAuth2Code},
		"the page of SCAL 1": {Mode: csctest.OAuth2Code, SCAL: 1},
		"a PIN":              {Mode: csctest.Explicit, PIN: "1234"},
		"a code":             {Mode: csctest.Explicit, OTP: "738496"},
		"both":               {Mode: csctest.Explicit, PIN: "1234", OTP: "738496"},
		"the provider":       {Mode: csctest.Implicit},
		"an issuer, later":   {Mode: csctest.OAuth2Code, Issuer: true, Async: true},
	} {
		t.Run(name, func(t *testing.T) {
			versions(t, func(t *testing.T, version int) {
				o.Version, o.Max = version, 2
				o.Issuer, o.Async = o.Issuer && version == 2, o.Async && version == 2
				_, p := simulator(t, o, everyone...)
				ask := &person{pin: "1234", otp: "738496"}
				s, all := identify(t, p, ask)
				require.Len(t, all, len(everyone))
				for i, c := range all {
					public := country().Subscriber(everyone[i]).SignKey.Public()
					assert.True(t, pki.SamePublicKey(c.Certificates[0], public))
					digests := digestsFor(pki.DefaultHash(public), 2)
					o, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Credential: c.ID, Digests: digests, Description: "Підпис"}, ask)
					require.NoError(t, err)
					progress, err := await(t, s, o)
					require.NoError(t, err)
					verified(t, public, digests, progress)
				}
				require.NoError(t, s.Close())
				ask.wiped(t)
				assert.Zero(t, ask.open)
			})
		})
	}
}

// As many documents as people sign at once, by one visit: what a server is to be told in
// the address is no more than that carries.
func TestSimulatorBatches(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		_, p := simulator(t, csctest.Options{Version: version, Max: 250}, testpki.ECDSAPerson)
		ask := &person{}
		s, all := identify(t, p, ask)
		if version == 2 {
			assert.Equal(t, 250, all[0].Max)
		} else {
			assert.InDelta(t, 110, all[0].Max, 5)
		}
		for _, n := range []int{40, all[0].Max} {
			digests := digestsFor(pki.SHA256, n)
			o, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Credential: all[0].ID, Digests: digests}, ask)
			require.NoError(t, err)
			progress, err := await(t, s, o)
			require.NoError(t, err)
			verified(t, country().Subscriber(testpki.ECDSAPerson).SignKey.Public(), digests, progress)
		}
		assert.Len(t, ask.visits, 3)
		if version == 2 {
			assert.Less(t, len(ask.visits[2]), 2083, "what is long is pushed")
			return
		}
		assert.Less(t, len(ask.visits[2]), 6500)
		larger := make([]key.Digest, 80)
		for i := range larger {
			larger[i] = key.Digest{Hash: pki.SHA512, Value: pki.SHA512.Sum([]byte{byte(i)})}
		}
		_, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Credential: all[0].ID, Digests: larger}, ask)
		var told *key.ProviderError
		require.ErrorAs(t, err, &told)
		assert.ErrorIs(t, told, key.ErrTooMany)
		assert.InDelta(t, 57, told.Limit, 3, "of these, as many as fit")
	})
}

// verified checks every signature, in order.
func verified(t *testing.T, public crypto.PublicKey, digests []key.Digest, progress cloud.Progress) {
	require.Len(t, progress.Results, len(digests))
	for i, d := range digests {
		scheme, err := d.Scheme(public)
		require.NoError(t, err)
		assert.NoError(t, scheme.Verify(public, d.Value, progress.Results[i].Raw))
	}
}

// Through the core: whatever the provider does wrong ends in its own error.
func TestSimulatorFaults(t *testing.T) {
	for fault, want := range map[csctest.Fault]struct{ open, sign error }{
		csctest.NoFault:            {},
		csctest.Refuse:             {open: key.ErrDeclined, sign: key.ErrDeclined},
		csctest.Expire:             {open: key.ErrDeclined, sign: key.ErrDeclined},
		csctest.ExpiredSAD:         {sign: key.ErrAuthorization},
		csctest.WrongHash:          {sign: key.ErrAnswer},
		csctest.WrongSignature:     {sign: key.ErrAnswer},
		csctest.TooFew:             {sign: key.ErrAnswer},
		csctest.ForeignCertificate: {sign: key.ErrCertificateChanged},
		csctest.CertificateChanged: {sign: key.ErrCertificateChanged},
		csctest.BrokenJSON:         {open: key.ErrAnswer, sign: key.ErrAnswer},
		csctest.ServerError:        {open: key.ErrProvider, sign: key.ErrProvider},
		csctest.WrongState:         {open: key.ErrAuthorization, sign: key.ErrAuthorization},
		csctest.WrongIssuer:        {open: key.ErrAuthorization, sign: key.ErrAuthorization},
		csctest.DuplicateCode:      {open: key.ErrAuthorization, sign: key.ErrAuthorization},
		csctest.SpentCode:          {open: key.ErrAuthorization, sign: key.ErrAuthorization},
	} {
		t.Run(string(fault), func(t *testing.T) {
			versions(t, func(t *testing.T, version int) {
				if version == 1 && fault == csctest.WrongIssuer {
					t.Skip("CSC 1 has no issuers")
				}
				server, p := simulator(t, csctest.Options{Version: version, Max: 2, Issuer: version == 2}, testpki.Person)
				source := cloud.NewSource(cloud.Config{Providers: []cloud.Provider{p}, Now: today, Log: quiet(t)})
				defer source.Close()
				ref, ask := key.ProviderRef(source.Scheme(), provided.ID, ""), &person{}

				server.SetFault(fault)
				store, err := source.Open(t.Context(), ref, ask)
				blamed(t, err, want.open)
				if want.open == nil {
					require.NoError(t, store.Close())
				}

				server.SetFault(csctest.NoFault)
				store, err = source.Open(t.Context(), ref, ask)
				require.NoError(t, err)
				defer store.Close()
				keys, err := store.Keys(t.Context())
				require.NoError(t, err)
				require.Len(t, keys, 1)
				server.SetFault(fault)
				if fault == csctest.CertificateChanged { // it changes once it was told
					other, err := source.Open(t.Context(), ref, ask)
					require.NoError(t, err)
					defer other.Close()
				}
				results, err := keys[0].Sign(t.Context(), digestsFor(pki.GOST34311, 2))
				for _, r := range results {
					if err == nil {
						err = r.Err
					}
				}
				blamed(t, err, want.sign)
				if want.sign == nil {
					assert.Len(t, results, 2)
				}
				assert.Zero(t, ask.open)
			})
		})
	}
}

// blamed checks whose error it is.
func blamed(t *testing.T, err, want error) {
	if want == nil {
		require.NoError(t, err)
		return
	}
	require.ErrorIs(t, err, want)
	var told *key.ProviderError
	require.ErrorAs(t, err, &told)
	assert.Equal(t, provided.Title, told.Provider)
}

// Wrong PINs and codes, until the credential is locked.
func TestSimulatorLocks(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		_, p := simulator(t, csctest.Options{Version: version, Mode: csctest.Explicit, PIN: "1234"}, testpki.Person)
		ask := &person{pin: "0000"}
		s, all := identify(t, p, ask)
		request := cloud.Request{Purpose: cloud.Sign, Credential: all[0].ID, Digests: digestsFor(pki.GOST34311, 1)}
		for range 3 {
			_, err := s.Start(t.Context(), request, ask)
			assert.ErrorIs(t, err, key.ErrWrongPIN)
		}
		ask.pin = "1234"
		_, err := s.Start(t.Context(), request, ask)
		assert.ErrorIs(t, err, key.ErrPINLocked)
		ask.wiped(t)
	})
	t.Run("a code", func(t *testing.T) {
		_, p := simulator(t, csctest.Options{Version: 2, Mode: csctest.Explicit, OTP: "1234"}, testpki.Person)
		ask := &person{otp: "0000"}
		s, all := identify(t, p, ask)
		_, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Credential: all[0].ID, Digests: digestsFor(pki.GOST34311, 1)}, ask)
		assert.ErrorIs(t, err, key.ErrWrongOTP)
	})
}

// The person left while the provider was asking them: nobody is asked any more.
func TestSimulatorReleases(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		ringing := make(chan struct{}, 1)
		first := true
		server, p := simulator(t, csctest.Options{Version: version, Mode: csctest.Implicit, Asked: func(p *phone.Prompt) {
			if first { // the page that lets the program in
				first = false
				p.Confirm("")
				return
			}
			ringing <- struct{}{}
		}}, testpki.Person)
		s, all := identify(t, p, &person{})
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		ended := make(chan error, 1)
		go func() {
			request := cloud.Request{Purpose: cloud.Sign, Credential: all[0].ID, Digests: digestsFor(pki.GOST34311, 1)}
			o, err := s.Start(ctx, request, &person{})
			for err == nil {
				_, err = s.Poll(ctx, o)
			}
			ended <- err
		}()
		<-ringing
		leave()
		assert.Equal(t, context.Canceled, <-ended)
		require.NoError(t, s.Close())
		assert.Eventually(t, func() bool { return server.Waiting() == 0 }, 5*time.Second, time.Millisecond)
	})
}

// Time-stamps of the provider's authority, checked as any.
func TestSimulatorTimestamp(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		_, p := simulator(t, csctest.Options{Version: version, TSA: country().TSA(testpki.TSAOptions{})}, testpki.Person)
		s, _ := identify(t, p, &person{})
		digest := digestsFor(pki.GOST34311, 1)[0]
		token, err := s.(csc.Stamper).Timestamp(t.Context(), digest, []byte{1, 2, 3, 4, 5, 6, 7, 8})
		require.NoError(t, err)
		_, err = tsp.ParseToken(token)
		assert.NoError(t, err)
	})
}
