// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestBatch: as many documents as the provider takes are one confirmation, and one
// more is refused before anybody is asked.
func TestBatch(t *testing.T) {
	for _, limit := range []int{40, 250} {
		for kind, fresh := range map[string]func(string) *desk{"raw": newDesk, "CMS": witnessed} {
			t.Run(fmt.Sprint(kind, " ", limit), func(t *testing.T) {
				d := fresh(testpki.ECDSAPerson)
				d.about.Max = limit
				k, _ := open(t, d)
				require.Equal(t, limit, k.(key.Confirmed).MaxDigests())
				var digests []key.Digest
				for i := range limit {
					digests = append(digests, digest(k, fmt.Sprint("document ", i)))
				}
				results, err := k.Sign(t.Context(), digests)
				require.NoError(t, err)
				require.Len(t, results, limit)
				for _, result := range results {
					require.NoError(t, result.Err)
				}
				require.Len(t, d.requests, 2, "one to identify, one for all")

				_, err = k.Sign(t.Context(), append(digests, digests[0]))
				var told *key.ProviderError
				require.ErrorAs(t, err, &told)
				assert.Equal(t, key.ProviderError{Err: key.ErrTooMany, Provider: d.about.Title, Limit: limit}, *told)
				assert.Len(t, d.requests, 2)
			})
		}
	}
}

// TestRequests: what a provider is told to show on the phone.
func TestRequests(t *testing.T) {
	d := newDesk(testpki.ECDSAPerson)
	k, _ := open(t, d)
	identified := d.lastRequest()
	assert.Equal(t, cloud.Identify, identified.Purpose)
	assert.Empty(t, identified.Digests, "who tells certificates is given nothing to sign")
	assert.Contains(t, identified.Description, "не підписуються")

	long := strings.Repeat("є", 300)
	for name, test := range map[string]struct {
		labels      []string
		description string
		shown       []string
	}{
		"one":          {[]string{"Звіт.pdf"}, "Підписати: Звіт.pdf", []string{"Звіт.pdf"}},
		"without name": {[]string{""}, "Підписати документ", []string{""}},
		"several":      {[]string{"a", "b", "c"}, "Підписати документи: 3", []string{"a", "b", "c"}},
		"hostile":      {[]string{"Звіт\u202e\r\nfdp.exe"}, "Підписати: Звіт fdp.exe", []string{"Звіт fdp.exe"}},
		"long":         {[]string{long}, "Підписати: " + long[:2*189], []string{long[:2*200] + "…"}},
	} {
		var digests []key.Digest
		for _, label := range test.labels {
			digests = append(digests, digest(k, label))
		}
		_, err := k.Sign(t.Context(), digests)
		require.NoError(t, err)
		r := d.lastRequest()
		assert.Equal(t, cloud.Sign, r.Purpose, name)
		assert.Equal(t, "key-1", r.Credential, name)
		assert.Equal(t, test.description, r.Description, name)
		assert.LessOrEqual(t, utf8.RuneCountInString(r.Description), cloud.MaxDescription)
		for i, one := range r.Digests {
			assert.Equal(t, test.shown[i], one.Label, name)
			assert.Equal(t, digests[i].Value, one.Value, name)
		}
		assert.Equal(t, test.labels[0], digests[0].Label, "the caller's digests are the caller's")
	}
}

// TestWitnessedRequest: who signs nothing is told so.
func TestWitnessedRequest(t *testing.T) {
	d := witnessed(testpki.Person)
	open(t, d)
	r := d.lastRequest()
	assert.Equal(t, cloud.Identify, r.Purpose)
	require.Len(t, r.Digests, 1)
	assert.Contains(t, r.Digests[0].Label, "без документа")
}

// TestUnfitIsNotSent: a digest that the key cannot sign bothers nobody.
func TestUnfitIsNotSent(t *testing.T) {
	d := newDesk(testpki.ECDSAPerson)
	k, _ := open(t, d)
	short := digest(k, "document")
	short.Value = short.Value[1:]
	results, err := k.Sign(t.Context(), []key.Digest{short})
	require.NoError(t, err)
	require.ErrorIs(t, results[0].Err, key.ErrDigest)
	assert.Len(t, d.requests, 1, "only to identify")
}

// TestSignConfirmed: the notice of a signature says that it is one.
func TestSignConfirmed(t *testing.T) {
	d := newDesk(testpki.ECDSAPerson)
	asker := keytest.NewAsker(nil)
	store, err := source(t, d).Open(t.Context(), ref, asker)
	require.NoError(t, err)
	defer store.Close()
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	_, err = keys[0].Sign(t.Context(), []key.Digest{digest(keys[0], "document")})
	require.NoError(t, err)
	shown := asker.Notices()
	require.Len(t, shown, 4)
	assert.True(t, shown[0].Identify)
	assert.Equal(t, key.NoticeLink, shown[2].Kind)
	assert.False(t, shown[2].Identify)
}

// waitingToSign opens a key whose person will never confirm a signature.
func waitingToSign(t *testing.T) (*desk, key.Key, key.Store) {
	d := newDesk(testpki.ECDSAPerson)
	k, store := open(t, d)
	d.look = always(cloud.Waiting, nil)
	return d, k, store
}

func TestSignUnconfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, k, _ := waitingToSign(t)
		began := time.Now()
		_, err := k.Sign(t.Context(), []key.Digest{digest(k, "document")})
		require.ErrorIs(t, err, key.ErrUnconfirmed)
		assert.Equal(t, 5*time.Minute, time.Since(began))
		assert.Equal(t, []string{"operation-2"}, d.gone())

		d.look = nil
		results, err := k.Sign(t.Context(), []key.Digest{digest(k, "document")})
		require.NoError(t, err, "another try is a new operation")
		require.NoError(t, results[0].Err)
		assert.Zero(t, len(d.requests)-3)
	})
}

// TestSignOneByOne: two signatures of one person wait for each other, and whoever
// goes meanwhile has begun nothing.
func TestSignOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, k, _ := waitingToSign(t)
		d.look = from(31)
		go func() {
			_, err := k.Sign(t.Context(), []key.Digest{digest(k, "first")})
			assert.NoError(t, err)
		}()
		synctest.Wait()
		hasty, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := k.Sign(hasty, []key.Digest{digest(k, "hasty")})
		require.Equal(t, context.DeadlineExceeded, err)
		require.Len(t, d.requests, 2)
		began := time.Now()
		_, err = k.Sign(t.Context(), []key.Digest{digest(k, "patient")})
		require.NoError(t, err)
		assert.Equal(t, 50*time.Second, time.Since(began), "20 s of the first and 30 s of its own")
	})
}

// TestCloseWhileWaiting: a store that is closed lets nobody wait, and the provider
// hears of it.
func TestCloseWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, k, store := waitingToSign(t)
		failures := make(chan error, 3)
		for range cap(failures) {
			go func() {
				_, err := k.Sign(t.Context(), []key.Digest{digest(k, "document")})
				failures <- err
			}()
		}
		time.Sleep(10 * time.Second)
		require.NoError(t, store.Close())
		for range cap(failures) {
			require.ErrorIs(t, <-failures, key.ErrClosed)
		}
		assert.Equal(t, []string{"operation-2"}, d.gone())
		assert.Zero(t, d.sessions)
		_, err := k.Sign(t.Context(), nil)
		require.ErrorIs(t, err, key.ErrClosed)
	})
}
