// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"slices"
	"testing"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// now is the time of all that the tests make themselves.
var now = cadestest.Now

func verifier(issuer cadestest.Issuer) *validation.Verifier {
	return &validation.Verifier{Trust: cadestest.Trust(issuer.Certificate), At: now, NoRevocation: true}
}

func verify(t testing.TB, v *validation.Verifier, signature, content []byte) *validation.Report {
	t.Helper()
	var detached io.Reader
	if content != nil {
		detached = bytes.NewReader(content)
	}
	report, err := v.Verify(context.Background(), bytes.NewReader(signature), detached, nil)
	require.NoError(t, err)
	return report
}

// single is the verdict on a message of one signature.
func single(t testing.TB, v *validation.Verifier, signature, content []byte) validation.Verdict {
	t.Helper()
	report := verify(t, v, signature, content)
	require.Len(t, report.Signatures, 1)
	require.Equal(t, report.Signatures[0].Indication == validation.TotalPassed, report.Passed())
	return report.Signatures[0]
}

func codes(findings []validation.Finding) []validation.Code {
	var all []validation.Code
	for _, f := range findings {
		all = append(all, f.Code)
	}
	slices.Sort(all)
	return all
}

func certificate(t testing.TB, file string) *x509.Certificate {
	t.Helper()
	certs, err := pki.ParseCertificates(interop.Read(t, file))
	require.NoError(t, err)
	return certs[0]
}

func certificates(t testing.TB, files ...string) []*x509.Certificate {
	t.Helper()
	var certs []*x509.Certificate
	for _, file := range files {
		certs = append(certs, certificate(t, file))
	}
	return certs
}
