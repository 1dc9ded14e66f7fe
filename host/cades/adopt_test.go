// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/ess"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
)

// TestAdopt makes of a signature by others what Finish would have made, for each
// kind of key.
func TestAdopt(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	for name, h := range map[string]*pki.Hash{
		testpki.Person: pki.GOST34311, testpki.Kupyna: pki.Kupyna256, testpki.ECDSAPerson: pki.SHA256, testpki.RSAPerson: pki.SHA512,
	} {
		t.Run(name, func(t *testing.T) {
			s := w.Subscriber(name)
			theirs := sign(t, w, nil, s, cades.Signer{Hash: h, Detached: true, Chain: s.Chain}, content)
			message := cadestest.Marshal(t, theirs, nil)

			certs, err := cades.AdoptableSigner(message)
			require.NoError(t, err)
			require.True(t, certs[0].Equal(s.SignCert))
			require.Len(t, certs, 1+len(s.Chain))

			ours := cades.Signer{Certificate: certs[0], Hash: h}
			sd, err := ours.Adopt(message, h.Sum(content))
			require.NoError(t, err)
			require.False(t, sd.Detached)
			require.Equal(t, [][]byte{s.SignCert.Raw}, sd.RawCertificates, "as the signer says, whatever they sent")
			require.Equal(t, theirs.SignerInfos[0].RawSignedAttrs, sd.SignerInfos[0].RawSignedAttrs)
			a := w.Augmenter(s)
			a.Profile = cades.ProfileBaseline // whose content time-stamp is none of theirs
			require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA), "it holds")

			ours.Detached, ours.OmitCertificate = true, true
			sd, err = ours.Adopt(message, h.Sum(content))
			require.NoError(t, err)
			require.True(t, sd.Detached)
			require.Empty(t, sd.RawCertificates)
		})
	}
}

// TestAdoptOwnTable: an old key has GOST 34.311 with a table of its own, and a
// digest by that.
func TestAdoptOwnTable(t *testing.T) {
	id := cadestest.NewDSTU(t, dstu4145.M257(), gost28147.ExampleSBox())
	message := id.Sign(t, cades.Signer{Detached: true}, []byte("content"))
	ours := cades.Signer{Certificate: id.Certificate, Hash: pki.GOST34311}
	_, err := ours.Adopt(message, pki.GOST34311Example.Sum([]byte("content")))
	require.NoError(t, err)
	_, err = ours.Adopt(message, pki.GOST34311.Sum([]byte("content")))
	require.ErrorIs(t, err, cades.ErrBroken)
}

// TestAdoptEmptyContent: some attach nothing where a content could be.
func TestAdoptEmptyContent(t *testing.T) {
	id := cadestest.NewIssuer(t).ECDSA(t)
	sd := id.Signed(t, cades.Signer{}, []byte("content"))
	_, err := (&cades.Signer{Certificate: id.Certificate}).Adopt(cadestest.Marshal(t, sd, nil), pki.SHA256.Sum([]byte("content")))
	require.NoError(t, err)
}

// TestAdoptByKeyID: a certificate named by its key identifier is named in our way.
func TestAdoptByKeyID(t *testing.T) {
	id := cadestest.NewIssuer(t).ECDSA(t, func(c *x509.Certificate) { c.SubjectKeyId = []byte{1, 2, 3} })
	sd := id.Signed(t, cades.Signer{Detached: true}, nil)
	si := &sd.SignerInfos[0]
	si.Version, si.Issuer, si.Serial, si.SubjectKeyID = 3, nil, nil, []byte{1, 2, 3}
	ours := cades.Signer{Certificate: id.Certificate}
	adopted, err := ours.Adopt(cadestest.Marshal(t, sd, nil), pki.SHA256.Sum())
	require.NoError(t, err)
	require.Equal(t, id.Certificate.RawIssuer, adopted.SignerInfos[0].Issuer)
	require.Nil(t, adopted.SignerInfos[0].SubjectKeyID)
	require.Equal(t, 1, adopted.SignerInfos[0].Version)

	si.SubjectKeyID = []byte{3, 2, 1}
	_, err = ours.Adopt(cadestest.Marshal(t, sd, nil), pki.SHA256.Sum())
	require.ErrorIs(t, err, cades.ErrOtherCertificate)
}

// TestAdoptTimeStamps: a time-stamp of the value stays, all else that anybody could
// have added goes.
func TestAdoptTimeStamps(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	stamped := func(level cades.Level) *cms.SignedData {
		sd := sign(t, w, nil, s, cades.Signer{Detached: true}, []byte("content"))
		require.NoError(t, w.Augmenter(s).Augment(t.Context(), sd, cadestest.DigestsOf([]byte("content")), level))
		return sd
	}
	theirs, other := stamped(cades.LevelBLTA), stamped(cades.LevelBT)
	right := theirs.SignerInfos[0].UnsignedAttrs.Values(cms.OIDSignatureTimeStamp)
	wrong := other.SignerInfos[0].UnsignedAttrs.Values(cms.OIDSignatureTimeStamp)[0]
	theirs.SignerInfos[0].UnsignedAttrs = append(theirs.SignerInfos[0].UnsignedAttrs,
		cms.NewAttribute(cms.OIDSignatureTimeStamp, wrong), cms.NewAttribute(cms.OIDSignatureTimeStamp, []byte{5, 0}))

	sd, err := (&cades.Signer{Certificate: s.SignCert}).Adopt(cadestest.Marshal(t, theirs, nil), pki.SHA256.Sum([]byte("content")))
	require.NoError(t, err)
	require.Len(t, sd.SignerInfos[0].UnsignedAttrs, 1)
	require.Equal(t, right, sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDSignatureTimeStamp))
	require.NoError(t, w.Augmenter(s).Augment(t.Context(), sd, nil, cades.LevelBT))
	require.Len(t, sd.SignerInfos[0].UnsignedAttrs, 1, "it is as good as ours")
}

// TestAdoptRefuses: one thing wrong at a time.
func TestAdoptRefuses(t *testing.T) {
	content := []byte("content")
	digest := pki.SHA256.Sum(content)
	root := cadestest.NewIssuer(t)
	id, stranger := root.ECDSA(t), root.ECDSA(t)
	renewed := root.Issue(t, id.Key)
	otherType, err := x509.ParseOID("1.2.3.4")
	require.NoError(t, err)

	// resigned is a right signature of attributes that a test made.
	resigned := func(change func(cms.Attributes) cms.Attributes) func(*cms.SignedData) {
		return func(sd *cms.SignedData) {
			si := &sd.SignerInfos[0]
			si.SetSignedAttrs(change(slices.Clone(si.SignedAttrs)))
			var err error
			si.Signature, err = id.Key.Sign(rand.Reader, pki.SHA256.Sum(si.SignedOctets()), pki.SHA256)
			require.NoError(t, err)
		}
	}
	without := func(oid asn1.ObjectIdentifier) func(cms.Attributes) cms.Attributes {
		return func(a cms.Attributes) cms.Attributes {
			return slices.DeleteFunc(a, func(one cms.Attribute) bool { return one.Type.EqualASN1OID(oid) })
		}
	}
	binding := func(to *x509.Certificate) cms.Attribute {
		value, err := ess.Marshal(to, pki.SHA256)
		require.NoError(t, err)
		return cms.NewAttribute(cms.OIDSigningCertificateV2, value)
	}
	for name, test := range map[string]struct {
		change func(*cms.SignedData)
		want   error
	}{
		"nothing wrong":      {func(*cms.SignedData) {}, nil},
		"resigned":           {resigned(func(a cms.Attributes) cms.Attributes { return a }), nil},
		"no signature":       {func(sd *cms.SignedData) { sd.SignerInfos = nil }, cades.ErrNotAdoptable},
		"two signatures":     {func(sd *cms.SignedData) { sd.SignerInfos = append(sd.SignerInfos, sd.SignerInfos[0]) }, cades.ErrNotAdoptable},
		"the content inside": {func(sd *cms.SignedData) { sd.Detached = false }, cades.ErrNotAdoptable},
		"no attributes":      {func(sd *cms.SignedData) { sd.SignerInfos[0].RawSignedAttrs = nil }, cades.ErrNotAdoptable},
		"another's number":   {func(sd *cms.SignedData) { sd.SignerInfos[0].Serial = big.NewInt(8) }, cades.ErrOtherCertificate},
		"another issuer":     {func(sd *cms.SignedData) { sd.SignerInfos[0].Issuer = id.Certificate.RawSubject }, cades.ErrOtherCertificate},
		"value of another": {func(sd *cms.SignedData) {
			sd.SignerInfos[0].Signature = id.Signed(t, cades.Signer{}, []byte("c0ntent")).SignerInfos[0].Signature
		}, cades.ErrWrongSignature},
		"value by another": {func(sd *cms.SignedData) {
			sd.SignerInfos[0].Signature = stranger.Signed(t, cades.Signer{}, content).SignerInfos[0].Signature
		}, cades.ErrWrongSignature},
		"no value":            {func(sd *cms.SignedData) { sd.SignerInfos[0].Signature = nil }, cades.ErrWrongSignature},
		"algorithm":           {func(sd *cms.SignedData) { sd.SignerInfos[0].SignatureAlgorithm.OID = pki.OIDRSAWithSHA256 }, cades.ErrWrongSignature},
		"hash of the value":   {func(sd *cms.SignedData) { sd.SignerInfos[0].SignatureAlgorithm.OID = pki.OIDECDSAWithSHA384 }, cades.ErrWrongSignature},
		"hash of the content": {func(sd *cms.SignedData) { sd.SignerInfos[0].DigestAlgorithm.OID = pki.OIDSHA384 }, cades.ErrBroken},
		"unknown hash":        {func(sd *cms.SignedData) { sd.SignerInfos[0].DigestAlgorithm.OID = pki.OIDRSA }, cades.ErrBroken},
		"type of the content": {func(sd *cms.SignedData) { sd.ContentType = otherType }, cades.ErrBroken},
		"no type":             {resigned(without(cms.OIDContentType)), cades.ErrBroken},
		"no digest":           {resigned(without(cms.OIDMessageDigest)), cades.ErrBroken},
		"two digests": {resigned(func(a cms.Attributes) cms.Attributes {
			return append(a, messageDigest(pki.SHA256.Sum([]byte("c0ntent"))))
		}), cades.ErrBroken},
		"another digest": {resigned(func(a cms.Attributes) cms.Attributes {
			return append(without(cms.OIDMessageDigest)(a), messageDigest(pki.SHA256.Sum([]byte("c0ntent"))))
		}), cades.ErrBroken},
		"no digest in its place": {resigned(func(a cms.Attributes) cms.Attributes {
			return append(without(cms.OIDMessageDigest)(a), cms.NewAttribute(cms.OIDMessageDigest, []byte{4, 0}))
		}), cades.ErrBroken},
		"unbound": {resigned(without(cms.OIDSigningCertificateV2)), cades.ErrUnbound},
		"unreadable binding": {resigned(func(a cms.Attributes) cms.Attributes {
			return append(without(cms.OIDSigningCertificateV2)(a), cms.NewAttribute(cms.OIDSigningCertificateV2, []byte{5, 0}))
		}), cades.ErrUnbound},
		"bound to another": {resigned(func(a cms.Attributes) cms.Attributes {
			return append(without(cms.OIDSigningCertificateV2)(a), binding(stranger.Certificate))
		}), cades.ErrOtherCertificate},
		"bound to a renewed one too": {resigned(func(a cms.Attributes) cms.Attributes { return append(a, binding(renewed.Certificate)) }), cades.ErrOtherCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			sd := id.Signed(t, cades.Signer{Detached: true}, content)
			test.change(sd)
			sd, err := (&cades.Signer{Certificate: id.Certificate}).Adopt(cadestest.Marshal(t, sd, content), digest)
			require.ErrorIs(t, err, test.want)
			require.Equal(t, test.want != nil, sd == nil)
		})
	}
}

func messageDigest(digest []byte) cms.Attribute {
	var b cryptobyte.Builder
	b.AddASN1OctetString(digest)
	return cms.NewAttribute(cms.OIDMessageDigest, b.BytesOrPanic())
}

func TestAdoptRefusesItsCaller(t *testing.T) {
	id := cadestest.NewIssuer(t).ECDSA(t)
	message := id.Sign(t, cades.Signer{Detached: true}, nil)
	_, err := (&cades.Signer{Certificate: id.Certificate}).Adopt(message, nil)
	assert.ErrorContains(t, err, "digest of 0 octets")
	_, err = (&cades.Signer{Certificate: &x509.Certificate{}}).Adopt(message, pki.SHA256.Sum())
	assert.ErrorContains(t, err, "public key")
}

func TestAdoptRefusesOctets(t *testing.T) {
	id := cadestest.NewIssuer(t).ECDSA(t)
	message := id.Sign(t, cades.Signer{Detached: true}, nil)
	for name, test := range map[string]struct {
		message []byte
		want    error
	}{
		"none":        {nil, cms.ErrNotSignedData},
		"no CMS":      {[]byte("<html>502 Bad Gateway</html>"), cms.ErrNotSignedData},
		"cut short":   {message[:len(message)-1], cms.ErrMalformed},
		"more behind": {append(slices.Clone(message), 0), cades.ErrNotAdoptable},
		"too long":    {make([]byte, cades.MaxAdopted+1), cms.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := (&cades.Signer{Certificate: id.Certificate}).Adopt(test.message, pki.SHA256.Sum())
			assert.ErrorIs(t, err, test.want)
			_, err = cades.AdoptableSigner(test.message)
			assert.ErrorIs(t, err, test.want)
		})
	}
	_, err := cades.AdoptableSigner(id.Sign(t, cades.Signer{Detached: true, OmitCertificate: true}, nil))
	assert.ErrorIs(t, err, cades.ErrNoSigner)
}

// FuzzAdopt: whatever is taken over is a signature by this certificate of this
// digest, and others can read it.
func FuzzAdopt(f *testing.F) {
	id := cadestest.NewDSTU(f, dstu4145.M163(), nil)
	content := []byte("content")
	digest := pki.GOST34311.Sum(content)
	for _, signer := range []cades.Signer{{Detached: true}, {}, {Detached: true, OmitCertificate: true}} {
		f.Add(id.Sign(f, signer, content))
	}
	f.Add(cadestest.Marshal(f, id.Signed(f, cades.Signer{}, content), nil))
	ours := cades.Signer{Certificate: id.Certificate, Detached: true}
	f.Fuzz(func(t *testing.T, message []byte) {
		certs, err := cades.AdoptableSigner(message)
		require.Equal(t, err == nil, len(certs) > 0)
		sd, err := ours.Adopt(message, digest)
		if err != nil {
			return
		}
		again := parse(t, cadestest.Marshal(t, sd, nil))
		signed, ok := again.SignerInfos[0].SignedAttrs.MessageDigest()
		require.True(t, ok)
		require.Equal(t, digest, signed)
		_, err = ours.Adopt(cadestest.Marshal(t, sd, nil), digest)
		require.NoError(t, err)
	})
}
