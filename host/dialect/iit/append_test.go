// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
)

// signerOfDirector is how somebody else has signed before.
func signerOfDirector(detached bool) cades.Signer {
	return cades.Signer{Detached: detached, SigningTime: clock()}
}

// before is a message by somebody else.
func before(t testing.TB, detached bool) octets {
	t.Helper()
	message, err := director().Sign(signerOfDirector(detached), document)
	require.NoError(t, err)
	return message
}

// TestAppendSign: a second signature in a message of either form, in every way that
// pages have.
func TestAppendSign(t *testing.T) {
	detached, inside := before(t, true), before(t, false)
	data, value := bytesArg(document), octets(pki.GOST34311.Sum(document))
	for reason, c := range map[string]struct {
		method string
		params []any
		form   service.Form
		bare   bool
	}{
		"the document inside":       {"CtxAppendSign", []any{nil, 1, nil, inside, true}, service.Attached, false},
		"inside and beside":         {"CtxAppendSign", []any{nil, 1, data, inside, true}, service.Attached, false},
		"the document beside":       {"CtxAppendSign", []any{nil, 1, data, detached, true}, service.Detached, false},
		"without a certificate":     {"CtxAppendSign", []any{nil, 1, data, detached, false}, service.Detached, true},
		"its hash":                  {"CtxAppendSignHash", []any{nil, 1, value, detached, true}, service.Detached, false},
		"the hash of what's inside": {"CtxAppendSignHash", []any{nil, 1, value, inside, true}, service.Attached, false},
		"as octets":                 {"CtxAppendSign", []any{nil, 1, data, bytesArg(detached), true}, service.Detached, false},
		"beside, no handle":         {"AppendSign", []any{data, detached}, service.Detached, false},
		"inside, no handle":         {"AppendSignInternal", []any{true, inside}, service.Attached, false},
		"bare, no handle":           {"AppendSignInternal", []any{false, inside}, service.Attached, true},
		"hash, no handle":           {"AppendSignHash", []any{value, detached}, service.Detached, false},
	} {
		t.Run(reason, func(t *testing.T) {
			s := newSigner(t, testpki.Person)
			s.hashThrough(1)
			s.desk.noHashes = true
			if c.params[0] == nil {
				c.params[0] = s.pk
			}
			message := s.asOctets(s.does(c.method, c.params...))
			o := s.ordered()
			assert.Equal(t, c.form, o.Form)
			assert.Equal(t, c.bare, o.WithoutCertificate)
			assert.NotEmpty(t, o.Previous)
			var content []byte
			if c.form == service.Detached {
				content = document
				assert.Equal(t, document, o.Papers[0].Content)
			}
			if !c.bare {
				assert.ElementsMatch(t, []*x509.Certificate{director().SignCert, s.desk.who.SignCert}, s.verified(message, content))
			}
		})
	}
}

// TestAppendSignToEmpty: a message of nobody gets its first signature, of either form.
func TestAppendSignToEmpty(t *testing.T) {
	s := newSigner(t, testpki.Person)
	inside := s.does("CreateEmptySign", bytesArg(document))
	assert.Len(t, s.verified(s.asOctets(s.does("CtxAppendSign", s.pk, 1, nil, inside, true)), nil), 1)
	assert.NotEmpty(t, s.ordered().Previous)
	beside := s.does("CreateEmptySign", nil)
	assert.Len(t, s.verified(s.asOctets(s.does("CtxAppendSign", s.pk, 1, bytesArg(document), beside, true)), document), 1)
	assert.Empty(t, s.ordered().Previous, "the service would not know what it is of")
}

// TestAppendSignInVain: nothing is ordered over what is not the one document.
func TestAppendSignInVain(t *testing.T) {
	detached, inside := before(t, true), before(t, false)
	other := []byte("Інший документ")
	s := newSigner(t, testpki.Person)
	for reason, c := range map[string]struct {
		want   Code
		method string
		params []any
	}{
		"no document":            {codeBadParameter, "CtxAppendSign", []any{s.pk, 1, nil, detached, true}},
		"another document":       {codeBadParameter, "CtxAppendSign", []any{s.pk, 1, bytesArg(other), inside, true}},
		"another hash":           {codeBadParameter, "CtxAppendSignHash", []any{s.pk, 1, octets(pki.GOST34311.Sum(other)), inside, true}},
		"a short hash":           {codeBadParameter, "CtxAppendSignHash", []any{s.pk, 1, octets("short"), detached, true}},
		"no message":             {codeFormats, "CtxAppendSign", []any{s.pk, 1, bytesArg(document), octets("message"), true}},
		"half a message":         {codeFormats, "CtxAppendSign", []any{s.pk, 1, bytesArg(document), detached[:100], true}},
		"no message, by hash":    {codeFormats, "CtxAppendSignHash", []any{s.pk, 1, octets(pki.GOST34311.Sum(document)), octets("0"), true}},
		"null":                   {codeBadParameter, "CtxAppendSign", []any{s.pk, 1, bytesArg(document), nil, true}},
		"no key":                 {codeBadParameter, "CtxAppendSign", []any{nil, 1, bytesArg(document), detached, true}},
		"another algorithm":      {codeNotSupported, "CtxAppendSign", []any{s.pk, 2, bytesArg(document), detached, true}},
		"nothing inside":         {codeBadParameter, "AppendSignInternal", []any{true, detached}},
		"another, no handle":     {codeBadParameter, "AppendSign", []any{bytesArg(other), inside}},
		"no document, no handle": {codeBadParameter, "AppendSign", []any{nil, detached}},
	} {
		_, code, _ := s.call(c.method, c.params...)
		assert.Equal(t, c.want, code, reason)
	}
	assert.Empty(t, s.desk.signed)
}

// TestAssemble makes a message in steps, with two signatures that hold.
func TestAssemble(t *testing.T) {
	for _, c := range []struct {
		reason string
		data   any
		inside []byte
	}{{"inside", bytesArg(document), document}, {"beside", nil, nil}, {"nothing inside", bytesArg(nil), []byte{}}} {
		content := document
		if c.inside != nil {
			content = c.inside
		}
		message := newPage(t).does("CreateEmptySign", c.data)
		for _, who := range []string{testpki.Person, testpki.Director} {
			s := newSigner(t, who)
			alone := s.does("CreateSigner", octets(pki.GOST34311.Sum(content)))
			assert.True(t, s.ordered().WithoutCertificate)
			var certificate any
			if who == testpki.Person {
				certificate = bytesArg(s.desk.who.SignCert.Raw)
			}
			message = s.does("AppendSigner", alone, certificate, message)
		}
		s := newSigner(t, testpki.Person)
		sd, inside, err := openMessage(s.asOctets(message))
		require.NoError(t, err)
		assert.Equal(t, c.inside, inside, c.reason)
		assert.Len(t, sd.Certificates, 1, "the one that was given")
		report := &signer{page: s.page}
		report.does("SaveCertificate", bytesArg(director().SignCert.Raw))
		method, params := "VerifyInternal", []any{s.asText(message), nil}
		if c.inside == nil {
			method, params = "Verify", []any{s.asText(message), bytesArg(document), nil}
		}
		report.does(method, params...)
	}
}

// TestAppendSignerInVain: what is put beside other signatures is one, over the same
// document, and by the certificate that is said.
func TestAppendSignerInVain(t *testing.T) {
	s := newSigner(t, testpki.Person)
	own, other := bytesArg(s.desk.who.SignCert.Raw), bytesArg(director().SignCert.Raw)
	alone := s.does("CreateSigner", octets(pki.GOST34311.Sum(document)))
	info, err := cms.ParseSignerInfo(s.asOctets(alone))
	require.NoError(t, err)
	info.Signature = append([]byte{}, info.Signature...)
	info.Signature[0] ^= 1
	broken, err := info.Marshal()
	require.NoError(t, err)
	message := s.does("CreateEmptySign", bytesArg(document))
	elsewhere := s.does("CreateEmptySign", bytesArg([]byte("Інший документ")))
	ordered := len(s.desk.signed)
	for reason, c := range map[string]struct {
		want   Code
		params []any
	}{
		"no signature":        {codeFormats, []any{octets("x"), own, message}},
		"no message":          {codeFormats, []any{alone, own, octets("x")}},
		"a broken value":      {codeBadSignature, []any{octets(broken), own, message}},
		"another document":    {codeBadSignature, []any{alone, own, elsewhere}},
		"another certificate": {codeBadCertificate, []any{alone, other, message}},
		"no certificate":      {codeBadCertificate, []any{alone, bytesArg([]byte("x")), message}},
		"null":                {codeBadParameter, []any{nil, own, message}},
	} {
		_, code, _ := s.call("AppendSigner", c.params...)
		assert.Equal(t, c.want, code, reason)
	}
	newPage(t).fails(codeCertNotFound, "AppendSigner", alone, nil, message)
	newPage(t).fails(codeCertNotFound, "AppendSigner", alone, bytesArg(nil), message)
	s.fails(codeBadParameter, "CreateEmptySign", "text")
	assert.Len(t, s.desk.signed, ordered, "nobody was asked")
}
