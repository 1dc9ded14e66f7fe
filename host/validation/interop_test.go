// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
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
	uapkiTime    = time.Date(2026, 11, 21, 19, 30, 0, 0, time.UTC)
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
