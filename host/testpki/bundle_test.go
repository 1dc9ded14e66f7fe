// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/testpki"
)

func TestBundle(t *testing.T) {
	const size = 100_000
	p := testpki.New(clock)
	bundle := p.Bundle(size)
	assert.GreaterOrEqual(t, len(bundle), size)
	reader, err := cms.NewReader(bytes.NewReader(bundle))
	require.NoError(t, err)
	message, err := reader.SignedData()
	require.NoError(t, err)
	assert.Empty(t, message.SignerInfos)
	assert.Empty(t, message.Unreadable)
	different := map[string]bool{}
	for _, raw := range message.RawCertificates {
		different[string(raw)] = true
	}
	assert.Equal(t, len(message.RawCertificates), len(different), "each is another one")
	for _, ours := range p.Certificates() {
		assert.Contains(t, message.RawCertificates, ours.Raw)
	}
}

func TestNames(t *testing.T) {
	p := testpki.New(clock)
	assert.Contains(t, p.Names(), p.Subscriber(testpki.Person).SignCert.Issuer.CommonName)
	assert.Contains(t, p.Names(), p.Subscriber(testpki.ECDSAPerson).SignCert.Issuer.CommonName)
	assert.NotContains(t, p.Names(), p.Subscriber(testpki.Foreign).SignCert.Issuer.CommonName)
}
