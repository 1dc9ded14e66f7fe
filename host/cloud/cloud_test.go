// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

var _ key.Remote = (*cloud.Source)(nil)

func TestSource(t *testing.T) {
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson, testpki.RSAPerson} {
		t.Run(name, func(t *testing.T) {
			keytest.TestSource(t, func(t *testing.T) keytest.Fixture {
				return keytest.Fixture{Source: source(t, newDesk(name)), Ref: ref}
			})
		})
	}
}

// TestWitnessed: whose key it is the person shows by signing nothing, and what it
// answers is a CMS that can be taken over.
func TestWitnessed(t *testing.T) {
	for name, h := range map[string]*pki.Hash{
		testpki.Person: nil, testpki.Kupyna: pki.Kupyna256, testpki.ECDSAPerson: pki.SHA256,
	} {
		t.Run(name, func(t *testing.T) {
			d := witnessed(name)
			d.about.Hash = h
			k, store := open(t, d)
			assert.True(t, k.Certificates()[0].Equal(d.person.SignCert))
			assert.Equal(t, d.about.Title, k.(key.Confirmed).ConfirmedAt())
			assert.Equal(t, 40, k.(key.Confirmed).MaxDigests())
			assert.True(t, k.(key.Enveloping).AnswersCMS())
			assert.True(t, k.(key.Reauthenticating).AsksToSign())
			require.NoError(t, store.Close())
			assert.Zero(t, d.sessions)

			k, _ = open(t, d)
			assert.NotEqual(t, d.requests[0].Digests[0].Value, d.requests[1].Digests[0].Value, "nothing, anew each time")
			document := digest(k, "document")
			if h != nil {
				document.Hash, document.Value = h, h.Sum([]byte("document"))
			}
			results, err := k.Sign(t.Context(), []key.Digest{document})
			require.NoError(t, err)
			require.Len(t, results, 1)
			require.NoError(t, results[0].Err)
			_, err = (&cades.Signer{Certificate: k.Certificates()[0], Hash: document.Hash}).Adopt(results[0].CMS, document.Value)
			require.NoError(t, err)
		})
	}
}
