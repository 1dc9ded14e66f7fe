// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

// confirmed is a server whose person confirms everything at once.
func confirmed(o *ksptest.Options) {
	o.Asked = func(p *phone.Prompt) { p.Confirm("") }
}

// inBubbles is the authorities when the time of synctest begins.
var inBubbles = sync.OnceValue(func() *testpki.PKI {
	return testpki.New(func() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) })
})

// source is the keys at a server, by the clock of a test that makes its own time.
func source(t *testing.T, kind ksp.Kind, changes ...func(*ksptest.Options)) (*cloud.Source, *town) {
	t.Helper()
	world := inBubbles()
	s := serve(kind, append([]func(*ksptest.Options){func(o *ksptest.Options) {
		o.Now = time.Now
		o.People = []ksptest.Person{{ID: "A1", Keys: world.Subscriber(testpki.Person)}}
		o.Server, o.Stranger = world.Subscriber(testpki.Stamp), world.Subscriber(testpki.Foreign)
	}}, changes...)...)
	c := ksp.Config{
		Provider: key.Provider{ID: "ksp", Title: "Зразок"}, Kind: kind, Prefix: "PIDPYS_",
		Base: "https://keys.example/keys", Cipher: ksptest.Cipher{}, HTTP: ksptest.Line(s),
		Trust: world.Trust, Now: time.Now,
	}
	if kind == ksp.SmartID {
		c.Link = "https://keys.example/keys/rd/kep"
	}
	p, err := ksp.New(c)
	require.NoError(t, err)
	log := logrus.New()
	log.SetOutput(io.Discard)
	source := cloud.NewSource(cloud.Config{Providers: []cloud.Provider{p}, Folder: t.TempDir(), Now: time.Now, Log: log})
	t.Cleanup(func() { require.NoError(t, source.Close()) })
	return source, s
}

// ref names the keys of the server's person: a SmartID asks nobody who that is.
func ref(kind ksp.Kind) key.Ref {
	if kind == ksp.SmartID {
		return key.ProviderRef(cloud.Scheme, "ksp", "")
	}
	return key.ProviderRef(cloud.Scheme, "ksp", "a1")
}

func digests(count int) (all []key.Digest) {
	for i := range count {
		name := fmt.Sprintf("документ %d", i+1)
		all = append(all, key.Digest{Hash: pki.GOST34311, Value: pki.GOST34311.Sum([]byte(name)), Label: name})
	}
	return all
}

// signAs has a person's only key sign, from the choice of the provider on.
func signAs(ctx context.Context, s *cloud.Source, kind ksp.Kind, documents []key.Digest, between func()) (key.Key, []key.Result, error) {
	store, err := s.Open(ctx, ref(kind), keytest.NewAsker(nil))
	if err != nil {
		return nil, nil, err
	}
	defer store.Close()
	keys, err := store.Keys(ctx)
	if err != nil {
		return nil, nil, err
	}
	between()
	results, err := keys[0].Sign(ctx, documents)
	return keys[0], results, err
}

var kinds = map[string]ksp.Kind{"sign server": ksp.SignServer, "SmartID": ksp.SmartID}

func nothing() {}

// TestAsManyAsThereMayBe: by one confirmation, and not one more.
func TestAsManyAsThereMayBe(t *testing.T) {
	for name, kind := range kinds {
		most := map[ksp.Kind]int{ksp.SignServer: 250, ksp.SmartID: 40}[kind]
		for _, count := range []int{1, 2, most} {
			t.Run(fmt.Sprintf("%s %d", name, count), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, at := source(t, kind, confirmed)
					k, results, err := signAs(t.Context(), s, kind, digests(count), nothing)
					require.NoError(t, err)
					require.Len(t, results, count)
					assert.Equal(t, most, k.(key.Confirmed).MaxDigests())
					signer := cades.Signer{Certificate: k.Certificates()[0], Hash: pki.GOST34311}
					for i, d := range digests(count) {
						require.NoError(t, results[i].Err)
						_, err := signer.Adopt(results[i].CMS, d.Value)
						require.NoError(t, err)
					}
					assert.Zero(t, at.Waiting())
				})
			})
		}
		t.Run(name+" too many", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _ := source(t, kind, confirmed)
				_, _, err := signAs(t.Context(), s, kind, digests(most+1), nothing)
				var told *key.ProviderError
				require.ErrorAs(t, err, &told)
				assert.ErrorIs(t, err, key.ErrTooMany)
				assert.Equal(t, most, told.Limit)
			})
		})
	}
}

// TestFaults: whatever the server does wrong, the person is told what it is, from
// the first confirmation and from the second.
func TestFaults(t *testing.T) {
	for fault, want := range map[ksptest.Fault]struct{ first, second error }{
		ksptest.NoFault:            {},
		ksptest.Slow:               {},
		ksptest.Refuse:             {key.ErrDeclined, key.ErrDeclined},
		ksptest.Expire:             {key.ErrUnconfirmed, key.ErrUnconfirmed},
		ksptest.WrongHash:          {key.ErrAnswer, key.ErrAnswer},
		ksptest.ForeignCertificate: {nil, key.ErrCertificateChanged}, // whom to trust is not decided here
		ksptest.BrokenJSON:         {key.ErrAnswer, key.ErrAnswer},
		ksptest.ServerError:        {key.ErrProvider, key.ErrProvider},
		ksptest.ForgedAnswer:       {key.ErrAnswer, key.ErrAnswer},
		ksptest.Duplicate:          {nil, key.ErrAnswer}, // of several documents
	} {
		for name, kind := range kinds {
			t.Run(name+" "+string(fault), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, at := source(t, kind, confirmed)
					_, results, err := signAs(t.Context(), s, kind, digests(2), func() { at.SetFault(fault) })
					for _, r := range results {
						if err == nil {
							err = r.Err
						}
					}
					is(t, want.second, err)
				})
			})
			first := want.first
			if fault == ksptest.Duplicate && kind == ksp.SmartID {
				first = key.ErrAnswer // one document there is several, too
			}
			t.Run(name+" "+string(fault)+" from the start", func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, _ := source(t, kind, confirmed, func(o *ksptest.Options) { o.Fault = fault })
					store, err := s.Open(t.Context(), ref(kind), keytest.NewAsker(nil))
					is(t, first, err)
					if err == nil {
						require.NoError(t, store.Close())
					}
				})
			})
		}
	}
}

// TestCertificateChanged: who identified themselves is not who signs, at every
// sign-in.
func TestCertificateChanged(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, at := source(t, kind, confirmed)
				_, _, err := signAs(t.Context(), s, kind, digests(1), nothing)
				require.NoError(t, err)
				at.SetFault(ksptest.CertificateChanged)
				for range 2 {
					_, results, err := signAs(t.Context(), s, kind, digests(1), nothing)
					require.NoError(t, err)
					is(t, key.ErrCertificateChanged, results[0].Err)
				}
			})
		})
	}
}

func is(t *testing.T, want, err error) {
	t.Helper()
	if want == nil {
		assert.NoError(t, err)
		return
	}
	assert.ErrorIs(t, err, want)
	var told *key.ProviderError
	if assert.ErrorAs(t, err, &told) {
		assert.Equal(t, "Зразок", told.Provider)
	}
}

// TestNobodyConfirms: it is over when the server says so, and nothing waits any more.
func TestNobodyConfirms(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const life = 20 * time.Second
				s, at := source(t, kind, func(o *ksptest.Options) { o.Life = life })
				began := time.Now()
				_, err := s.Open(t.Context(), ref(kind), keytest.NewAsker(nil))
				is(t, key.ErrUnconfirmed, err)
				assert.Equal(t, life, time.Since(began))
				assert.Zero(t, at.Waiting())
			})
		})
	}
}

// TestTheBrowserIsClosed: a sign server is told at once; a SmartID cannot be, and
// its operation waits for its own end.
func TestTheBrowserIsClosed(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				s, at := source(t, kind)
				time.AfterFunc(10*time.Second, cancel)
				_, err := s.Open(ctx, ref(kind), keytest.NewAsker(nil))
				assert.ErrorIs(t, err, context.Canceled)
				left := map[ksp.Kind]int{ksp.SmartID: 1}[kind]
				assert.Equal(t, left, at.Waiting())
				if left == 0 {
					assert.Equal(t, phone.Withdrawn, at.prompts[0].State())
				}
				time.Sleep(5 * time.Minute)
				assert.Zero(t, at.Waiting())
			})
		})
	}
}

// TestTheLinkLeadsToThePhone: what the person is shown is the page that asks them,
// and asks them for a sign-in first.
func TestTheLinkLeadsToThePhone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, at := source(t, ksp.SmartID, func(o *ksptest.Options) { o.Asked = nil })
		ask := keytest.NewAsker(nil)
		go func() {
			for _, title := range []string{phone.SignIn, phone.Signing(2)} {
				time.Sleep(10 * time.Second)
				notices := ask.Notices()
				link := notices[len(notices)-1].Link
				page := httptest.NewRecorder()
				at.ServeHTTP(page, httptest.NewRequest(http.MethodGet, link, nil))
				assert.Contains(t, page.Body.String(), "<h1>"+title+"</h1>")
				assert.Contains(t, page.Body.String(), "Pidpys")
				form := httptest.NewRequest(http.MethodPost, link, nil)
				form.PostForm = map[string][]string{"answer": {"confirm"}}
				at.ServeHTTP(httptest.NewRecorder(), form)
			}
		}()
		store, err := s.Open(t.Context(), ref(ksp.SmartID), ask)
		require.NoError(t, err)
		defer store.Close()
		keys, err := store.Keys(t.Context())
		require.NoError(t, err)
		results, err := keys[0].Sign(t.Context(), digests(2))
		require.NoError(t, err)
		assert.Len(t, results, 2)
	})
}
