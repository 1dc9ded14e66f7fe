// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"crypto/x509"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
)

// TestBouncyCastleVerifies has another implementation accept every value of
// DSTU 4145 in signatures of the highest level: of the signer, of the
// time-stamps, of the chains, of the evidence.
func TestBouncyCastleVerifies(t *testing.T) {
	java := interop.BouncyCastle(t)

	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	values := &valueList{t: t, tool: java}
	for _, name := range []string{testpki.Person, testpki.Kupyna} {
		s := w.Subscriber(name)
		a := w.Augmenter(s)
		signer := cades.Signer{}
		if name == testpki.Kupyna {
			signer.Hash = pki.Kupyna256
		}
		sd := sign(t, w, a, s, signer, content)
		require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA))
		values.addMessage(sd)
	}
	wrong := values.lines[0]
	values.lines = append(values.lines, strings.Replace(wrong, "data0", "data1", 1))
	java.Write("values", []byte(strings.Join(values.lines, "\n")))

	results := strings.Split(strings.TrimSpace(java.Run("verify values")), "\n")
	require.Len(t, results, len(values.lines))
	last := len(results) - 1
	for _, result := range results[:last] {
		require.True(t, strings.HasPrefix(result, "good "), result)
	}
	require.True(t, strings.HasPrefix(results[last], "BAD "), "it looks at all")
}

// A valueList is what the program is to verify.
type valueList struct {
	t     *testing.T
	tool  *interop.Tool
	lines []string
}

func (l *valueList) add(h *pki.Hash, by *x509.Certificate, data, value []byte) {
	key, err := pki.PublicKey(by)
	require.NoError(l.t, err)
	if _, national := key.(*dstu4145.PublicKey); !national {
		return
	}
	n := len(l.lines)
	for name, octets := range map[string][]byte{"certificate": by.Raw, "data": data, "value": value} {
		l.tool.Write(fmt.Sprint(name, n), octets)
	}
	l.lines = append(l.lines, fmt.Sprintf("%s certificate%d data%d value%d", h, n, n, n))
}

// addMessage takes all values of a message.
func (l *valueList) addMessage(sd *cms.SignedData) {
	l.addSigner(sd, nil)
	si := sd.SignerInfos[0]
	for _, stamps := range [][][]byte{
		si.SignedAttrs.Values(cms.OIDContentTimeStamp), si.UnsignedAttrs.Values(cms.OIDSignatureTimeStamp),
		si.UnsignedAttrs.Values(cms.OIDArchiveTimeStampV3),
	} {
		require.Len(l.t, stamps, 1)
		token, err := tsp.ParseToken(stamps[0])
		require.NoError(l.t, err)
		l.addSigner(token.Signed, sd.Certificates)
	}
	responses, lists, err := cades.ParseRevocationValues(si.UnsignedAttrs.Values(cms.OIDRevocationValues)[0])
	require.NoError(l.t, err)
	for _, signed := range append(append(responses, lists...), sd.RawCertificates...) {
		l.addSigned(signed, sd.Certificates)
	}
}

func (l *valueList) addSigner(sd *cms.SignedData, supplied []*x509.Certificate) {
	si := &sd.SignerInfos[0]
	signer := cades.NewCertificates(sd, supplied).Signer(si)
	require.NotNil(l.t, signer)
	h, err := si.DigestAlgorithm.Hash()
	require.NoError(l.t, err)
	l.add(h, signer.Certificate, si.SignedOctets(), si.Signature)
}

// addSigned takes a certificate, list or response: each is SEQUENCE { what is
// signed, algorithm, BIT STRING … }. Who signed it is found by trying.
func (l *valueList) addSigned(der []byte, certs []*x509.Certificate) {
	in := cryptobyte.String(der)
	var fields, signed cryptobyte.String
	var value []byte
	require.True(l.t, in.ReadASN1(&fields, casn1.SEQUENCE) && fields.ReadASN1Element(&signed, casn1.SEQUENCE))
	algorithm, err := pki.ReadAlgorithmIdentifier(&fields)
	require.NoError(l.t, err)
	require.True(l.t, fields.ReadASN1BitStringAsBytes(&value))
	h := pki.GOST34311
	if algorithm.OID.Equal(pki.OIDDSTU4145Kupyna256) {
		h = pki.Kupyna256
	}
	for _, by := range certs {
		key, err := pki.PublicKey(by)
		require.NoError(l.t, err)
		if pki.CheckSignature(key, algorithm, signed, value) == nil {
			flat, ok := pki.UnwrapDSTU(value)
			require.True(l.t, ok)
			l.add(h, by, signed, flat)
			return
		}
	}
	require.Fail(l.t, "nobody signed this")
}
