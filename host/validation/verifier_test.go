// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// forge makes a message whose signed attributes are changed before they are
// signed: right in mathematics, wrong in form.
func forge(t testing.TB, id cadestest.Identity, content []byte, change func(*cms.SignedData, *cms.SignerInfo)) []byte {
	t.Helper()
	sd := id.Signed(t, cades.Signer{}, content)
	si := &sd.SignerInfos[0]
	change(sd, si)
	h, err := si.DigestAlgorithm.Hash()
	require.NoError(t, err)
	digest := h.Sum(content)
	if signed := si.SignedOctets(); signed != nil {
		digest = h.Sum(signed)
	}
	si.Signature, err = id.Key.Sign(rand.Reader, digest, h)
	require.NoError(t, err)
	return cadestest.Marshal(t, sd, content)
}

// attributes changes the signed attributes alone.
func attributes(change func(cms.Attributes) cms.Attributes) func(*cms.SignedData, *cms.SignerInfo) {
	return func(_ *cms.SignedData, si *cms.SignerInfo) { si.SetSignedAttrs(change(si.SignedAttrs)) }
}

func without(a cms.Attributes, attribute cms.Attribute) cms.Attributes {
	var rest cms.Attributes
	for _, one := range a {
		if !one.Type.Equal(attribute.Type) {
			rest = append(rest, one)
		}
	}
	return rest
}

func replaced(attribute cms.Attribute) func(*cms.SignedData, *cms.SignerInfo) {
	return attributes(func(a cms.Attributes) cms.Attributes { return append(without(a, attribute), attribute) })
}

func removed(attribute cms.Attribute) func(*cms.SignedData, *cms.SignerInfo) {
	return attributes(func(a cms.Attributes) cms.Attributes { return without(a, attribute) })
}

func doubled(attribute cms.Attribute) func(*cms.SignedData, *cms.SignerInfo) {
	return attributes(func(a cms.Attributes) cms.Attributes {
		for _, one := range a {
			if one.Type.Equal(attribute.Type) {
				return append(a, one)
			}
		}
		return append(a, attribute, attribute)
	})
}

func twoValues(attribute cms.Attribute) func(*cms.SignedData, *cms.SignerInfo) {
	return attributes(func(a cms.Attributes) cms.Attributes {
		for i, one := range a {
			if one.Type.Equal(attribute.Type) {
				a[i].Values = append(one.Values, one.Values[0])
			}
		}
		return a
	})
}

func withoutValue(attribute cms.Attribute) func(*cms.SignedData, *cms.SignerInfo) {
	return attributes(func(a cms.Attributes) cms.Attributes { return append(a, cms.Attribute{Type: attribute.Type}) })
}

// reversed is a set with its members the other way round.
func reversed(set []byte) []byte {
	in := cryptobyte.String(set)
	var body cryptobyte.String
	var tag casn1.Tag
	in.ReadAnyASN1(&body, &tag)
	var members [][]byte
	for !body.Empty() {
		var member cryptobyte.String
		body.ReadAnyASN1Element(&member, new(casn1.Tag))
		members = append(members, member)
	}
	slices.Reverse(members)
	var b cryptobyte.Builder
	b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes(slices.Concat(members...)) })
	return b.BytesOrPanic()
}

var (
	contentType   = cms.NewAttribute(cms.OIDContentType, []byte{6, 2, 0x2a, 3})
	messageDigest = cms.NewAttribute(cms.OIDMessageDigest, []byte{5, 0})
	signingTime   = cms.NewAttribute(cms.OIDSigningTime, []byte("\x18\x0f20261121120000Z"))
	essV2         = cms.NewAttribute(cms.OIDSigningCertificateV2, []byte{0x30, 0})
)

// TestForms goes through what signers get wrong with a right key.
func TestForms(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id, other := root.ECDSA(t), root.ECDSA(t)
	content := []byte("content")
	otherESS := other.Signed(t, cades.Signer{}, content).SignerInfos[0].SignedAttrs.Values(cms.OIDSigningCertificateV2)[0]
	sha1ESS := append([]byte{0x30, 0x1a, 0x30, 0x18, 0x30, 0x16, 4, 20}, pki.SHA1.Sum(id.Certificate.Raw)...)
	unknownESS := append([]byte{0x30, 0x2d, 0x30, 0x2b, 0x30, 0x29, 0x30, 4, 6, 2, 0x2a, 3, 4, 33}, make([]byte, 33)...)

	for name, c := range map[string]struct {
		change     func(*cms.SignedData, *cms.SignerInfo)
		indication validation.Indication
		sub        validation.SubIndication
		errors     []validation.Code
		warnings   []validation.Code
		level      cades.Level
	}{
		"as it should be":         {change: func(*cms.SignedData, *cms.SignerInfo) {}, indication: validation.TotalPassed, level: cades.LevelBB},
		"no contentType":          {change: removed(contentType), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeMissing}},
		"no messageDigest":        {change: removed(messageDigest), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeMissing}},
		"contentType differs":     {change: replaced(contentType), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.ContentTypeDiffers}},
		"messageDigest malformed": {change: replaced(messageDigest), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeMalformed}},
		"contentType twice":       {change: doubled(contentType), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeDuplicated}},
		"messageDigest twice":     {change: doubled(messageDigest), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeDuplicated}},
		"signingTime twice":       {change: doubled(signingTime), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeDuplicated}},
		"messageDigest of two":    {change: twoValues(messageDigest), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeDuplicated}},
		"contentType without one": {change: withoutValue(contentType), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeMalformed}},
		"another without a value": {change: withoutValue(cms.NewAttribute(cms.OIDCountersignature, nil)), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeMalformed}},
		"no signingTime":          {change: removed(signingTime), indication: validation.TotalPassed, level: cades.LevelBES, warnings: []validation.Code{validation.SigningTimeAbsent}},
		"GeneralizedTime":         {change: replaced(signingTime), indication: validation.TotalPassed, level: cades.LevelBB, warnings: []validation.Code{validation.SigningTimeForm}},
		"signingTime malformed": {
			change:     replaced(cms.NewAttribute(cms.OIDSigningTime, []byte("\x17\x03now"))),
			indication: validation.TotalPassed, level: cades.LevelBES, warnings: []validation.Code{validation.SigningTimeForm},
		},
		"no signingCertificate": {change: removed(essV2), indication: validation.TotalPassed, level: cades.LevelCMS, warnings: []validation.Code{validation.SigningCertificateAbsent}},
		"signingCertificate malformed": {
			change: replaced(essV2), indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeMalformed},
		},
		"another's signingCertificate": {
			change:     replaced(cms.NewAttribute(cms.OIDSigningCertificateV2, otherESS)),
			indication: validation.Indeterminate, sub: validation.NoSigningCertificateFound, errors: []validation.Code{validation.SignerDiffers},
		},
		"signingCertificate of an unknown hash": {
			change:     replaced(cms.NewAttribute(cms.OIDSigningCertificateV2, unknownESS)),
			indication: validation.Indeterminate, sub: validation.NoSigningCertificateFound, errors: []validation.Code{validation.SignerDiffers},
		},
		"signingCertificate twice": {
			change: doubled(essV2), indication: validation.TotalPassed, level: cades.LevelCMS, warnings: []validation.Code{validation.SigningCertificateTwice},
		},
		"the old signingCertificate": {
			change: attributes(func(a cms.Attributes) cms.Attributes {
				return append(without(a, essV2), cms.NewAttribute(cms.OIDSigningCertificate, sha1ESS))
			}),
			indication: validation.TotalPassed, level: cades.LevelCMS, warnings: []validation.Code{validation.SigningCertificateSHA1},
		},
		"the old one, another's": {
			change: attributes(func(a cms.Attributes) cms.Attributes {
				return append(a, cms.NewAttribute(cms.OIDSigningCertificate, bytes.Replace(sha1ESS, pki.SHA1.Sum(id.Certificate.Raw), make([]byte, 20), 1)))
			}),
			indication: validation.Indeterminate, sub: validation.NoSigningCertificateFound, errors: []validation.Code{validation.SignerDiffers},
		},
		"not sorted": {
			change:     func(_ *cms.SignedData, si *cms.SignerInfo) { si.RawSignedAttrs = reversed(si.RawSignedAttrs) },
			indication: validation.TotalPassed, level: cades.LevelBB, warnings: []validation.Code{validation.AttributesUnsorted},
		},
		"no signed attributes": {
			change:     func(_ *cms.SignedData, si *cms.SignerInfo) { si.RawSignedAttrs, si.SignedAttrs = nil, nil },
			indication: validation.Indeterminate, sub: validation.SigConstraintsFailure, errors: []validation.Code{validation.NoSignedAttributes}, level: cades.LevelCMS,
		},
		"empty signed attributes": {
			change:     attributes(func(cms.Attributes) cms.Attributes { return nil }),
			indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.AttributeMissing, validation.AttributeMissing},
		},
		"hash not announced": {
			change: func(sd *cms.SignedData, _ *cms.SignerInfo) {
				sd.DigestAlgorithms = []pki.AlgorithmIdentifier{pki.SHA512.AlgorithmIdentifier()}
			},
			indication: validation.TotalFailed, sub: validation.FormatFailure, errors: []validation.Code{validation.DigestNotListed},
		},
		"algorithm for another key": {
			change:     func(_ *cms.SignedData, si *cms.SignerInfo) { si.SignatureAlgorithm.OID = pki.OIDRSAWithSHA256 },
			indication: validation.Indeterminate, sub: validation.CryptoConstraintsFailureNoPOE, errors: []validation.Code{validation.AlgorithmUnsupported},
		},
		"another hash in the algorithm": {
			change:     func(_ *cms.SignedData, si *cms.SignerInfo) { si.SignatureAlgorithm.OID = pki.OIDECDSAWithSHA512 },
			indication: validation.Indeterminate, sub: validation.CryptoConstraintsFailureNoPOE, errors: []validation.Code{validation.AlgorithmUnsupported},
		},
		"NULL parameters": {
			change: func(_ *cms.SignedData, si *cms.SignerInfo) {
				si.SignatureAlgorithm.Parameters, si.DigestAlgorithm.Parameters = []byte{5, 0}, []byte{5, 0}
			},
			indication: validation.TotalPassed, level: cades.LevelBB,
		},
		"by subjectKeyIdentifier": {
			change: func(_ *cms.SignedData, si *cms.SignerInfo) {
				pub, _ := pki.PublicKey(id.Certificate)
				si.Version, si.Issuer, si.Serial, si.SubjectKeyID = 3, nil, nil, pki.KeyIDs(pub)[0]
			},
			indication: validation.TotalPassed, level: cades.LevelBB,
		},
		"by another's number": {
			change:     func(_ *cms.SignedData, si *cms.SignerInfo) { si.Serial = big.NewInt(8) },
			indication: validation.Indeterminate, sub: validation.NoSigningCertificateFound, errors: []validation.Code{validation.SignerNotFound},
		},
		"unsigned attributes": {
			change: func(_ *cms.SignedData, si *cms.SignerInfo) {
				si.UnsignedAttrs = cms.Attributes{cms.NewAttribute(cms.OIDSignatureTimeStamp, []byte{5, 0})}
			},
			indication: validation.TotalPassed, level: cades.LevelBB, warnings: []validation.Code{validation.SignatureStampNotValid},
		},
		"content time-stamp": {
			change:     replaced(cms.NewAttribute(cms.OIDContentTimeStamp, []byte{5, 0})),
			indication: validation.TotalPassed, level: cades.LevelBB, warnings: []validation.Code{validation.ContentStampNotValid},
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := single(t, verifier(root), forge(t, id, content, c.change), nil)
			require.Equal(t, c.indication, v.Indication, "%+v", v.Errors)
			require.Equal(t, c.sub, v.SubIndication)
			require.Equal(t, c.errors, codes(v.Errors))
			if c.level != "" {
				require.Equal(t, c.level, v.Level)
			}
			if c.indication == validation.TotalPassed {
				require.ElementsMatch(t, append(c.warnings, validation.RevocationNotChecked), codes(v.Warnings))
				require.True(t, v.Intact)
			}
		})
	}
}

// TestOctetsChanged changes every octet of a message, one at a time: none may
// leave it passed with another content or signer.
func TestOctetsChanged(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	der := id.Sign(t, cades.Signer{}, []byte("content"))
	for i := range der {
		for _, bit := range []byte{1, 0x80} {
			changed := bytes.Clone(der)
			changed[i] ^= bit
			var out bytes.Buffer
			report, err := verifier(root).Verify(context.Background(), bytes.NewReader(changed), nil, &out)
			require.NoError(t, err)
			if report.Passed() {
				require.Equal(t, "content", out.String(), "octet %d", i)
				require.True(t, report.Signatures[0].Certificate.Equal(id.Certificate), "octet %d", i)
			}
		}
	}
}

func TestContent(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	content := []byte("content")
	attached, detached := id.Sign(t, cades.Signer{}, content), id.Sign(t, cades.Signer{Detached: true}, content)
	for name, c := range map[string]struct {
		message, given []byte
		sub            validation.SubIndication
	}{
		"detached":                 {detached, content, ""},
		"detached, changed":        {detached, []byte("contents"), validation.HashFailure},
		"detached, empty":          {detached, []byte{}, validation.HashFailure},
		"detached, not given":      {detached, nil, validation.SignedDataNotFound},
		"attached":                 {attached, nil, ""},
		"attached, changed":        {bytes.Replace(attached, content, []byte("Content"), 1), nil, validation.HashFailure},
		"attached and the same":    {attached, content, ""},
		"attached and another one": {attached, []byte("another"), validation.HashFailure},
	} {
		v := single(t, verifier(root), c.message, c.given)
		require.Equal(t, c.sub, v.SubIndication, name)
		require.Equal(t, c.sub == "", v.Intact, name)
	}
	var out bytes.Buffer
	_, err := verifier(root).Verify(context.Background(), bytes.NewReader(attached), nil, &out)
	require.NoError(t, err)
	require.Equal(t, content, out.Bytes())
}

// TestPlainContentIsNotAttributes: the attributes of a signature, sent as a
// content signed without attributes, have a right signature value.
func TestPlainContentIsNotAttributes(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	sd := id.Signed(t, cades.Signer{}, []byte("content"))
	si := &sd.SignerInfos[0]
	attributes := si.SignedOctets()
	si.RawSignedAttrs, si.SignedAttrs = nil, nil
	v := single(t, verifier(root), cadestest.Marshal(t, sd, attributes), nil)
	require.True(t, v.Intact)
	require.Equal(t, validation.Indeterminate, v.Indication)
	require.Equal(t, validation.SigConstraintsFailure, v.SubIndication)
}

// TestPlainContent is a signature over the content itself.
func TestPlainContent(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	content := []byte("content")
	plain := func(_ *cms.SignedData, si *cms.SignerInfo) { si.RawSignedAttrs, si.SignedAttrs = nil, nil }
	unannounced := func(sd *cms.SignedData, si *cms.SignerInfo) {
		plain(sd, si)
		sd.DigestAlgorithms = nil
	}
	for name, c := range map[string]struct {
		message, given []byte
		intact         bool
		sub            validation.SubIndication
	}{
		"as it is":               {forge(t, id, content, plain), nil, true, validation.SigConstraintsFailure},
		"the same beside":        {forge(t, id, content, plain), content, true, validation.SigConstraintsFailure},
		"another beside":         {forge(t, id, content, plain), []byte("another"), false, validation.HashFailure},
		"changed":                {bytes.Replace(forge(t, id, content, plain), content, []byte("Content"), 1), nil, false, validation.SigCryptoFailure},
		"its hash not announced": {forge(t, id, content, unannounced), nil, false, validation.FormatFailure},
	} {
		v := single(t, verifier(root), c.message, c.given)
		require.Equal(t, c.intact, v.Intact, name)
		require.Equal(t, c.sub, v.SubIndication, name)
	}
}

// TestRevocationIsNotForgotten: without knowing of it nothing passes, unless
// that was asked for, and then the report says so.
func TestRevocationIsNotForgotten(t *testing.T) {
	root := cadestest.NewIssuer(t)
	der := root.ECDSA(t).Sign(t, cades.Signer{}, nil)
	v := verifier(root)
	v.NoRevocation = false
	verdict := single(t, v, der, nil)
	require.Equal(t, validation.Indeterminate, verdict.Indication)
	require.Equal(t, validation.TryLater, verdict.SubIndication)
	require.True(t, verdict.Intact)
	verdict = single(t, verifier(root), der, nil)
	require.Equal(t, validation.TotalPassed, verdict.Indication)
	require.Equal(t, []validation.Code{validation.RevocationNotChecked}, codes(verdict.Warnings))
}

// TestClaimedTimeIsNotTrusted: an expired certificate is expired, whatever the
// signer says about when the signature was made.
func TestClaimedTimeIsNotTrusted(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t, func(c *x509.Certificate) { c.NotAfter = now.AddDate(0, -1, 0) })
	claimed := now.AddDate(0, -2, 0)
	v := single(t, verifier(root), id.Sign(t, cades.Signer{SigningTime: claimed}, nil), nil)
	require.Equal(t, validation.OutOfBoundsNoPOE, v.SubIndication)
	require.Equal(t, claimed, v.ClaimedTime)
	require.Equal(t, now, v.BestTime)
}

func TestSeveralSigners(t *testing.T) {
	root := cadestest.NewIssuer(t)
	content := []byte("content")
	both := root.ECDSA(t).Signed(t, cades.Signer{}, content)
	second := root.Issue(t, root.RSA(t, 2048).Key, func(c *x509.Certificate) { c.SerialNumber = big.NewInt(9) }).
		Signed(t, cades.Signer{Hash: pki.SHA512}, content)
	both.DigestAlgorithms = append(both.DigestAlgorithms, second.DigestAlgorithms...)
	both.RawCertificates = append(both.RawCertificates, second.RawCertificates...)
	both.SignerInfos = append(both.SignerInfos, second.SignerInfos...)
	report := verify(t, verifier(root), cadestest.Marshal(t, both, content), nil)
	require.Len(t, report.Signatures, 2)
	require.True(t, report.Passed())

	both.SignerInfos[1].Signature[20] ^= 1
	report = verify(t, verifier(root), cadestest.Marshal(t, both, content), nil)
	require.False(t, report.Passed(), "one bad signature is enough")
	require.Equal(t, validation.TotalPassed, report.Signatures[0].Indication)
	require.Equal(t, validation.SigCryptoFailure, report.Signatures[1].SubIndication)

	both.SignerInfos = nil
	report = verify(t, verifier(root), cadestest.Marshal(t, both, content), nil)
	require.Empty(t, report.Signatures)
	require.False(t, report.Passed(), "no signature is no good signature")
}

func TestUnreadableMessages(t *testing.T) {
	root := cadestest.NewIssuer(t)
	der := root.ECDSA(t).Sign(t, cades.Signer{}, []byte("content"))
	for name, message := range map[string][]byte{
		"nothing": {}, "text": []byte("no signature"), "cut short": der[:len(der)-1],
	} {
		v := single(t, verifier(root), message, nil)
		require.Equal(t, validation.TotalFailed, v.Indication, name)
		require.Equal(t, validation.FormatFailure, v.SubIndication, name)
		require.Equal(t, []validation.Code{validation.MalformedMessage}, codes(v.Errors), name)
	}
}

func TestErrorsAreNotVerdicts(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	content := []byte("content")
	attached, detached := id.Sign(t, cades.Signer{}, content), id.Sign(t, cades.Signer{Detached: true}, content)
	broken := errors.New("broken")

	_, err := verifier(root).Verify(context.Background(), iotest.ErrReader(broken), nil, nil)
	require.ErrorIs(t, err, broken)
	_, err = verifier(root).Verify(context.Background(), bytes.NewReader(detached), iotest.ErrReader(broken), nil)
	require.ErrorIs(t, err, broken)
	_, err = verifier(root).Verify(context.Background(), bytes.NewReader(attached), nil, brokenWriter{broken})
	require.ErrorIs(t, err, broken)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = verifier(root).Verify(ctx, bytes.NewReader(detached), bytes.NewReader(content), nil)
	require.ErrorIs(t, err, context.Canceled)
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

var _ io.Writer = brokenWriter{}

// TestMaxSigners: where fewer signatures may be than there are, none is judged.
func TestMaxSigners(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	sd := id.Signed(t, cades.Signer{}, nil)
	sd.SignerInfos = append(sd.SignerInfos, sd.SignerInfos[0])
	message := cadestest.Marshal(t, sd, nil)
	for limit, want := range map[int]int{0: 2, 1: 1, 2: 2} {
		verifier := verifier(root)
		verifier.MaxSigners = limit
		report := verify(t, verifier, message, nil)
		require.Len(t, report.Signatures, want, "%d may be", limit)
		if limit == 1 {
			require.Equal(t, validation.FormatFailure, report.Signatures[0].SubIndication)
			require.Nil(t, report.Signatures[0].Certificate)
		}
		require.Equal(t, limit != 1, report.Passed())
	}
}
