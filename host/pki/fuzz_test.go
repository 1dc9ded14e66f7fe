// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// seedCertificate is a small certificate, the same at every run but for its key.
func seedCertificate(f *testing.F) *x509.Certificate {
	return issue(f, nil, "Seed", leaf).cert
}

// seedKeys are SubjectPublicKeyInfos of every kind and form: each curve's
// generator is a key as good as any.
func seedKeys(f *testing.F) [][]byte {
	seeds := [][]byte{seedCertificate(f).RawSubjectPublicKeyInfo}
	for _, curve := range dstu4145.Curves() {
		for _, h := range []*pki.Hash{pki.GOST34311, pki.GOST34311Example} {
			pub, err := dstu4145.NewPublicKey(curve, h.SBox(), curve.Params().Generator)
			require.NoError(f, err)
			named, err := pki.MarshalPublicKey(pub)
			require.NoError(f, err)
			seeds = append(seeds, named, pki.MarshalExplicitPublicKey(pub))
		}
	}
	return seeds
}

func FuzzParsePublicKey(f *testing.F) {
	for _, seed := range seedKeys(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		pub, err := pki.ParsePublicKey(der)
		if err != nil {
			return
		}
		again, err := pki.MarshalPublicKey(pub)
		require.NoError(t, err)
		same, err := pki.ParsePublicKey(again)
		require.NoError(t, err)
		assert.True(t, pki.EqualPublicKeys(pub, same))
		assert.NotEmpty(t, pki.KeyIDs(pub))
		assert.NotEmpty(t, pki.SubjectKeyIDs(der))
	})
}

func FuzzParseCertificates(f *testing.F) {
	cert := seedCertificate(f)
	bundle, err := pki.MarshalCertificates([]*x509.Certificate{cert, cert})
	require.NoError(f, err)
	f.Add(cert.Raw)
	f.Add(bundle)
	f.Add(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))
	f.Add(pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: bundle}))
	f.Fuzz(func(t *testing.T, data []byte) {
		certs, err := pki.ParseCertificates(data)
		if err != nil {
			assert.Empty(t, certs)
			return
		}
		for _, cert := range certs {
			pki.Subject(cert)
			pki.Issuer(cert)
			pki.Qualified(cert)
			_, _ = pki.SignatureAlgorithmOf(cert)
		}
		again, err := pki.MarshalCertificates(certs)
		require.NoError(t, err)
		same, err := pki.ParseCertificates(again)
		require.NoError(t, err)
		assert.Len(t, same, len(certs))
	})
}

func FuzzDirectoryAttributes(f *testing.F) {
	f.Add(directoryAttributes(f, map[string]string{"drfo": "YaYa999998", "edrpou": "12345678", "unzr": "19900101-00005"}).Value)
	f.Add([]byte{0x30, 0})
	f.Fuzz(func(t *testing.T, der []byte) {
		cert := &x509.Certificate{Extensions: []pkix.Extension{{Id: pki.OIDSubjectDirectoryAttributes, Value: der}}}
		person := pki.Subject(cert)
		assert.Equal(t, person.PersonalCode == "" && person.EDRPOU == "", person.Kind() == pki.KindUnknown)
		assert.False(t, person.DRFO != "" && person.Passport != "", "a code is one or the other")
		assert.Equal(t, person.PersonalCode == "", person.DRFO == "" && person.Passport == "")
	})
}

func FuzzQCStatements(f *testing.F) {
	f.Add([]byte{0x30, 0x0a, 0x30, 0x08, 0x06, 0x06, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x01})
	f.Add([]byte{0x30, 0x14, 0x30, 0x08, 0x06, 0x06, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x01, 0x30, 0x08, 0x06, 0x06, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x04})
	f.Fuzz(func(t *testing.T, der []byte) {
		cert := &x509.Certificate{Extensions: []pkix.Extension{{Id: pki.OIDQCStatements, Value: der}}}
		if pki.Qualified(cert) == pki.QES {
			assert.True(t, bytes.Contains(der, []byte{0x04, 0x00, 0x8e, 0x46, 0x01, 0x04}))
		}
	})
}

func FuzzAlgorithmIdentifier(f *testing.F) {
	for _, h := range []*pki.Hash{pki.GOST34311, pki.Kupyna256, pki.SHA256} {
		f.Add(h.AlgorithmIdentifier().Marshal())
	}
	f.Add([]byte{0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00})
	f.Fuzz(func(t *testing.T, der []byte) {
		alg, err := pki.ParseAlgorithmIdentifier(der)
		if err != nil {
			return
		}
		again, err := pki.ParseAlgorithmIdentifier(alg.Marshal())
		require.NoError(t, err)
		assert.Equal(t, alg, again)
	})
}

func FuzzParseName(f *testing.F) {
	f.Add(seedCertificate(f).RawSubject)
	f.Fuzz(func(t *testing.T, der []byte) {
		if name, err := pki.ParseName(der); err == nil {
			assert.True(t, name.Equal(name))
		}
		assert.True(t, pki.EqualNames(der, der))
	})
}

// FuzzValidate puts an authority's and a subscriber's extensions through
// validation. Constraints on names and policies only ever take paths away.
func FuzzValidate(f *testing.F) {
	root := issue(f, nil, "Root", nil)
	key := issue(f, nil, "CA", nil).key
	dns := []byte{0x30, 10, 0xa0, 8, 0x30, 6, 0x82, 4, 'g', 'o', 'v', '.'}
	f.Add(uint8(0), dns, uint8(1), []byte{0x30, 4, 0x82, 2, 'u', 'a'})
	f.Add(uint8(2), []byte{0x30, 3, 0x80, 1, 0}, uint8(3), []byte{0x30, 8, 0x30, 6, 6, 4, 0x55, 0x1d, 0x20, 0})
	f.Add(uint8(4), []byte{0x30, 14, 0x30, 12, 6, 4, 0x55, 0x1d, 0x20, 0, 6, 4, 0x55, 0x1d, 0x20, 0}, uint8(5), []byte{2, 1, 0})
	f.Add(uint8(6), []byte{0x30, 0}, uint8(6), []byte{0x30, 10, 0x30, 8, 6, 6, 4, 0, 0x8e, 0x46, 1, 1})
	kinds := []asn1.ObjectIdentifier{
		pki.OIDNameConstraints, pki.OIDSubjectAltName, pki.OIDPolicyConstraints, pki.OIDCertificatePolicies,
		pki.OIDPolicyMappings, pki.OIDInhibitAnyPolicy, pki.OIDQCStatements, pki.OIDExtKeyUsage,
	}
	with := func(kind uint8, value []byte) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: kinds[int(kind)%len(kinds)], Critical: true, Value: value}}
		}
	}
	anchor, err := pki.AnchorOf(root.cert)
	require.NoError(f, err)
	trust := pki.NewTrust([]pki.Anchor{anchor}, nil)
	f.Fuzz(func(t *testing.T, caKind uint8, caValue []byte, kind uint8, value []byte) {
		ca, err := tryIssue(root, "CA", key, with(caKind, caValue))
		if err != nil {
			return
		}
		signer, err := tryIssue(ca, "Signer", key, func(c *x509.Certificate) {
			leaf(c)
			with(kind, value)(c)
		})
		if err != nil {
			return
		}
		path, err := trust.Validate(signer.cert, certificates(ca), noon, pki.Demands{})
		assert.Equal(t, certificates(signer, ca, root), path.Certificates, "signatures lead to the root")
		assert.Equal(t, err == nil, pki.SubIndicationOf(err) == "")
	})
}
