// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type post = func(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error)

// crowd is a finder with so many authorities, and a post of the test's own.
func crowd(p *testpki.PKI, size int, answer post) *Finder {
	var all []registry.Authority
	for i := range size {
		all = append(all, registry.Authority{Names: []string{fmt.Sprint("Надавач ", i)}, CMP: fmt.Sprintf("%d.example.ua", i)})
	}
	return &Finder{
		Directory:    new(registry.Directory).With(all),
		Trust:        p.Trust,
		Now:          time.Now,
		testOnlyPost: answer,
	}
}

// silence answers nobody.
func silence(ctx context.Context, _, _ string, _ []byte, _ int64) ([]byte, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestTimeLimit wants an end after thirty seconds when nobody answers, with
// eight asked at a time. The bubble holds that no goroutine stays behind.
func TestTimeLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := testpki.New(time.Now)
		key := ByPublicKey(p.Subscriber(testpki.Person).SignKey.Public())
		var asked atomic.Int32
		f := crowd(p, 20, func(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error) {
			asked.Add(1)
			return silence(ctx, url, contentType, body, limit)
		})
		began := time.Now()
		_, err := f.AskAll(t.Context(), nil, key)
		var missing *NotFoundError
		require.ErrorAs(t, err, &missing)
		assert.Len(t, missing.Silent, 20, "those who were not asked in time have not answered either")
		assert.EqualValues(t, maxParallel, asked.Load())
		assert.Equal(t, timeLimit, time.Since(began))

		began = time.Now()
		_, err = f.Ask(t.Context(), "Надавач 3", key)
		assert.ErrorAs(t, err, new(*UnreachableError))
		assert.Equal(t, timeLimit, time.Since(began))
	})
}

// TestWinnerGoesOn has one authority that knows a person's two keys by
// different rules: after the match it alone is asked for the one that is
// there beside.
func TestWinnerGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := testpki.New(time.Now)
		person, kupyna := p.Subscriber(testpki.Person), p.Subscriber(testpki.Kupyna)
		var after []string
		f := crowd(p, 12, func(ctx context.Context, url, _ string, body []byte, _ int64) ([]byte, error) {
			request, err := keyid.ParseRequest(body)
			require.NoError(t, err)
			switch {
			case url != "http://5.example.ua/services/cmp/":
				return silence(ctx, url, "", body, 0)
			case keyid.Equal(request.IDs[0], person.SignCert.SubjectKeyId):
				synctest.Wait() // all the others are waiting by now
				return keyid.MarshalResponse(keyid.StatusFound, append(person.Certificates(), person.Chain...))
			}
			after = append(after, url)
			synctest.Wait() // all the others have stopped
			assert.NoError(t, ctx.Err())
			return keyid.MarshalResponse(keyid.StatusFound, append(kupyna.Certificates(), kupyna.Chain...))
		})
		found, err := f.AskAll(t.Context(), nil, ByPublicKey(person.SignKey.Public()), ByPublicKey(kupyna.SignKey.Public()).Beside())
		require.NoError(t, err)
		assert.Len(t, found, 3)
		assert.Contains(t, found, person.SignCert)
		assert.Contains(t, found, kupyna.SignCert)
		assert.Len(t, after, 1)
	})
}

// knowing answers for some authorities, by their number, each with what one
// subscriber has. All others are silent.
func knowing(who map[int]*testpki.Subscriber) post {
	return func(ctx context.Context, url, _ string, body []byte, _ int64) ([]byte, error) {
		var number int
		if _, err := fmt.Sscanf(url, "http://%d.example.ua/services/cmp/", &number); err != nil {
			return nil, err
		}
		s := who[number]
		if s == nil {
			return silence(ctx, url, "", body, 0)
		}
		return keyid.MarshalResponse(keyid.StatusFound, append(s.Certificates(), s.Chain...))
	}
}

// TestSeveralPeople has a file of several people's keys, whose certificates are
// at different authorities: a match of one does not end the search for another.
func TestSeveralPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := testpki.New(time.Now)
		person, director, stamp := p.Subscriber(testpki.Person), p.Subscriber(testpki.Director), p.Subscriber(testpki.Stamp)
		f := crowd(p, 12, knowing(map[int]*testpki.Subscriber{1: person, 6: director}))
		keys := []Key{ByPublicKey(person.SignKey.Public()), ByPublicKey(director.SignKey.Public())}
		began := time.Now()
		found, err := f.AskAll(t.Context(), nil, keys...)
		require.NoError(t, err)
		assert.Contains(t, found, person.SignCert)
		assert.Contains(t, found, director.SignCert)
		assert.Zero(t, time.Since(began), "somebody was waited for when nothing was missing")

		keys = append(keys, ByPublicKey(stamp.SignKey.Public()))
		found, err = f.AskAll(t.Context(), nil, keys...)
		require.NoError(t, err)
		assert.Contains(t, found, person.SignCert)
		assert.Contains(t, found, director.SignCert)
		assert.Equal(t, timeLimit, time.Since(began), "the third may be at one who has not answered")
	})
}

// TestNobodyIsAskedForWhatIsBeside wants the search to end though a key that is
// there beside has no certificate.
func TestNobodyIsAskedForWhatIsBeside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := testpki.New(time.Now)
		person, kupyna := p.Subscriber(testpki.Person), p.Subscriber(testpki.Kupyna)
		f := crowd(p, 12, knowing(map[int]*testpki.Subscriber{3: person}))
		began := time.Now()
		found, err := f.AskAll(t.Context(), nil, ByPublicKey(person.SignKey.Public()), ByPublicKey(kupyna.SignKey.Public()).Beside())
		require.NoError(t, err)
		assert.Equal(t, person.SignCert, found[0])
		assert.Zero(t, time.Since(began))
	})
}

// TestSlowListener has nobody asked later because the one who hears of the
// progress takes their time.
func TestSlowListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := testpki.New(time.Now)
		asked := make(chan struct{}, 20)
		f := crowd(p, 20, func(context.Context, string, string, []byte, int64) ([]byte, error) {
			asked <- struct{}{}
			return nil, assert.AnError
		})
		heard := 0
		_, err := f.AskAll(t.Context(), func(all, answered int) {
			if answered == 0 {
				for range all {
					<-asked
				}
			}
			heard++
		}, ByPublicKey(p.Subscriber(testpki.Person).SignKey.Public()))
		assert.ErrorAs(t, err, new(*NotFoundError))
		assert.Equal(t, 21, heard)
	})
}

// TestCancelledRound wants all to end at once when the person leaves.
func TestCancelledRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := testpki.New(time.Now)
		f := crowd(p, 20, silence)
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			synctest.Wait()
			cancel(assert.AnError)
		}()
		began := time.Now()
		_, err := f.AskAll(ctx, nil, ByPublicKey(p.Subscriber(testpki.Person).SignKey.Public()))
		assert.ErrorIs(t, err, assert.AnError)
		assert.Zero(t, time.Since(began))
	})
}

// TestOneAnswerTakesBoundedWork has an answer full of certificates that claim
// the key: no more than a few are looked into.
func TestOneAnswerTakesBoundedWork(t *testing.T) {
	p := testpki.New(time.Now)
	person := p.Subscriber(testpki.Person)
	key := ByPublicKey(person.SignKey.Public())
	answer := person.Chain[:0:0]
	for range keyid.MaxCertificates {
		answer = append(answer, person.SignCert)
	}
	assert.Len(t, prove(t.Context(), p.Trust(), []Key{key}, answer, time.Now()), maxClaims)
	ended, end := context.WithCancel(t.Context())
	end()
	assert.Empty(t, prove(ended, p.Trust(), []Key{key}, answer, time.Now()))
	assert.Empty(t, prove(t.Context(), pki.NewTrust(nil, nil), []Key{key}, answer, time.Now()))
}
