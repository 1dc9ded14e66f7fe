// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry_test

import (
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// made is when the chains of the embedded certificates were judged.
var made = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

func TestRootsArePinned(t *testing.T) {
	roots := registry.Roots()
	require.Len(t, roots, len(registry.Pins()), "a pinned root is not embedded")
	names := map[string]bool{}
	for _, root := range roots {
		require.NotNil(t, root.Certificate)
		assert.True(t, pki.IsCA(root.Certificate))
		assert.NoError(t, pki.CheckCertificate(root.Certificate, root.PublicKey), "a root signs itself")
		subject := pki.Subject(root.Certificate)
		names[subject.CommonName+" "+subject.Serial] = true
	}
	for _, pin := range registry.Pins() {
		assert.True(t, names[pin.Name+" "+pin.Number], "no root is called %s %s", pin.Name, pin.Number)
	}
}

func TestCertificatesReachPinnedRoots(t *testing.T) {
	certs := registry.Certificates()
	assert.Equal(t, 109, len(certs))
	trust := pki.NewTrust(registry.Roots(), certs)
	used := map[string]bool{}
	for _, cert := range certs {
		require.True(t, pki.IsCA(cert))
		chain, err := trust.Chain(cert, nil, made)
		require.NoError(t, err, pki.Subject(cert).CommonName)
		used[pki.Subject(chain[len(chain)-1]).Serial] = true
	}
	assert.Len(t, used, len(registry.Pins()), "a root is pinned that nothing valid stands under")
}

// TestTimeStampersStampTime wants each of them to be good for the one thing it
// is here for.
func TestTimeStampersStampTime(t *testing.T) {
	certs := registry.TimeStampers()
	assert.Equal(t, 110, len(certs))
	trust := pki.NewTrust(registry.Roots(), registry.Certificates())
	for _, cert := range certs {
		_, err := trust.Validate(cert, nil, made, pki.Demands{Purpose: pki.ForTimeStamps})
		assert.NoError(t, err, pki.Subject(cert).CommonName)
	}
}

func TestEveryAuthorityHasACertificate(t *testing.T) {
	has := map[string]bool{}
	for _, cert := range registry.Certificates() {
		if a, ok := registry.Builtin().Find(pki.Subject(cert).CommonName); ok {
			has[a.Name()] = true
		}
	}
	for _, a := range registry.Builtin().Authorities() {
		assert.True(t, has[a.Name()], "%s has no certificate", a.Name())
	}
}

// TestDiia judges a real subscriber whose certificate expired in 2024, and
// providers that the official trusted list prints.
func TestDiia(t *testing.T) {
	trust := pki.NewTrust(registry.Roots(), registry.Certificates())
	read := func(name string) []byte { return interop.Read(t, "pki/ua-real/"+name) }

	for _, name := range []string{"diia-qtsp-2311-ecdsa.cer", "diia-qtsp-2503-ecdsa.cer"} {
		cert, err := pki.ParseCertificate(read(name))
		require.NoError(t, err)
		chain, err := trust.Chain(cert, nil, made)
		require.NoError(t, err, name)
		assert.Len(t, chain, 2)
	}

	subscriber, err := pki.ParseCertificate(read("diia-test-sign-7775603.cer"))
	require.NoError(t, err)
	provider, err := pki.ParseCertificates(read("diia-CA-05E19E2CD92EA2990100000001000000E1000000.cer"))
	require.NoError(t, err)
	chain, err := trust.Chain(subscriber, provider, time.Date(2023, 6, 1, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	assert.Len(t, chain, 3)

	_, err = trust.Chain(subscriber, provider, made)
	var expired *pki.ValidityError
	require.ErrorAs(t, err, &expired)
	assert.Equal(t, subscriber, expired.Certificate)
}
