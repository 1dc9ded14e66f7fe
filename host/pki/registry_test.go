// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const registryFile = "ca-registry/CACertificates-2026-06-16.p7b"

func registry(t testing.TB) []*x509.Certificate {
	t.Helper()
	certs, err := pki.ParseCertificates(interop.Read(t, registryFile))
	require.NoError(t, err)
	return certs
}

func fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return hex.EncodeToString(sum[:])
}

// TestRegistry reads every certificate of every Ukrainian provider as of June
// 2026: DSTU 4145 with both hashes, ECDSA on two curves, RSA of odd sizes.
func TestRegistry(t *testing.T) {
	t.Parallel()
	certs := registry(t)
	require.Len(t, certs, 815)
	type signer struct {
		cert *x509.Certificate
		key  crypto.PublicKey
	}
	bySubject := map[string][]signer{}
	for _, cert := range certs {
		pub, err := pki.PublicKey(cert)
		require.NoError(t, err, "key of %s", fingerprint(cert))
		subject := text(t, cert.RawSubject)
		bySubject[subject] = append(bySubject[subject], signer{cert, pub})
	}
	verified := map[string]int{}
	for _, cert := range certs {
		possible := bySubject[text(t, cert.RawIssuer)]
		if len(possible) == 0 {
			continue
		}
		assert.True(t, slices.ContainsFunc(possible, func(s signer) bool {
			return pki.EqualNames(s.cert.RawSubject, cert.RawIssuer) && pki.CheckCertificate(cert, s.key) == nil
		}), "%s does not verify", fingerprint(cert))
		alg, err := pki.SignatureAlgorithmOf(cert)
		require.NoError(t, err)
		verified[alg.OID.String()]++
	}
	assert.Equal(t, map[string]int{
		pki.OIDDSTU4145.String():          457,
		pki.OIDDSTU4145Kupyna256.String(): 32,
		pki.OIDECDSAWithSHA256.String():   174,
		pki.OIDRSAWithSHA256.String():     151,
		pki.OIDRSAWithSHA1.String():       1,
	}, verified)
}

// text is a name in a form that is equal for names of equal text.
func text(t *testing.T, der []byte) string {
	t.Helper()
	name, err := pki.ParseName(der)
	require.NoError(t, err)
	return fmt.Sprint(name)
}

// TestRegistryRowByRow holds each DSTU certificate of the registry against
// what independent code found out about it.
func TestRegistryRowByRow(t *testing.T) {
	t.Parallel()
	var facts struct{ Rows [][]string }
	require.NoError(t, json.Unmarshal(interop.Read(t, "vectors/ca-registry-dstu.json"), &facts))
	byFingerprint := map[string]*x509.Certificate{}
	for _, cert := range registry(t) {
		byFingerprint[fingerprint(cert)] = cert
	}
	require.Len(t, facts.Rows, 489)
	for i, row := range facts.Rows {
		cert, issuer := byFingerprint[row[0]], byFingerprint[row[1]]
		require.NotNil(t, cert, row[0])
		require.NotNil(t, issuer, row[1])
		checkOrder(t, cert, row[2])
		checkDomain(t, cert, row[2], row[3], row[4], row[5])
		checkHash(t, cert, issuer, row[6])
		if i%16 == 0 {
			checkBroken(t, cert, issuer)
		}
		rule := map[string]int{"gost34311(key)": 0, "kupyna256(key)": 1, "gost34311(SPKI)": 2}[row[7]]
		assert.Equal(t, cert.SubjectKeyId, pki.SubjectKeyIDs(cert.RawSubjectPublicKeyInfo)[rule], "%s: %s", row[0], row[7])
		assert.Equal(t, row[8], cert.NotBefore.Format("060102"), row[0])
		assert.Equal(t, row[9], cert.NotAfter.Format("060102"), row[0])
	}
}

// checkOrder compares the octets of the key with the two orders they may have.
func checkOrder(t *testing.T, cert *x509.Certificate, order string) {
	t.Helper()
	pub := dstuKey(t, cert)
	little, err := pki.MarshalPublicKey(pub)
	require.NoError(t, err)
	size := len(pub.Bytes())
	same := string(little[len(little)-size:]) == string(cert.RawSubjectPublicKeyInfo[len(cert.RawSubjectPublicKeyInfo)-size:])
	assert.Equal(t, order == "LE", same, "%s: %s", fingerprint(cert), order)
	if order == "LE" {
		assert.Equal(t, pki.KeyIDs(pub), pki.SubjectKeyIDs(cert.RawSubjectPublicKeyInfo)[:2])
	}
}

func dstuKey(t *testing.T, cert *x509.Certificate) *dstu4145.PublicKey {
	t.Helper()
	pub, err := pki.PublicKey(cert)
	require.NoError(t, err)
	require.IsType(t, &dstu4145.PublicKey{}, pub)
	return pub.(*dstu4145.PublicKey)
}

func checkDomain(t *testing.T, cert *x509.Certificate, order, curve, form, dke string) {
	t.Helper()
	pub := dstuKey(t, cert)
	number, err := strconv.Atoi(curve)
	require.NoError(t, err)
	assert.Same(t, dstu4145.Curves()[number], pub.Curve)
	table := gost28147.DefaultSBox()
	if dke == "gost34311-table" {
		table = gost28147.ExampleSBox()
	}
	assert.True(t, table.Equal(pub.SBox), "%s: %s", fingerprint(cert), dke)

	if order == "BE" {
		return // is never written
	}
	named, err := pki.MarshalPublicKey(pub)
	require.NoError(t, err)
	explicit := pki.MarshalExplicitPublicKey(pub)
	switch form + " " + dke {
	case "named absent", "named gost34311-table":
		assert.Equal(t, cert.RawSubjectPublicKeyInfo, named)
	case "explicit default":
		assert.Equal(t, cert.RawSubjectPublicKeyInfo, explicit)
	default: // longer or shorter by the table
		assert.NotEqual(t, cert.RawSubjectPublicKeyInfo, named)
		assert.NotEqual(t, cert.RawSubjectPublicKeyInfo, explicit)
	}
}

func checkHash(t *testing.T, cert, issuer *x509.Certificate, name string) {
	t.Helper()
	pub := dstuKey(t, issuer)
	require.NoError(t, pki.CheckCertificate(cert, pub), fingerprint(cert))
	alg, err := pki.SignatureAlgorithmOf(cert)
	require.NoError(t, err)
	scheme, err := pki.SchemeOf(alg, nil, pub)
	require.NoError(t, err)
	assert.Equal(t, name, scheme.Hash.Name(), fingerprint(cert))
}

// checkBroken wants a signature refused for one bit, and for its wrapping.
func checkBroken(t *testing.T, cert, issuer *x509.Certificate) {
	t.Helper()
	pub := dstuKey(t, issuer)
	alg, err := pki.SignatureAlgorithmOf(cert)
	require.NoError(t, err)
	broken := slices.Clone(cert.Signature)
	broken[len(broken)/2] ^= 1
	assert.ErrorIs(t, pki.CheckSignature(pub, alg, cert.RawTBSCertificate, broken), pki.ErrSignature)
	flat, ok := pki.UnwrapDSTU(cert.Signature)
	require.True(t, ok)
	assert.ErrorIs(t, pki.CheckSignature(pub, alg, cert.RawTBSCertificate, flat), pki.ErrSignature)
}

// TestOtherTable verifies certificates of 2011 and 2012 whose keys carry the
// example table: the signer's table decides, and each key's own its identifier.
func TestOtherTable(t *testing.T) {
	read := func(name string) *x509.Certificate {
		certs, err := pki.ParseCertificates(interop.Read(t, "vectors/certs-other-dke/"+name))
		require.NoError(t, err)
		require.Len(t, certs, 1)
		return certs[0]
	}
	root, ca := read("czo-2012.cer"), read("masterkey-ca-2012.cer")
	tsp, ocsp := read("masterkey-tsp-2012.cer"), read("masterkey-ocsp-2011.cer")

	rootKey, caKey := dstuKey(t, root), dstuKey(t, ca)
	assert.True(t, rootKey.SBox.Equal(gost28147.DefaultSBox()))
	assert.True(t, caKey.SBox.Equal(gost28147.ExampleSBox()))
	assert.NoError(t, pki.CheckCertificate(ca, rootKey))
	assert.NoError(t, pki.CheckCertificate(tsp, caKey))
	assert.NoError(t, pki.CheckCertificate(ocsp, caKey))
	assert.Negative(t, ocsp.SerialNumber.Sign())
	for _, cert := range []*x509.Certificate{root, ca, tsp, ocsp} {
		assert.Equal(t, cert.SubjectKeyId, pki.KeyIDs(dstuKey(t, cert))[0])
	}

	asDefault := *caKey
	asDefault.SBox = gost28147.DefaultSBox()
	assert.ErrorIs(t, pki.CheckCertificate(tsp, &asDefault), pki.ErrSignature)
	assert.False(t, pki.EqualPublicKeys(caKey, &asDefault), "the table is part of a key")
}

// TestRegistryPaths validates every certificate of the registry when it was
// issued, under whatever calls itself a root: nothing that the providers ever
// wrote into a certificate breaks a rule, and every time-stamping authority and
// responder is one by [pki.Purpose].
func TestRegistryPaths(t *testing.T) {
	t.Parallel()
	certs := registry(t)
	var anchors []pki.Anchor
	for _, cert := range certs {
		if pki.IsCA(cert) && pki.EqualNames(cert.RawSubject, cert.RawIssuer) {
			anchor, err := pki.AnchorOf(cert)
			require.NoError(t, err)
			anchors = append(anchors, anchor)
		}
	}
	trust := pki.NewTrust(anchors, certs)
	const outside pki.Purpose = -1 // issued when its authority's certificate was not valid
	valid := map[pki.Purpose]int{}
	for _, cert := range certs {
		purpose := pki.AnyPurpose
		if slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageTimeStamping) {
			purpose = pki.ForTimeStamps
		} else if slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) {
			purpose = pki.ForStatus
		}
		_, err := trust.Validate(cert, nil, cert.NotBefore, pki.Demands{Purpose: purpose})
		var validity *pki.ValidityError
		if errors.As(err, &validity) {
			assert.NotEqual(t, cert, validity.Certificate, fingerprint(cert))
			purpose = outside
		} else {
			assert.NoError(t, err, fingerprint(cert))
		}
		valid[purpose]++
	}
	assert.Equal(t, map[pki.Purpose]int{pki.AnyPurpose: 374, pki.ForTimeStamps: 194, pki.ForStatus: 246, outside: 1}, valid)
}
