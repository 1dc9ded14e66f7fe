// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms_test

import (
	"bytes"
	"crypto/x509"
	"io"
	"math/big"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// name is the DER Name CN=signer.
var name = []byte("\x30\x11\x31\x0f\x30\x0d\x06\x03\x55\x04\x03\x0c\x06signer")

// signedData is a message of one signature that signs nothing.
func signedData() *cms.SignedData {
	info := cms.SignerInfo{
		Version: 1, Issuer: name, Serial: big.NewInt(7),
		DigestAlgorithm:    pki.SHA256.AlgorithmIdentifier(),
		SignatureAlgorithm: pki.AlgorithmIdentifier{OID: pki.OIDECDSAWithSHA256},
		Signature:          []byte("signature"),
		UnsignedAttrs:      cms.Attributes{cms.NewAttribute(cms.OIDSignatureTimeStamp, []byte{0x30, 0})},
	}
	info.SetSignedAttrs(cms.Attributes{
		cms.NewAttribute(cms.OIDMessageDigest, []byte("\x04\x06digest")),
		cms.NewAttribute(cms.OIDContentType, cms.MarshalOID(cms.DataType)),
	})
	return &cms.SignedData{
		Version: 1, ContentType: cms.DataType,
		DigestAlgorithms: []pki.AlgorithmIdentifier{info.DigestAlgorithm},
		SignerInfos:      []cms.SignerInfo{info},
		CRLs:             [][]byte{{0x30, 0}},
		RawCertificates:  [][]byte{{0x30, 3, 2, 1, 1}},
	}
}

// read takes a message apart.
func read(t testing.TB, message []byte) (*cms.SignedData, []byte) {
	t.Helper()
	r, err := cms.NewReader(bytes.NewReader(message))
	require.NoError(t, err)
	content, err := io.ReadAll(r.Content())
	require.NoError(t, err)
	sd, err := r.SignedData()
	require.NoError(t, err)
	return sd, content
}

// readErr reads a whole message for its error only.
func readErr(message io.Reader) error {
	r, err := cms.NewReader(message)
	if err != nil {
		return err
	}
	_, err = r.SignedData()
	return err
}

func TestMarshalThenRead(t *testing.T) {
	for _, detached := range []bool{false, true} {
		want := signedData()
		want.Detached = detached
		der, err := want.Marshal([]byte("content"))
		require.NoError(t, err)
		got, content := read(t, der)
		if detached {
			require.Empty(t, content)
		} else {
			require.Equal(t, "content", string(content))
		}
		require.Len(t, got.Unreadable, 1, "the certificate is none")
		require.Empty(t, got.Certificates)
		got.Unreadable = nil
		require.Equal(t, want, got)
	}
}

// TestInteropRoundTrip reads what other programs wrote. What they wrote in DER
// must come out again octet for octet.
func TestInteropRoundTrip(t *testing.T) {
	for _, file := range []string{
		"signatures/iit_attached_cert.p7s", "signatures/iit_attached_nocert.p7s",
		"signatures/iit_detached_cert.p7s", "signatures/iit_detached_nocert.p7s",
		"signatures/uapki_dps4dir_bes_detached_gost.p7s",
		"signatures/uapki_dps4dir_bes_attached_kupyna256.p7s",
		"signatures/uapki_diia_bes_detached_kupyna256.p7s",
		"signatures/uapki_dps4dir_cms_ski_detached_gost.p7s",
		"signatures/nested-signature.p7s",
		"signatures/jkurwa-message.p7", "signatures/jkurwa-message_detached.p7",
		"signatures/cryptonite-test_cms.p7s",
		"signatures/cryptonite-cms1_ecdsa.dat", "signatures/cryptonite-cms_ecdsa_2sdata.dat",
		"pki/uapki-generated/uapki-cades-a-attached.p7s",
		"pki/uapki-generated/uapki-cades-xl-attached.p7s",
		"pki/dss-cades/CAdESDoubleLTA.p7m",
	} {
		t.Run(strings.ReplaceAll(file, "/", "_"), func(t *testing.T) {
			in := interop.Read(t, file)
			sd, content := read(t, in)
			again, err := sd.Marshal(content)
			require.NoError(t, err)
			require.True(t, bytes.Equal(in, again))
			require.False(t, sd.Trailing)
		})
	}
}

func TestBareSignedData(t *testing.T) {
	der, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	s := cryptobyte.String(der)
	var info, bare cryptobyte.String
	require.True(t, s.ReadASN1(&info, casn1.SEQUENCE))
	require.True(t, info.SkipASN1(casn1.OBJECT_IDENTIFIER))
	require.True(t, info.ReadASN1(&bare, casn1.Tag(0).ContextSpecific().Constructed()))
	sd, content := read(t, bare)
	require.Equal(t, "content", string(content))
	require.Len(t, sd.SignerInfos, 1)
}

func TestSignedAttributesKeepTheirOrder(t *testing.T) {
	// jkurwa does not sort them; what is signed is what was written.
	sd, _ := read(t, interop.Read(t, "signatures/jkurwa-message.p7"))
	si := sd.SignerInfos[0]
	require.True(t, si.SignedAttrs[0].Type.EqualASN1OID(cms.OIDSigningCertificateV2))
	sorted := si
	sorted.SetSignedAttrs(si.SignedAttrs)
	require.NotEqual(t, si.RawSignedAttrs, sorted.RawSignedAttrs)
	require.Equal(t, byte(0x31), si.SignedOctets()[0])
	require.Equal(t, si.RawSignedAttrs[1:], si.SignedOctets()[1:])
}

func TestTrailingOctetsAreTold(t *testing.T) {
	der, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	sd, _ := read(t, append(der, '\n'))
	require.True(t, sd.Trailing)

	// Cut out of a PDF, with the zeros that fill its place there.
	sd, _ = read(t, interop.Read(t, "pki/dss-cades/cades-double-signing-certificate.p7m"))
	require.True(t, sd.Trailing)
}

func TestLargeNumbersInTheContentType(t *testing.T) {
	oid, err := x509.ParseOID("2.25.300387800316192064351024711496788871188")
	require.NoError(t, err)
	want := signedData()
	want.ContentType = oid
	der, err := want.Marshal(nil)
	require.NoError(t, err)
	got, content := read(t, der)
	require.Empty(t, content)
	require.False(t, got.Detached, "an empty content is not an absent one")
	require.True(t, got.ContentType.Equal(oid))
}

func TestAttributeValues(t *testing.T) {
	one, two := cms.NewAttribute(cms.OIDSigningTime, []byte{5, 0}), cms.NewAttribute(cms.OIDSigningTime, []byte{2, 1, 1})
	require.Empty(t, cms.Attributes{one}.Values(cms.OIDMessageDigest))
	require.Len(t, cms.Attributes{one}.Values(cms.OIDSigningTime), 1)
	require.Len(t, cms.Attributes{one, two}.Values(cms.OIDSigningTime), 2, "an attribute twice")
	one.Values = append(one.Values, two.Values...)
	require.Len(t, cms.Attributes{one}.Values(cms.OIDSigningTime), 2, "an attribute of two values")
}
