// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud_test

import (
	"crypto/x509"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// wrongs are answers to one digest that a machine must not get away with.
func wrongs(t *testing.T, d *desk) map[string]struct {
	answer func(key.Digest) key.Result
	want   error
} {
	t.Helper()
	other := func(digest key.Digest) key.Digest {
		digest.Value = digest.Hash.Sum([]byte("c0ntent"))
		return digest
	}
	// Another of the same kind, who has the same key in a certificate of his own.
	twin := *d.person
	issued := keytest.Certify(t, d.person.SignKey.Public())
	twin.SignCert, twin.Chain = issued[0], issued[1:]
	stranger := newDesk(testpki.Director)
	stranger.about.Witnessed = d.about.Witnessed
	return map[string]struct {
		answer func(key.Digest) key.Result
		want   error
	}{
		"nothing":         {func(key.Digest) key.Result { return key.Result{} }, key.ErrAnswer},
		"no octets":       {func(key.Digest) key.Result { return key.Result{Raw: []byte{}} }, key.ErrAnswer},
		"octets":          {func(key.Digest) key.Result { return key.Result{Raw: []byte{1, 2, 3}} }, key.ErrAnswer},
		"no CMS":          {func(key.Digest) key.Result { return key.Result{CMS: []byte("<html>")} }, key.ErrAnswer},
		"another digest":  {func(digest key.Digest) key.Result { return d.sign(other(digest)) }, key.ErrAnswer},
		"its own trouble": {func(key.Digest) key.Result { return key.Result{Err: errors.New("HSM 17")} }, key.ErrProvider},
		"declined":        {func(key.Digest) key.Result { return key.Result{Err: key.ErrDeclined} }, key.ErrDeclined},
		"both kinds": {func(digest key.Digest) key.Result {
			raw, _ := key.New(d.person.SignKey).Sign(t.Context(), []key.Digest{digest})
			return key.Result{Raw: raw[0].Raw, CMS: envelop(d.person, digest)}
		}, key.ErrAnswer},
		"the other kind": {func(digest key.Digest) key.Result {
			if !d.about.Witnessed {
				return key.Result{CMS: envelop(d.person, digest)}
			}
			raw, _ := key.New(d.person.SignKey).Sign(t.Context(), []key.Digest{digest})
			return raw[0]
		}, key.ErrAnswer},
		"another key": {stranger.sign, map[bool]error{true: key.ErrCertificateChanged, false: key.ErrAnswer}[d.about.Witnessed]},
		"another certificate of the key": {func(digest key.Digest) key.Result {
			return key.Result{CMS: envelop(&twin, digest)}
		}, map[bool]error{true: key.ErrCertificateChanged, false: key.ErrAnswer}[d.about.Witnessed]},
	}
}

// TestWrongAnswers: one wrong answer among three costs that document alone.
func TestWrongAnswers(t *testing.T) {
	for kind, fresh := range map[string]func(string) *desk{"raw": newDesk, "CMS": witnessed} {
		for name, test := range wrongs(t, fresh(testpki.Person)) {
			t.Run(kind+", "+name, func(t *testing.T) {
				d := fresh(testpki.Person)
				k, _ := open(t, d)
				d.result = func(r cloud.Request, p *cloud.Progress) { p.Results[1] = test.answer(r.Digests[1]) }
				digests := []key.Digest{digest(k, "one"), digest(k, "two"), digest(k, "three")}
				results, err := k.Sign(t.Context(), digests)
				require.NoError(t, err)
				require.Len(t, results, 3)
				require.NoError(t, results[0].Err)
				require.NoError(t, results[2].Err)
				require.ErrorIs(t, results[1].Err, test.want)
				assert.ErrorAs(t, results[1].Err, new(*key.ProviderError))
				assert.Nil(t, results[1].Raw)
				assert.Nil(t, results[1].CMS)
			})
		}
	}
}

// TestWrongCount: nobody guesses which of the documents an answer is for.
func TestWrongCount(t *testing.T) {
	for name, change := range map[string]func([]key.Result) []key.Result{
		"none":     func([]key.Result) []key.Result { return nil },
		"one less": func(all []key.Result) []key.Result { return all[1:] },
		"one more": func(all []key.Result) []key.Result { return append(all, all[0]) },
	} {
		for kind, d := range map[string]*desk{"raw": newDesk(testpki.ECDSAPerson), "CMS": witnessed(testpki.ECDSAPerson)} {
			t.Run(kind+", "+name, func(t *testing.T) {
				k, _ := open(t, d)
				d.result = func(_ cloud.Request, p *cloud.Progress) { p.Results = change(p.Results) }
				_, err := k.Sign(t.Context(), []key.Digest{digest(k, "one"), digest(k, "two")})
				require.ErrorIs(t, err, key.ErrAnswer)
				assert.ErrorAs(t, err, new(*key.ProviderError))
			})
		}
	}
}

// TestWrongOrder: a machine that mixes documents up is caught.
func TestWrongOrder(t *testing.T) {
	d := witnessed(testpki.ECDSAPerson)
	k, _ := open(t, d)
	d.result = func(_ cloud.Request, p *cloud.Progress) { slices.Reverse(p.Results) }
	results, err := k.Sign(t.Context(), []key.Digest{digest(k, "one"), digest(k, "two")})
	require.NoError(t, err)
	for _, result := range results {
		assert.ErrorIs(t, result.Err, key.ErrAnswer)
	}
}

// TestWrongWitness: whose key it is is not believed either.
func TestWrongWitness(t *testing.T) {
	for name, test := range wrongs(t, witnessed(testpki.Person)) {
		if test.want == key.ErrCertificateChanged {
			continue // there is none before it to compare with
		}
		t.Run(name, func(t *testing.T) {
			d := witnessed(testpki.Person)
			d.result = func(r cloud.Request, p *cloud.Progress) { p.Results[0] = test.answer(r.Digests[0]) }
			_, err := opened(t, t.Context(), d, keytest.NewAsker(nil))
			require.ErrorIs(t, err, test.want)
			assert.ErrorAs(t, err, new(*key.ProviderError))
		})
	}
	d := witnessed(testpki.Person)
	d.result = func(_ cloud.Request, p *cloud.Progress) { p.Results = append(p.Results, p.Results[0]) }
	_, err := opened(t, t.Context(), d, keytest.NewAsker(nil))
	require.ErrorIs(t, err, key.ErrAnswer)
}

// TestCertificateChanged: the person was shown one certificate, and their renewed
// one, of another key, signs.
func TestCertificateChanged(t *testing.T) {
	d := witnessed(testpki.Person)
	k, _ := open(t, d)
	d.person = people.Subscriber(testpki.FOP)
	results, err := k.Sign(t.Context(), []key.Digest{digest(k, "document")})
	require.NoError(t, err)
	require.ErrorIs(t, results[0].Err, key.ErrCertificateChanged)
	assert.Equal(t, people.Subscriber(testpki.Person).SignCert, k.Certificates()[0])
}

// TestCertificatesAreTheCallersOwn: what a caller does to them changes no check.
func TestCertificatesAreTheCallersOwn(t *testing.T) {
	k, _ := open(t, newDesk(testpki.ECDSAPerson))
	k.Certificates()[0] = new(x509.Certificate)
	assert.NotEmpty(t, k.Certificates()[0].Raw)
}
