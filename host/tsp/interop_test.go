// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

func certificate(t testing.TB, file string) *x509.Certificate {
	t.Helper()
	cert, err := pki.ParseCertificate(interop.Read(t, file))
	require.NoError(t, err)
	return cert
}

func anchored(t testing.TB, roots ...*x509.Certificate) *pki.Trust {
	t.Helper()
	var anchors []pki.Anchor
	for _, root := range roots {
		anchor, err := pki.AnchorOf(root)
		if errors.Is(err, pki.ErrUnsupportedKey) {
			continue // an authority above with a key for RSASSA-PSS only
		}
		require.NoError(t, err)
		anchors = append(anchors, anchor)
	}
	return pki.NewTrust(anchors, nil)
}

// TestUAPKIExchange holds both sides of a recorded conversation: UAPKI asks, a
// responder answers.
func TestUAPKIExchange(t *testing.T) {
	trust := anchored(t, certificate(t, "pki/uapki-generated/root.cer"))
	for _, name := range []string{"http-03-tsp", "http-05-tsp"} {
		request, err := tsp.ParseRequest(interop.Read(t, "pki/uapki-generated/"+name+"-req.der"))
		require.NoError(t, err)
		assert.True(t, request.CertReq)
		again, err := request.Marshal()
		require.NoError(t, err)
		assert.Equal(t, interop.Read(t, "pki/uapki-generated/"+name+"-req.der"), again, "written as UAPKI writes it")

		token, err := tsp.ParseResponse(interop.Read(t, "pki/uapki-generated/"+name+"-resp.der"))
		require.NoError(t, err)
		require.NoError(t, request.Check(token))
		path, err := token.Verify(nil, trust)
		require.NoError(t, err)
		assert.Len(t, path.Certificates, 2, "the authority is under the root itself")
		assert.Equal(t, "1.2.804.2.1.1.1.2.3.1", token.Info.Policy.String())

		_, err = token.Verify(nil, anchored(t, certificate(t, "pki/uapki-generated/ca.cer")))
		assert.ErrorIs(t, err, pki.ErrNoChain)
	}
}

func TestTestAuthorityRequest(t *testing.T) {
	request, err := tsp.ParseRequest(interop.Read(t, "pki/ua-services/pkiExample_DSTU4145_M257_PB/tsp_request.der"))
	require.NoError(t, err)
	h, err := request.Imprint.Hash.Hash()
	require.NoError(t, err)
	assert.Equal(t, pki.GOST34311, h)
}

// TestTokens are time-stamps of many makers, alone and inside signatures.
func TestTokens(t *testing.T) {
	uapki := certificate(t, "pki/uapki-generated/root.cer")
	for _, test := range []struct {
		file   string
		tokens int
		root   *x509.Certificate // nil: none is at hand, the token's own authority stands for it
		want   error
	}{
		{"pki/uapki-generated/uapki-cades-t-attached.p7s", 2, uapki, nil},
		{"pki/uapki-generated/uapki-cades-t-detached.p7s", 2, uapki, nil},
		{"pki/uapki-generated/uapki-cades-c-detached.p7s", 2, uapki, nil},
		{"pki/uapki-generated/uapki-cades-xl-attached.p7s", 2, uapki, nil},
		{"pki/uapki-generated/uapki-cades-xl-detached.p7s", 2, uapki, nil},
		{"pki/uapki-generated/uapki-cades-a-attached.p7s", 3, uapki, nil},
		{"pki/uapki-generated/uapki-cades-a-detached.p7s", 3, uapki, nil},
		{"pki/uapki-generated/neg-t-detached-foreign-signature-tst.p7s", 2, uapki, nil},
		{"pki/dss-cades/CAdESDoubleLTA.p7m", 3, nil, nil},
		{"pki/dss-cades/Signature-C-A-XL-1.p7m", 3, nil, nil},
		{"pki/dss-cades/Signature-C-X-1.p7m", 2, nil, nil},
		{"pki/dss-cades/cades-ats-v3-wrong-cert.p7m", 2, nil, nil},
		{"pki/dss-cades/cades-duplicated-signed-attrs.p7m", 1, nil, nil},
		{"pki/dss-cades/dss-2011_cades-content-tst.pkcs7", 2, nil, nil},
		{"pki/dss-cades/dss-2011_cades-lta-detached.pkcs7", 2, nil, nil},
		{"pki/dss-cades/dss-1220_CAdES-BpT_modified_ts_hash.p7m", 1, nil, tsp.ErrSignature},
		{"pki/dss-cades/d-trust.tsr", 1, nil, nil},
		{"pki/ua-messages/cryptonite-bes-ivanov.p7s", 1, nil, tsp.ErrNoCertificate},
	} {
		t.Run(test.file, func(t *testing.T) {
			tokens := tokensIn(t, interop.Read(t, test.file))
			require.Len(t, tokens, test.tokens)
			for _, token := range tokens {
				_, err := verified(t, token, test.root)
				if test.want == nil {
					assert.NoError(t, err)
				} else {
					assert.ErrorIs(t, err, test.want)
				}
			}
		})
	}
}

// TestConstraints are true time-stamps of authorities that break a rule.
func TestConstraints(t *testing.T) {
	for file, want := range map[string]pki.Constraint{
		"pki/dss-cades/dss-1220_CAdES-BpLTA_modified_ats_hash_element.p7m": pki.WeakAlgorithm, // signed with SHA-1
		"pki/dss-cades/counterSig.p7m":                                     pki.WeakAlgorithm, // RSA of 1024 bits
		"pki/ua-services/tst-dstu-with-cert.der":                           pki.WrongPurpose,  // a keyUsage of seven octets
	} {
		for _, token := range tokensIn(t, interop.Read(t, file)) {
			path, err := verified(t, token, nil)
			var constraint *pki.ConstraintError
			require.ErrorAs(t, err, &constraint, file)
			assert.Equal(t, want, constraint.Constraint, file)
			assert.NotEmpty(t, path.Certificates, file)
		}
	}
}

// TestSHA1Response is a response that says to be of another content type.
func TestSHA1Response(t *testing.T) {
	token, err := tsp.ParseResponse(interop.Read(t, "pki/ua-services/tsp-response-sha1-rsa.der"))
	require.NoError(t, err)
	_, err = verified(t, token, nil)
	assert.ErrorIs(t, err, tsp.ErrSignature)
}

func verified(t *testing.T, token *tsp.Token, root *x509.Certificate) (pki.Path, error) {
	t.Helper()
	if root != nil {
		return token.Verify(nil, anchored(t, root))
	}
	return token.Verify(nil, anchored(t, token.Certificates()...))
}

// tokensIn are those of a file: itself, or those in the attributes of its
// signatures.
func tokensIn(t testing.TB, file []byte) []*tsp.Token {
	t.Helper()
	if token, err := tsp.ParseToken(file); err == nil {
		return []*tsp.Token{token}
	}
	reader, err := cms.NewReader(bytes.NewReader(file))
	require.NoError(t, err)
	signed, err := reader.SignedData()
	require.NoError(t, err)
	var tokens []*tsp.Token
	for _, si := range signed.SignerInfos {
		for _, attrType := range [][]int{
			cms.OIDContentTimeStamp, cms.OIDSignatureTimeStamp, cms.OIDArchiveTimeStampV3,
			{1, 2, 840, 113549, 1, 9, 16, 2, 25}, // CAdES-C-timestamp
		} {
			for _, value := range append(si.SignedAttrs.Values(attrType), si.UnsignedAttrs.Values(attrType)...) {
				token, err := tsp.ParseToken(value)
				require.NoError(t, err)
				tokens = append(tokens, token)
			}
		}
	}
	return tokens
}

// TestForeignTimeStamp: a signature time-stamp cut out of another signature
// verifies, and is of other data.
func TestForeignTimeStamp(t *testing.T) {
	read := func(file string) *cms.SignerInfo {
		reader, err := cms.NewReader(bytes.NewReader(interop.Read(t, file)))
		require.NoError(t, err)
		signed, err := reader.SignedData()
		require.NoError(t, err)
		return &signed.SignerInfos[0]
	}
	for file, want := range map[string]error{
		"pki/uapki-generated/uapki-cades-t-detached.p7s":               nil,
		"pki/uapki-generated/neg-t-detached-foreign-signature-tst.p7s": tsp.ErrImprint,
	} {
		si := read(file)
		token, err := tsp.ParseToken(si.UnsignedAttrs.Values(cms.OIDSignatureTimeStamp)[0])
		require.NoError(t, err)
		assert.ErrorIs(t, token.Stamps(func(h *pki.Hash) []byte { return h.Sum(si.Signature) }), want, file)
	}
}

func TestOrder(t *testing.T) {
	tokens := tokensIn(t, interop.Read(t, "pki/dss-cades/Signature-C-A-XL-1.p7m"))
	require.Len(t, tokens, 3)
	byTime := map[time.Time]*tsp.Token{}
	for _, token := range tokens {
		byTime[token.Info.Time] = token
	}
	first := byTime[time.Date(2013, 12, 6, 15, 10, 6, 0, time.UTC)]
	second := byTime[time.Date(2013, 12, 12, 12, 57, 27, 0, time.UTC)]
	third := byTime[time.Date(2013, 12, 12, 12, 57, 28, 0, time.UTC)]
	assert.True(t, first.Before(second))
	assert.False(t, second.Before(first))
	assert.False(t, second.Before(third), "a second apart, each known to a second")
	assert.False(t, third.Before(second))
}
