// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// TestSameOctetsAsUAPKI writes the attributes of UAPKI's X Long from what they
// hold, and must come to the very octets.
func TestSameOctetsAsUAPKI(t *testing.T) {
	for _, name := range []string{"xl-attached", "xl-detached", "a-detached"} {
		reader, err := cms.NewReader(bytes.NewReader(interop.Read(t, "pki/uapki-generated/uapki-cades-"+name+".p7s")))
		require.NoError(t, err)
		sd, err := reader.SignedData()
		require.NoError(t, err)
		attributes := sd.SignerInfos[0].UnsignedAttrs

		certs, err := ParseCertificateValues(attributes.Values(cms.OIDCertificateValues)[0])
		require.NoError(t, err)
		responses, lists, err := ParseRevocationValues(attributes.Values(cms.OIDRevocationValues)[0])
		require.NoError(t, err)
		require.Len(t, certs, 6)
		require.Len(t, responses, 3)
		require.Empty(t, lists)

		var findings []finding
		for _, cert := range certs {
			f := finding{certificate: cert}
			for _, der := range responses {
				response, err := ocsp.ParseBasic(der)
				require.NoError(t, err)
				for _, issuer := range certs {
					if _, err := response.For(cert, issuer); err == nil {
						f.answer = &status.Answer{Response: response}
					}
				}
			}
			findings = append(findings, f)
		}
		s := &signature{info: &cms.SignerInfo{}, hash: pki.GOST34311}
		require.NoError(t, s.addLongForm(findings, collect(findings)))
		for _, oid := range longForm {
			require.Equal(t, attributes.Values(oid), s.info.UnsignedAttrs.Values(oid), "%s %v", name, oid)
		}
	}
}
