// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/pki"
)

// An issuer has certificates issued, for keys of their own.
type issuer struct {
	key         *ecdsa.PrivateKey
	certificate *x509.Certificate
}

// issue makes a certificate that is valid for an hour around day, unless the
// template says else. Without an issuer it is a root's.
func (i *issuer) issue(t *testing.T, name string, template x509.Certificate) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template.SerialNumber = big.NewInt(1)
	template.Subject = pkix.Name{CommonName: name}
	template.BasicConstraintsValid = template.IsCA
	if template.NotAfter.IsZero() {
		template.NotBefore, template.NotAfter = day().Add(-time.Hour), day().Add(time.Hour)
	}
	parent, signer := &template, key
	if i != nil {
		parent, signer = i.certificate, i.key
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, parent, key.Public(), signer)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &issuer{key, cert}
}

func TestServerOf(t *testing.T) {
	var nobody *issuer
	ca := x509.Certificate{IsCA: true, KeyUsage: x509.KeyUsageCertSign}
	root := nobody.issue(t, "root", ca)
	ours, theirs, twin := root.issue(t, "ours", ca), root.issue(t, "theirs", ca), root.issue(t, "ours", ca)
	below := ours.issue(t, "below", ca)
	server := func(usage x509.KeyUsage, purposes ...asn1.ObjectIdentifier) x509.Certificate {
		return x509.Certificate{KeyUsage: usage, UnknownExtKeyUsage: purposes}
	}
	usual := server(x509.KeyUsageDigitalSignature, pki.OIDCMCRA)
	late := usual
	late.NotBefore, late.NotAfter = day().Add(-2*time.Hour), day().Add(-time.Hour)

	anchor, err := pki.AnchorOf(root.certificate)
	require.NoError(t, err)
	trust := pki.NewTrust([]pki.Anchor{anchor}, nil)
	accepts := cmp.ServerOf(ours.certificate, trust, day)
	for name, c := range map[string]struct {
		server *issuer
		right  bool
	}{
		"the issuer itself":                {ours, true},
		"a registration authority":         {ours.issue(t, "server", usual), true},
		"a certification authority":        {ours.issue(t, "server", server(x509.KeyUsageDigitalSignature, pki.OIDCMCCA)), true},
		"a CMP server of the national":     {ours.issue(t, "server", server(x509.KeyUsageDigitalSignature, pki.OIDCMPServer)), true},
		"usage not limited":                {ours.issue(t, "server", server(0, pki.OIDCMCRA)), true},
		"a person":                         {ours.issue(t, "person", server(x509.KeyUsageDigitalSignature)), false},
		"a stamp":                          {ours.issue(t, "stamp", server(x509.KeyUsageDigitalSignature, pki.OIDStamp)), false},
		"a server that cannot sign":        {ours.issue(t, "server", server(x509.KeyUsageKeyAgreement, pki.OIDCMCRA)), false},
		"a server whose time is over":      {ours.issue(t, "server", late), false},
		"another provider":                 {theirs, false},
		"another provider's server":        {theirs.issue(t, "server", usual), false},
		"the root":                         {root, false},
		"the root's server":                {root.issue(t, "server", usual), false},
		"one of the same name":             {twin, false},
		"its server":                       {twin.issue(t, "server", usual), false},
		"the server of an authority below": {below.issue(t, "server", usual), false},
		"selfmade":                         {nobody.issue(t, "ours", ca), false},
	} {
		err := accepts(c.server.certificate, []*x509.Certificate{theirs.certificate, twin.certificate, below.certificate})
		if c.right {
			assert.NoError(t, err, name)
		} else {
			assert.Error(t, err, name)
		}
	}
	accepts = cmp.ServerOf(ours.certificate, pki.NewTrust(nil, []*x509.Certificate{root.certificate}), day)
	assert.ErrorIs(t, accepts(ours.issue(t, "server", usual).certificate, nil), pki.ErrNoChain, "a root that nobody pinned")
}
