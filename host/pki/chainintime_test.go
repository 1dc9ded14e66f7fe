// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestChainInTime wants a chain whatever the clock says, also one that
// outlives its provider's.
func TestChainInTime(t *testing.T) {
	day := func(year int) time.Time { return time.Date(year, 11, 21, 0, 0, 0, 0, time.UTC) }
	p := testpki.New(func() time.Time { return day(2026) })
	earlier := testpki.New(func() time.Time { return day(2021) }) // same keys, providers until 2027
	for name, c := range map[string]struct {
		who   string
		trust *pki.Trust
		now   time.Time
	}{
		"valid":                {testpki.Person, p.Trust(), day(2026)},
		"expired":              {testpki.Expired, p.Trust(), day(2050)},
		"not yet valid":        {testpki.NotYet, p.Trust(), day(2020)},
		"outlives its issuer":  {testpki.Person, earlier.Trust(), day(2028).AddDate(0, -6, 0)},
		"expired, issuer long": {testpki.Person, earlier.Trust(), day(2050)},
	} {
		chain, err := c.trust.ChainInTime(p.Subscriber(c.who).SignCert, nil, c.now)
		require.NoError(t, err, name)
		assert.Len(t, chain, 2, name)
	}
	foreign := p.Subscriber(testpki.Foreign).SignCert
	_, err := p.Trust().ChainInTime(foreign, nil, foreign.NotBefore)
	assert.ErrorIs(t, err, pki.ErrNoChain)
}
