// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// A node is a certificate with its key, able to issue others.
type node struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// issue makes a certificate under parent, or a self-signed one under nil.
// change may alter the template; a CA is the default.
func issue(t testing.TB, parent *node, name string, change func(*x509.Certificate)) *node {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return issueFor(t, parent, name, key, change)
}

func issueFor(t testing.TB, parent *node, name string, key *ecdsa.PrivateKey, change func(*x509.Certificate)) *node {
	t.Helper()
	n, err := tryIssue(parent, name, key, change)
	require.NoError(t, err)
	return n
}

// tryIssue fails when the certificate cannot be written or read.
func tryIssue(parent *node, name string, key *ecdsa.PrivateKey, change func(*x509.Certificate)) (*node, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: noon.AddDate(-1, 0, 0), NotAfter: noon.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign, MaxPathLen: -1,
	}
	if change != nil {
		change(template)
	}
	by, signer := template, key
	if parent != nil {
		by, signer = parent.cert, parent.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, by, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	cert, err := pki.ParseCertificate(der)
	return &node{cert, key}, err
}

func leaf(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, x509.KeyUsageDigitalSignature }

func trusting(t *testing.T, root *node, certs ...*node) *pki.Trust {
	t.Helper()
	anchor, err := pki.AnchorOf(root.cert)
	require.NoError(t, err)
	return pki.NewTrust([]pki.Anchor{anchor}, certificates(certs...))
}

func certificates(nodes ...*node) []*x509.Certificate {
	var certs []*x509.Certificate
	for _, n := range nodes {
		certs = append(certs, n.cert)
	}
	return certs
}

func TestChain(t *testing.T) {
	root := issue(t, nil, "Root", nil)
	ca := issue(t, root, "CA", nil)
	signer := issue(t, ca, "Signer", leaf)

	t.Run("from what is trusted", func(t *testing.T) {
		chain, err := trusting(t, root, ca).Chain(signer.cert, nil, noon)
		require.NoError(t, err)
		assert.Equal(t, certificates(signer, ca, root), chain)
	})
	t.Run("from what comes along", func(t *testing.T) {
		chain, err := trusting(t, root).Chain(signer.cert, certificates(root, signer, ca), noon)
		require.NoError(t, err)
		assert.Equal(t, certificates(signer, ca, root), chain)
	})
	t.Run("from what is added", func(t *testing.T) {
		bare := trusting(t, root)
		chain, err := bare.With(certificates(ca)).Chain(signer.cert, nil, noon)
		require.NoError(t, err)
		assert.Equal(t, certificates(signer, ca, root), chain)
		_, err = bare.Chain(signer.cert, nil, noon)
		assert.ErrorIs(t, err, pki.ErrNoChain, "it is a new Trust that has them")
	})
	t.Run("the anchor itself", func(t *testing.T) {
		chain, err := trusting(t, root).Chain(root.cert, nil, noon)
		require.NoError(t, err)
		assert.Equal(t, certificates(root), chain)
	})
	t.Run("an anchor of name and key", func(t *testing.T) {
		trust := pki.NewTrust([]pki.Anchor{{Subject: root.cert.RawSubject, PublicKey: root.key.Public()}}, nil)
		chain, err := trust.Chain(signer.cert, certificates(ca), noon)
		require.NoError(t, err)
		assert.Equal(t, certificates(signer, ca), chain)
	})
	t.Run("the issuer is missing", func(t *testing.T) {
		_, err := trusting(t, root).Chain(signer.cert, nil, noon)
		assert.ErrorIs(t, err, pki.ErrNoChain)
	})
	t.Run("another root of the same name", func(t *testing.T) {
		chain, err := trusting(t, issue(t, nil, "Root", nil)).Chain(signer.cert, certificates(ca, root), noon)
		assert.ErrorIs(t, err, pki.ErrNoChain)
		assert.Nil(t, chain)
	})
	t.Run("a certificate with the name and key of an anchor", func(t *testing.T) {
		forged := issueFor(t, issue(t, nil, "Root", nil), "Root", root.key, leaf)
		_, err := trusting(t, root).Chain(forged.cert, nil, noon)
		assert.ErrorIs(t, err, pki.ErrNoChain)
	})
	t.Run("a renewed authority with the same key", func(t *testing.T) {
		old := issueFor(t, root, "CA", ca.key, func(c *x509.Certificate) { c.NotAfter = noon.AddDate(0, -1, 0) })
		chain, err := trusting(t, root, old, ca).Chain(signer.cert, nil, noon)
		require.NoError(t, err)
		assert.Equal(t, ca.cert, chain[1])
	})
}

// TestChainByText joins an issuer written as PrintableString to a subject
// written as UTF8String, in another case and with other spaces.
func TestChainByText(t *testing.T) {
	name := func(params string, cn string) []byte {
		value, err := asn1.MarshalWithParams(cn, params)
		require.NoError(t, err)
		der, err := asn1.Marshal([]pkixSet{{{Type: pki.OIDCommonName, Value: asn1.RawValue{FullBytes: value}}}})
		require.NoError(t, err)
		return der
	}
	root := issue(t, nil, "", func(c *x509.Certificate) { c.RawSubject = name("utf8", "Root of All") })
	written := *root.cert
	written.RawSubject = name("printable", "ROOT of  all ")
	signer := issue(t, &node{&written, root.key}, "Signer", leaf)
	require.NotEqual(t, signer.cert.RawIssuer, root.cert.RawSubject)
	_, err := trusting(t, root).Chain(signer.cert, nil, noon)
	assert.NoError(t, err)
}

type pkixSet = pkix.RelativeDistinguishedNameSET

func TestChainValidity(t *testing.T) {
	root := issue(t, nil, "Root", nil)
	ca := issue(t, root, "CA", func(c *x509.Certificate) { c.NotAfter = noon.AddDate(0, 6, 0) })
	signer := issue(t, ca, "Signer", leaf)
	trust := trusting(t, root, ca)
	for _, c := range []struct {
		name   string
		at     time.Time
		who    *node
		notYet bool
	}{
		{"before", noon.AddDate(-2, 0, 0), signer, true},
		{"first second", signer.cert.NotBefore, nil, false},
		{"last second", ca.cert.NotAfter, nil, false},
		{"the authority expired", noon.AddDate(0, 7, 0), ca, false},
		{"all expired", noon.AddDate(2, 0, 0), signer, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			chain, err := trust.Chain(signer.cert, nil, c.at)
			assert.Equal(t, certificates(signer, ca, root), chain, "the chain is told with the error")
			if c.who == nil {
				assert.NoError(t, err)
				return
			}
			var validity *pki.ValidityError
			require.True(t, errors.As(err, &validity), "%v", err)
			assert.Equal(t, c.who.cert, validity.Certificate)
			assert.ErrorContains(t, err, map[bool]string{true: "not valid before 2025-11-21", false: "expired at 2027-"}[c.notYet])
			assert.Equal(t, c.notYet, validity.NotYet)
		})
	}
}

func TestChainConstraints(t *testing.T) {
	extension := func(oid asn1.ObjectIdentifier, critical bool) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: oid, Critical: critical, Value: []byte{0x30, 0}})
		}
	}
	unknown := asn1.ObjectIdentifier{1, 2, 3, 4}
	for _, c := range []struct {
		name       string
		root, ca   func(*x509.Certificate)
		signer     func(*x509.Certificate)
		constraint pki.Constraint // empty: the chain holds
		who        string
	}{
		{name: "nothing special"},
		{name: "a subscriber as issuer", ca: leaf, constraint: pki.NotCA, who: "CA"},
		{name: "no basicConstraints", ca: func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = false, false }, constraint: pki.NotCA, who: "CA"},
		{name: "no keyCertSign", ca: func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }, constraint: pki.NoCertSign, who: "CA"},
		{name: "no keyUsage at all", ca: func(c *x509.Certificate) { c.KeyUsage = 0 }},
		{name: "path length of the root", root: func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true }, constraint: pki.PathLength, who: "Root"},
		{name: "path length enough", root: func(c *x509.Certificate) { c.MaxPathLen = 1 }, ca: func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true }},
		{name: "unknown critical extension of the issuer", ca: extension(unknown, true), constraint: pki.CriticalExtension, who: "CA"},
		{name: "unknown critical extension of the signer", signer: extension(unknown, true), constraint: pki.CriticalExtension, who: "Signer"},
		{name: "unknown extension", signer: extension(unknown, false)},
		{name: "critical qcStatements", signer: extension(pki.OIDQCStatements, true)},
		{name: "critical qcStatements that are none", signer: func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: pki.OIDQCStatements, Critical: true, Value: []byte{0x30, 1, 0}}}
		}, constraint: pki.Extension, who: "Signer"},
		{name: "a policy required and absent", ca: func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: pki.OIDPolicyConstraints, Critical: true, Value: []byte{0x30, 3, 0x80, 1, 0}}}
		}, constraint: pki.NoPolicy, who: "Signer"},
		{name: "a policy required after fewer than no certificates", ca: func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: pki.OIDPolicyConstraints, Critical: true, Value: []byte{0x30, 3, 0x80, 1, 0xff}}}
		}, constraint: pki.Extension, who: "CA"},
		{name: "a name that an authority may not certify", ca: func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"gov.ua"} },
			signer: func(c *x509.Certificate) { c.DNSNames = []string{"gov.ua.example"} }, constraint: pki.NameConstraints, who: "Signer"},
		{name: "a name that the root's authorities may not certify", root: func(c *x509.Certificate) { c.ExcludedDNSDomains = []string{"gov.ua"} },
			signer: func(c *x509.Certificate) { c.DNSNames = []string{"diia.gov.ua"} }, constraint: pki.NameConstraints, who: "Signer"},
		{name: "a name that an authority may certify", ca: func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"gov.ua"} },
			signer: func(c *x509.Certificate) { c.DNSNames = []string{"diia.gov.ua"} }},
		{name: "name constraints of a subscriber", signer: func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"gov.ua"} }, constraint: pki.Extension, who: "Signer"},
		{name: "name constraints that are none", ca: func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: pki.OIDNameConstraints, Critical: true, Value: []byte{0x30, 6, 0xa0, 4, 0x30, 2, 0xa4, 0}}}
		}, constraint: pki.Extension, who: "CA"},
		{name: "an authority without a name", ca: func(c *x509.Certificate) {
			c.RawSubject = []byte{0x30, 0}
			c.ExtraExtensions = []pkix.Extension{{Id: pki.OIDSubjectAltName, Critical: true, Value: []byte{0x30, 4, 0x82, 2, 'u', 'a'}}}
		}, constraint: pki.EmptyName, who: ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := issue(t, nil, "Root", c.root)
			ca := issue(t, root, "CA", c.ca)
			signer := issue(t, ca, "Signer", func(cert *x509.Certificate) {
				leaf(cert)
				if c.signer != nil {
					c.signer(cert)
				}
			})
			_, err := trusting(t, root, ca).Chain(signer.cert, nil, noon)
			if c.constraint == "" {
				assert.NoError(t, err)
				return
			}
			var constraint *pki.ConstraintError
			require.True(t, errors.As(err, &constraint), "%v", err)
			assert.Equal(t, c.constraint, constraint.Constraint)
			assert.Equal(t, c.who, constraint.Certificate.Subject.CommonName)
		})
	}
}

// TestChainPathLength counts authorities, but not those that only renewed
// their own key.
func TestChainPathLength(t *testing.T) {
	limit := func(n int) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = n, n == 0 }
	}
	root := issue(t, nil, "Root", nil)
	ca := issue(t, root, "CA", limit(0))
	renewed := issue(t, ca, "CA", nil)
	_, err := trusting(t, root, ca, renewed).Chain(issue(t, renewed, "Signer", leaf).cert, nil, noon)
	assert.NoError(t, err)

	sub := issue(t, ca, "Sub", nil)
	_, err = trusting(t, root, ca, sub).Chain(issue(t, sub, "Signer", leaf).cert, nil, noon)
	assert.ErrorContains(t, err, "path length")
}

func TestChainWeakAlgorithm(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	root := issue(t, nil, "Root", nil)
	weakRoot := *root.cert
	weakRoot.PublicKey = key.Public()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: root.cert.NotBefore, NotAfter: root.cert.NotAfter}
	der, err := x509.CreateCertificate(rand.Reader, template, &weakRoot, root.key.Public(), key)
	require.NoError(t, err)
	signer, err := pki.ParseCertificate(der)
	require.NoError(t, err)

	trust := pki.NewTrust([]pki.Anchor{{Subject: root.cert.RawSubject, PublicKey: key.Public()}}, nil)
	_, err = trust.Chain(signer, nil, noon)
	var constraint *pki.ConstraintError
	require.True(t, errors.As(err, &constraint), "%v", err)
	assert.Equal(t, pki.WeakAlgorithm, constraint.Constraint)
	assert.Equal(t, "RSA of 1024 bits", constraint.Detail)
}

// TestChainSearchEnds offers a web in which every authority has certified
// every other, and none leads anywhere.
func TestChainSearchEnds(t *testing.T) {
	const web = 12
	root := issue(t, nil, "Root", nil)
	var authorities []*node
	for i := range web {
		authorities = append(authorities, issue(t, nil, string(rune('A'+i)), nil))
	}
	var bundle []*x509.Certificate
	for _, by := range authorities {
		for _, of := range authorities {
			bundle = append(bundle, issueFor(t, by, of.cert.Subject.CommonName, of.key, nil).cert)
		}
	}
	signer := issue(t, authorities[0], "Signer", leaf)
	start := time.Now()
	_, err := trusting(t, root).Chain(signer.cert, bundle, noon)
	assert.ErrorIs(t, err, pki.ErrNoChain)
	assert.Less(t, time.Since(start), 2*time.Second)
}
