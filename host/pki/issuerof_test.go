// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// A root is trusted by name and key; its certificate is found among those at
// hand, whoever supplied it and whenever it was issued.
func TestIssuerOf(t *testing.T) {
	now := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	authorities := testpki.New(func() time.Time { return now })
	person, stranger := authorities.Subscriber(testpki.Person), authorities.Subscriber(testpki.Foreign)
	provider, root := person.Chain[0], person.Chain[1]
	bare := pki.NewTrust(authorities.Anchors(), nil)

	assert.Nil(t, bare.IssuerOf(provider, nil), "a name and a key are no certificate")
	assert.Equal(t, root, bare.IssuerOf(provider, []*x509.Certificate{provider, root}))
	assert.Equal(t, root, authorities.Trust().IssuerOf(provider, nil))
	assert.Nil(t, authorities.Trust().IssuerOf(stranger.SignCert, nil), "of the same name, with another key")

	later := testpki.New(func() time.Time { return now.AddDate(0, 3, 0) })
	assert.NotNil(t, later.Trust().IssuerOf(provider, nil), "the same key in another certificate")
}
