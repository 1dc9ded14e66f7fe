// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/testpki"
)

// TestOwnCertificates: those of both keys, in both ways of counting.
func TestOwnCertificates(t *testing.T) {
	s := newSigner(t, testpki.Person)
	who := s.desk.who
	for i, c := range [][]byte{who.SignCert.Raw, who.AgreeCert.Raw} {
		assert.Equal(t, c, s.certificateIn(s.does("CtxEnumOwnCertificates", s.pk, i)))
		var info struct{ ClassName string }
		require.NoError(t, json.Unmarshal(s.does("EnumOwnCertificates", i), &info))
		assert.Equal(t, classCertificateInfoEx, info.ClassName)
	}
	for _, i := range []int{2, 1000} {
		s.fails(codeEndOfEnum, "CtxEnumOwnCertificates", s.pk, i)
		s.fails(codeEndOfEnum, "EnumOwnCertificates", i)
	}
	s.fails(codeBadParameter, "CtxEnumOwnCertificates", s.pk, -1)
	s.fails(codeBadParameter, "CtxEnumOwnCertificates", nil, 0)
	s.fails(codeBadParameter, "EnumOwnCertificates", "0")
}

// TestCertificatesOfKeysThatWere: what was signed is verified after the key was closed,
// also where the certificate is not in the message.
func TestCertificatesOfKeysThatWere(t *testing.T) {
	s := &signer{page: newPage(t)}
	s.desk.sign = s.signAll
	context := handleArg(classContext, s.handle(s.does("CtxCreate")))
	for range 2 {
		s.pk = handleArg(classPrivateKeyContext, s.handle(s.does("CtxReadPrivateKey", context, mediaArg(otherKey.kind, otherKey.device))))
	}
	signed := s.asText(s.does("CtxSign", s.pk, withGOST34311, bytesArg(document), false, false))
	s.does("CtxFreePrivateKey", s.pk)
	s.does("VerifyDataInternalOnTimeEx", signed, 0, nil, false, false, nil)
	assert.Len(t, s.known(), len(s.desk.who.Certificates()), "each once")
	s.does("Finalize")
	s.does("Initialize")
	s.fails(codeCertNotFound, "VerifyDataInternalOnTimeEx", signed, 0, nil, false, false, nil)
}

// certificateIn is that of an EndUserCertificate.
func (s *signer) certificateIn(result json.RawMessage) []byte {
	s.t.Helper()
	var o struct {
		ClassName   string
		ClassFields struct{ Data []byte }
	}
	require.NoError(s.t, json.Unmarshal(result, &o), "%s", result)
	require.Equal(s.t, classCertificate, o.ClassName)
	return o.ClassFields.Data
}

// TestOwnCertificateFor: by the type of the key and one of the uses asked for.
func TestOwnCertificateFor(t *testing.T) {
	s := newSigner(t, testpki.Person)
	signing, agreement := s.desk.who.SignCert.Raw, s.desk.who.AgreeCert.Raw
	for _, c := range []struct {
		kind, use any
		want      []byte // nil: none
	}{
		{keyDSTU, usageSign, signing},
		{keyDSTU, usageNonRepudiation, signing},
		{keyDSTU, usageSign | usageNonRepudiation, signing},
		{keyDSTU, usageAgree, agreement},
		{0, usageAgree, agreement},
		{keyDSTU, 0, signing},
		{keyRSA, usageSign, nil},
		{keyECDSA, 0, nil},
		{keyDSTU, 4, nil},
	} {
		if c.want == nil {
			s.fails(codeCertNotFound, "CtxGetOwnCertificate", s.pk, c.kind, c.use)
			s.fails(codeCertNotFound, "GetOwnCertificate", c.kind, c.use)
			continue
		}
		assert.Equal(t, c.want, s.certificateIn(s.does("CtxGetOwnCertificate", s.pk, c.kind, c.use)), "%v", c)
		assert.Equal(t, c.want, s.asOctets(s.does("GetOwnCertificate", c.kind, c.use)), "%v", c)
	}
	assert.Equal(t, signing, s.asOctets(s.does("GetOwnCertificate", nil, nil)), "as pages were recorded")
	assert.Equal(t, signing, s.asOctets(s.does("GetOwnCertificate")))
	s.fails(codeBadParameter, "CtxGetOwnCertificate", s.pk, nil, nil)
	s.fails(codeBadParameter, "GetOwnCertificate", "1", nil)
}
