// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cades/cadestest"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// Who signed the files of other programs, whom to trust there, and when.
const (
	director = "containers/key6-dps-director/"
	diia     = "pki/ua-real/"
	uapki    = "pki/uapki-generated/"
)

var (
	directorTime = time.Date(2020, 6, 1, 12, 0, 0, 0, time.UTC)
	diiaTime     = time.Date(2023, 6, 1, 0, 0, 0, 0, time.UTC)
	uapkiTime    = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
)

// directorVerifier trusts the root over the tax service's test director.
func directorVerifier(t testing.TB) *validation.Verifier {
	return &validation.Verifier{
		Trust: cadestest.Trust(certificate(t, director+"root-czo-2017.cer")), At: directorTime, NoRevocation: true,
		Certificates: certificates(t, director+"issuer-kndep-idd-dps-2019.cer", director+"8101899.cer"),
	}
}

func diiaVerifier(t testing.TB) *validation.Verifier {
	return &validation.Verifier{
		Trust: cadestest.Trust(certificate(t, diia+"CAO-05E19E2CD92EA2990100000001000000C1000000.cer")), At: diiaTime, NoRevocation: true,
		Certificates: certificates(t, diia+"diia-CA-05E19E2CD92EA2990100000001000000E1000000.cer", diia+"diia-test-sign-7775603.cer"),
	}
}

func uapkiVerifier(t testing.TB) *validation.Verifier {
	return &validation.Verifier{
		Trust: cadestest.Trust(certificate(t, uapki+"root.cer")), At: uapkiTime, NoRevocation: true,
		Certificates: certificates(t, uapki+"ca.cer", uapki+"signer.cer"),
	}
}

// nobodyVerifier trusts nobody: for messages whose certificates are toys.
func nobodyVerifier(testing.TB) *validation.Verifier {
	return &validation.Verifier{At: uapkiTime, NoRevocation: true}
}

// TestInteropSignatures gives every file of other programs the verdict that
// its source states.
func TestInteropSignatures(t *testing.T) {
	const (
		passed        = validation.TotalPassed
		failed        = validation.TotalFailed
		indeterminate = validation.Indeterminate
	)
	for _, c := range []struct {
		file       string
		verifier   func(testing.TB) *validation.Verifier
		content    string // of a detached one
		indication validation.Indication
		sub        validation.SubIndication
		level      cades.Level
		hash       *pki.Hash
		claimed    string
		warnings   []validation.Code // beside that revocation was not checked
	}{
		{"iit_attached_cert.p7s", directorVerifier, "", passed, "", cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
		{"iit_attached_nocert.p7s", directorVerifier, "", passed, "", cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
		{"iit_detached_cert.p7s", directorVerifier, "doc.txt", passed, "", cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
		{"iit_detached_nocert.p7s", directorVerifier, "doc.txt", passed, "", cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
		{"iit_detached_cert.p7s", directorVerifier, "jkurwa-content.txt", failed, validation.HashFailure, cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
		{"iit_detached_cert.p7s", directorVerifier, "", indeterminate, validation.SignedDataNotFound, cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
		{"uapki_dps4dir_bes_detached_gost.p7s", directorVerifier, "doc.txt", passed, "", cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
		{"uapki_dps4dir_bes_attached_kupyna256.p7s", directorVerifier, "", passed, "", cades.LevelBB, pki.Kupyna256, "2020-06-01", nil},
		{"uapki_diia_bes_detached_kupyna256.p7s", diiaVerifier, "doc.txt", passed, "", cades.LevelBB, pki.Kupyna256, "", nil},
		{"uapki_dps4dir_cms_ski_detached_gost.p7s", directorVerifier, "doc.txt", passed, "", cades.LevelCMS, pki.GOST34311, "", []validation.Code{validation.SigningCertificateAbsent, validation.SigningTimeAbsent}},
		{"nested-signature.p7s", directorVerifier, "doc.txt", passed, "", cades.LevelBB, pki.GOST34311, "2020-06-01", []validation.Code{validation.NestedSignature}},
		// The certificates break the rules of X.509, so that no chain is possible.
		{"jkurwa-message.p7", nobodyVerifier, "", indeterminate, validation.NoCertificateChainFound, cades.LevelBB, pki.GOST34311, "2018-10-22", nil},
		{"jkurwa-message_detached.p7", nobodyVerifier, "jkurwa-content.txt", indeterminate, validation.NoCertificateChainFound, cades.LevelBB, pki.GOST34311, "2018-10-22", nil},
		{"cryptonite-test_cms.p7s", nobodyVerifier, "", indeterminate, validation.NoCertificateChainFound, cades.LevelBES, pki.GOST34311, "", nil},
		{"cryptonite-cms1_ecdsa.dat", nobodyVerifier, "", indeterminate, validation.NoCertificateChainFound, cades.LevelBES, pki.SHA256, "", nil},
		{"bad-content-changed.p7s", directorVerifier, "", failed, validation.HashFailure, cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
		{"bad-messagedigest-bit.p7s", directorVerifier, "", failed, validation.HashFailure, cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
		{"bad-signature-bit.p7s", directorVerifier, "", failed, validation.SigCryptoFailure, cades.LevelBB, pki.GOST34311, "2020-06-01", nil},
	} {
		t.Run(c.file+" "+string(c.sub), func(t *testing.T) {
			var content []byte
			if c.content != "" {
				content = interop.Read(t, "signatures/"+c.content)
			}
			v := single(t, c.verifier(t), interop.Read(t, "signatures/"+c.file), content)
			require.Equal(t, c.indication, v.Indication, "%+v", v.Errors)
			require.Equal(t, c.sub, v.SubIndication, "%+v", v.Errors)
			require.Equal(t, c.level, v.Level)
			require.Equal(t, c.hash, v.Hash)
			require.Equal(t, c.indication != failed && c.sub != validation.SignedDataNotFound, v.Intact)
			if c.claimed != "" {
				require.Equal(t, c.claimed, v.ClaimedTime.Format(time.DateOnly))
			}
			if c.indication == passed {
				require.ElementsMatch(t, append(c.warnings, validation.RevocationNotChecked), codes(v.Warnings))
				require.Len(t, v.Chain, 3)
			}
		})
	}
}

func TestInteropTwoSigners(t *testing.T) {
	report := verify(t, nobodyVerifier(t), interop.Read(t, "signatures/cryptonite-cms_ecdsa_2sdata.dat"), nil)
	require.Len(t, report.Signatures, 2)
	for _, v := range report.Signatures {
		require.True(t, v.Intact)
	}
	require.False(t, report.Signatures[0].Certificate.Equal(report.Signatures[1].Certificate))
}

// TestInteropOwner reads the signer from the tax service's test certificate.
func TestInteropOwner(t *testing.T) {
	v := single(t, directorVerifier(t), interop.Read(t, "signatures/iit_attached_cert.p7s"), nil)
	require.Equal(t, "Тестовий платник 4", v.Signer.Organization)
	require.NotEmpty(t, v.Signer.DRFO)
	require.NotEmpty(t, v.Signer.EDRPOU)

	late := directorVerifier(t)
	late.At = time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	v = single(t, late, interop.Read(t, "signatures/iit_attached_cert.p7s"), nil)
	require.Equal(t, validation.OutOfBoundsNoPOE, v.SubIndication)
	require.Len(t, v.Chain, 3)
}

// TestInteropLevels verifies the basic signature of every level UAPKI writes,
// its broken messages and its variants.
func TestInteropLevels(t *testing.T) {
	for file, want := range map[string]validation.SubIndication{
		"uapki-cms-attached.p7s":                   "",
		"uapki-cms-detached.p7s":                   "",
		"uapki-cades-bes-attached.p7s":             "",
		"uapki-cades-bes-detached.p7s":             "",
		"uapki-cades-t-attached.p7s":               "",
		"uapki-cades-t-detached.p7s":               "",
		"uapki-cades-c-detached.p7s":               "",
		"uapki-cades-xl-attached.p7s":              "",
		"uapki-cades-xl-detached.p7s":              "",
		"uapki-cades-a-attached.p7s":               "",
		"uapki-cades-a-detached.p7s":               "",
		"variant-bes-nested-signature-octets.p7s":  "",
		"variant-bes-digestalg-null-params.p7s":    "",
		"neg-bes-attached-content-flip.p7s":        validation.HashFailure,
		"neg-bes-attached-sig-flip.p7s":            validation.SigCryptoFailure,
		"neg-bes-attached-signingtime-flip.p7s":    validation.SigCryptoFailure,
		"neg-t-detached-foreign-signature-tst.p7s": "", // the time-stamp is what is wrong
	} {
		t.Run(file, func(t *testing.T) {
			message := interop.Read(t, uapki+file)
			report := verify(t, uapkiVerifier(t), message, nil)
			if report.Detached {
				require.Equal(t, validation.SignedDataNotFound, report.Signatures[0].SubIndication)
				changed := append(interop.Read(t, uapki+"data.txt"), 'x')
				require.Equal(t, validation.HashFailure, single(t, uapkiVerifier(t), message, changed).SubIndication)
				report = verify(t, uapkiVerifier(t), message, interop.Read(t, uapki+"data.txt"))
			}
			v := report.Signatures[0]
			require.Equal(t, want, v.SubIndication, "%+v", v.Errors)
			require.Equal(t, want == "", v.Indication == validation.TotalPassed)
		})
	}
}

// TestInteropMessages: DSTU by a bank's test authority, ECDSA by nobody.
func TestInteropMessages(t *testing.T) {
	for file, signers := range map[string]int{
		"pki/ua-messages/cryptonite-bes-ivanov.p7s":            1,
		"pki/ua-messages/cryptonite-bes-ecdsa.p7s":             1,
		"pki/ua-messages/cryptonite-bes-ecdsa-two-signers.p7s": 2,
		"pki/jkurwa/message.p7":                                1,
	} {
		report := verify(t, nobodyVerifier(t), interop.Read(t, file), nil)
		require.Len(t, report.Signatures, signers, file)
		for _, v := range report.Signatures {
			require.True(t, v.Intact, "%s: %+v", file, v.Errors)
			require.Equal(t, validation.Indeterminate, v.Indication, file)
		}
	}
	v := single(t, nobodyVerifier(t), interop.Read(t, "pki/jkurwa/message_detached.p7"), []byte("123"))
	require.True(t, v.Intact)
}

// TestInteropDSS compares with what the tests of DSS assert of the basic
// signature, RSA and ECDSA.
func TestInteropDSS(t *testing.T) {
	hello := []byte("Hello World")
	for _, c := range []struct {
		file    string
		content []byte
		intact  bool
		sub     validation.SubIndication
		level   cades.Level
	}{
		{"cms-no-sign-cert.p7m", nil, false, validation.NoSigningCertificateFound, cades.LevelCMS},
		{"no-key-info-cert.pkcs7", nil, false, validation.NoSigningCertificateFound, cades.LevelCMS},
		{"cades-duplicated-signed-attrs.p7m", nil, false, validation.FormatFailure, cades.LevelBES},
		{"cades-double-signing-certificate.p7m", nil, false, validation.SignedDataNotFound, cades.LevelCMS},
		{"cms-wrong-sign-cert-hash-algo.pkcs7", nil, true, "", cades.LevelCMS},
		{"cades-t-copied-sigtst.p7m", nil, true, "", cades.LevelBB},
		{"cades-ats-v3-wrong-cert.p7m", nil, true, "", cades.LevelBB},
		{"CAdESDoubleLTA.p7m", nil, true, "", cades.LevelBB},
		{"counterSig.p7m", nil, true, "", ""},
		{"cades-bes-signeddata-enveloping.p7m", nil, true, "", ""},
		{"Signature-CBp-B-1.p7m", nil, true, "", cades.LevelBB},
		{"dss-667_BER_reordered_prova.txt.p7m", nil, true, validation.NoCertificateChainFound, ""},
		{"dss-667_DER_reordered_prova.txt.p7m", nil, true, validation.NoCertificateChainFound, ""},
		{"dss-2011_cades-detached.pkcs7", nil, false, validation.SignedDataNotFound, cades.LevelBB},
		{"dss-2011_cades-detached.pkcs7", hello, true, "", cades.LevelBB},
		{"dss-2011_cades-detached.pkcs7", []byte("Goodbye"), false, validation.HashFailure, cades.LevelBB},
		{"dss-2011_cades-enveloping.pkcs7", nil, true, "", cades.LevelBB},
		{"dss-2011_cades-enveloping-broken.pkcs7", nil, false, validation.HashFailure, cades.LevelBB},
		{"dss-2011_cades-content-tst.pkcs7", nil, false, validation.SignedDataNotFound, ""},
		{"dss-2011_cades-lta-detached.pkcs7", nil, false, validation.SignedDataNotFound, ""},
		{"dss-1220_CAdES-BpT_modified_ts_hash.p7m", nil, true, "", ""},
		{"dss-1220_CAdES-BpLTA_modified_ats_hash_element.p7m", nil, true, "", ""},
		// Its RSA DigestInfo lacks the NULL parameters of RFC 8017 section 9.2.
		{"cades-broken-sig-tst.p7m", nil, false, validation.SigCryptoFailure, ""},
		{"Signature-C-X-1.p7m", nil, true, "", ""},
		{"Signature-C-A-XL-1.p7m", nil, true, "", ""},
	} {
		t.Run(c.file, func(t *testing.T) {
			v := single(t, nobodyVerifier(t), interop.Read(t, "pki/dss-cades/"+c.file), c.content)
			require.Equal(t, c.intact, v.Intact, "%+v", v)
			if c.sub != "" {
				require.Equal(t, c.sub, v.SubIndication, "%+v", v.Errors)
			}
			if c.level != "" {
				require.Equal(t, c.level, v.Level, "%+v", v.Warnings)
			}
			require.NotEqual(t, validation.TotalPassed, v.Indication, "nobody is trusted")
		})
	}
}

// TestInteropTrustedSigner: a certificate that is not in the message, found
// and trusted by itself.
func TestInteropTrustedSigner(t *testing.T) {
	message := interop.Read(t, "pki/dss-cades/no-key-info-cert.pkcs7")
	cert := certificate(t, "pki/dss-cades/signCert.cer")
	v := &validation.Verifier{
		At: time.Date(2020, 1, 9, 0, 0, 0, 0, time.UTC), NoRevocation: true, Certificates: []*x509.Certificate{cert},
	}
	require.Equal(t, validation.NoCertificateChainFound, single(t, v, message, nil).SubIndication)
	v.Trust = cadestest.Trust(cert)
	require.Equal(t, validation.TotalPassed, single(t, v, message, nil).Indication)
}
