// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
)

var document = []byte("Податкова декларація")

// TestSign: every method that signs a document, by a key of the kind that it is for.
func TestSign(t *testing.T) {
	data := bytesArg(document)
	for reason, c := range map[string]struct {
		who, method string
		params      []any // after the handle
		form        service.Form
		bare        bool
		hash        *pki.Hash
	}{
		"inside":                 {testpki.Person, "CtxSign", []any{withGOST34311, data, false, true}, service.Attached, false, pki.GOST34311},
		"detached":               {testpki.Person, "CtxSign", []any{withGOST34311, data, true, true}, service.Detached, false, pki.GOST34311},
		"without a certificate":  {testpki.Person, "CtxSign", []any{withGOST34311, data, false, false}, service.Attached, true, pki.GOST34311},
		"by Kupyna":              {testpki.Kupyna, "CtxSign", []any{withKupyna, data, false, true}, service.Attached, false, pki.Kupyna256},
		"by RSA":                 {testpki.RSAPerson, "CtxSign", []any{withRSA, data, true, true}, service.Detached, false, nil},
		"by ECDSA":               {testpki.ECDSAPerson, "CtxSign", []any{withECDSA, data, true, true}, service.Detached, false, nil},
		"without a handle":       {testpki.Person, "Sign", []any{data}, service.Detached, false, pki.GOST34311},
		"inside, no handle":      {testpki.Person, "SignInternal", []any{true, data}, service.Attached, false, pki.GOST34311},
		"bare, no handle":        {testpki.Person, "SignInternal", []any{false, data}, service.Attached, true, pki.GOST34311},
		"by RSA, no handle":      {testpki.RSAPerson, "SignRSA", []any{data, true, true}, service.Detached, false, nil},
		"by RSA inside":          {testpki.RSAPerson, "SignRSA", []any{data, false, false}, service.Attached, true, nil},
		"by ECDSA, no handle":    {testpki.ECDSAPerson, "SignECDSA", []any{data, true, false}, service.Attached, false, nil},
		"nothing is a document":  {testpki.Person, "CtxSign", []any{withGOST34311, bytesArg(nil), true, true}, service.Detached, false, pki.GOST34311},
		"and without a handle":   {testpki.Person, "Sign", []any{bytesArg(nil)}, service.Detached, false, pki.GOST34311},
		"class version 0 is one": {testpki.Person, "Sign", []any{object{classByteArray, 0, data.Fields}}, service.Detached, false, pki.GOST34311},
	} {
		t.Run(reason, func(t *testing.T) {
			s := newSigner(t, c.who)
			if c.method == "CtxSign" {
				c.params = append([]any{s.pk}, c.params...)
			}
			message := s.asOctets(s.does(c.method, c.params...))
			require.Len(t, s.desk.signed, 1)
			content := s.desk.signed[0].Papers[0].Content
			require.NotNil(t, content, "what is not empty would be unseen")
			assert.Equal(t, service.SignOrder{
				Papers: []service.Paper{{Content: content}}, Form: c.form, Level: cades.LevelBB, Hash: c.hash, WithoutCertificate: c.bare,
			}, s.desk.signed[0])
			if c.form == service.Attached {
				content = nil
			}
			if c.bare {
				s.does("SaveCertificate", bytesArg(s.desk.who.SignCert.Raw))
				result, code, _ := s.call("VerifyInternal", octets(message), nil)
				require.Equal(t, codeNone, code, "%s", result)
			} else {
				assert.Equal(t, []*x509.Certificate{s.desk.who.SignCert}, s.verified(message, content))
			}
		})
	}
}

// TestAlgorithmAndKey: a page never gets another algorithm than it asked for.
func TestAlgorithmAndKey(t *testing.T) {
	for who, fitting := range map[string][]int{
		testpki.Person: {withGOST34311, withKupyna}, testpki.RSAPerson: {withRSA}, testpki.ECDSAPerson: {withECDSA},
	} {
		s := newSigner(t, who)
		for algorithm := withGOST34311; algorithm <= withKupyna; algorithm++ {
			want := codeNotSupported
			for _, fits := range fitting {
				if fits == algorithm {
					want = codeNone
				}
			}
			_, code, _ := s.call("CtxSign", s.pk, algorithm, bytesArg(document), true, true)
			assert.Equal(t, want, code, "%s %d", who, algorithm)
		}
		for _, unknown := range []int{0, 5, -1} {
			s.fails(codeBadParameter, "CtxSign", s.pk, unknown, bytesArg(document), true, true)
		}
	}
	s := newSigner(t, testpki.ECDSAPerson)
	s.fails(codeNotSupported, "Sign", bytesArg(document))
	s.fails(codeNotSupported, "SignRSA", bytesArg(document), true, true)
	s.fails(codeNotSupported, "SignHash", octets(pki.GOST34311.Sum(document)))
	_, _, words := s.call("RawSign", bytesArg(document))
	assert.Equal(t, "Цей ключ не підписує за алгоритмом, якого просить сайт.", words)
	assert.Empty(t, s.desk.signed)
}

// TestLevels: what each sign type of pages is made as. Less than asked is never made.
func TestSignTypes(t *testing.T) {
	for signType, want := range map[int]cades.Level{
		1: cades.LevelBB, 4: cades.LevelBT, 8: cades.LevelBLT, 16: cades.LevelBLT, 128: cades.LevelBLT, 144: cades.LevelBLT,
	} {
		s := newSigner(t, testpki.Person)
		s.does("SetRuntimeParameter", "SignType", signType)
		s.does("CtxSign", s.pk, withGOST34311, bytesArg(document), false, true)
		assert.Equal(t, want, s.ordered().Level, signType)
		s.does("SignHash", s.does("Hash", bytesArg(document)))
		assert.Equal(t, want, s.ordered().Level, signType)
	}
	for _, unknown := range []int{0, 2, 32, 64, 255, -1} {
		s := newSigner(t, testpki.Person)
		s.does("SetRuntimeParameter", "SignType", unknown)
		s.fails(codeNotSupported, "CtxSign", s.pk, withGOST34311, bytesArg(document), false, true)
		assert.Empty(t, s.desk.signed)
	}
}

// TestContentTimeStamp: where the page has time stamps at all, and wants them inside.
func TestContentTimeStamp(t *testing.T) {
	stamps := func(get bool) object {
		return newObject(classTSPSettings, map[string]any{"getStamps": get, "address": "127.0.0.1", "port": "80"})
	}
	s := newSigner(t, testpki.Person)
	wanted := func() bool {
		s.does("CtxSign", s.pk, withGOST34311, bytesArg(document), false, true)
		return s.ordered().ContentTimeStamp
	}
	assert.False(t, wanted(), "nobody set it")
	s.does("SetTSPSettings", stamps(true))
	assert.True(t, wanted())
	s.does("SetRuntimeParameter", "SignIncludeContentTimeStamp", 0)
	assert.False(t, wanted())
	s.does("SetRuntimeParameter", "SignIncludeContentTimeStamp", 1)
	s.does("SetTSPSettings", stamps(false))
	assert.False(t, wanted())
}

// hashThrough is the hash of the document as the page computes it through us.
func (s *signer) hashThrough(algorithm int) string {
	s.t.Helper()
	context := handleArg(classContext, s.handle(s.does("CtxCreate")))
	h := handleArg(classHashContext, s.handle(s.does("CtxHashBegin", context, algorithm, nil)))
	s.does("CtxHashContinue", h, bytesArg(document[:7]))
	s.does("CtxHashContinue", h, bytesArg(document[7:]))
	value := s.asText(s.does("CtxHashEnd", h))
	s.does("CtxHashFree", h)
	return value
}

// TestSignHash: the person sees the document of a hash that passed by, though the page
// may sign no others.
func TestSignHash(t *testing.T) {
	for _, c := range []struct {
		who                 string
		hashes, algorithm   int
		hash                *pki.Hash
		withoutHandle       string
		withoutHandleParams []any
	}{
		{testpki.Person, 1, withGOST34311, pki.GOST34311, "SignHash", nil},
		{testpki.Kupyna, 7, withKupyna, pki.Kupyna256, "", nil},
		{testpki.RSAPerson, 4, withRSA, pki.SHA256, "SignHashRSA", nil},
		{testpki.RSAPerson, 6, withRSA, pki.SHA512, "SignHashRSA", nil},
		{testpki.ECDSAPerson, 4, withECDSA, pki.SHA256, "", nil},
		{testpki.ECDSAPerson, 5, withECDSA, pki.SHA384, "", nil},
	} {
		s := newSigner(t, c.who)
		s.desk.noHashes = true
		value := s.hashThrough(c.hashes)
		message := s.asOctets(s.does("CtxSignHash", s.pk, c.algorithm, value, true))
		assert.Equal(t, document, s.ordered().Papers[0].Content)
		assert.Equal(t, service.Detached, s.ordered().Form)
		assert.Same(t, c.hash, s.ordered().Hash)
		assert.Len(t, s.verified(message, document), 1)
		s.does("CtxSignHash", s.pk, c.algorithm, value, false)
		assert.True(t, s.ordered().WithoutCertificate)
		if c.withoutHandle != "" {
			assert.Len(t, s.verified(s.asOctets(s.does(c.withoutHandle, value)), document), 1)
		}
	}
}

// TestForeignHash: of a document that did not pass by, the person has said yes to the
// site beforehand or there is no signature, and they learn where to.
func TestForeignHash(t *testing.T) {
	value := pki.GOST34311.Sum(document)
	s := newSigner(t, testpki.Person)
	message := s.asOctets(s.does("CtxSignHash", s.pk, withGOST34311, octets(value), true))
	assert.Equal(t, []service.Paper{{Hash: pki.GOST34311, Value: value}}, s.ordered().Papers)
	assert.Len(t, s.verified(message, document), 1)

	s.desk.noHashes = true
	for method, params := range map[string][]any{
		"CtxSignHash":  {s.pk, withGOST34311, octets(value), true},
		"SignHash":     {octets(value)},
		"RawSignHash":  {octets(value)},
		"RawSign":      {bytesArg(document)},
		"CreateSigner": {octets(value)},
	} {
		_, code, words := s.call(method, params...)
		assert.Equal(t, codeNotSupported, code, method)
		assert.Contains(t, words, "натисніть кнопку Pidpys", method)
	}
	s.hashThrough(7)
	s.fails(codeNotSupported, "CtxSignHash", s.pk, withGOST34311, octets(pki.Kupyna256.Sum(document)), true)
	assert.Len(t, s.desk.signed, 1, "a document by another function is not that of this hash")
}

// TestWrongHash: neither a length nor a function that nobody signs by.
func TestWrongHash(t *testing.T) {
	s, rsa := newSigner(t, testpki.Person), newSigner(t, testpki.RSAPerson)
	for _, size := range []int{0, 1, 31, 33, 64} {
		s.fails(codeBadParameter, "CtxSignHash", s.pk, withGOST34311, octets(make([]byte, size)), true)
	}
	for _, size := range []int{0, 31, 33, 65} {
		rsa.fails(codeBadParameter, "CtxSignHash", rsa.pk, withRSA, octets(make([]byte, size)), true)
	}
	for _, size := range []int{20, 28} {
		rsa.fails(codeNotSupported, "CtxSignHash", rsa.pk, withRSA, octets(make([]byte, size)), true)
	}
	s.fails(codeBadParameter, "CtxSignHash", s.pk, withGOST34311, "not base64", true)
	s.fails(codeBadParameter, "SignHash", bytesArg(make([]byte, 32)))
	assert.Empty(t, s.desk.signed)
	assert.Empty(t, rsa.desk.signed)
}

// taxDesk is that of a tax cabinet.
type taxDesk struct{ *fakeDesk }

func (taxDesk) TaxCabinet() bool { return true }

// TestTaxNumber: signed inside, at the tax cabinet, it is a sign-in and ordered as one;
// in any other way it is a document, which the service refuses.
func TestTaxNumber(t *testing.T) {
	s := newSigner(t, testpki.Person)
	number := pki.Subject(s.desk.who.SignCert).DRFO
	inside := func(s *signer, data string) bool {
		s.does("CtxSign", s.pk, withGOST34311, bytesArg([]byte(data)), false, true)
		return s.ordered().Login
	}
	assert.False(t, inside(s, number), "another site")
	s.Dialect.desk = taxDesk{s.desk}
	assert.True(t, inside(s, number))
	assert.False(t, inside(s, number+" "))
	assert.False(t, inside(s, "0000000000"))
	s.does("SignInternal", true, bytesArg([]byte(number)))
	assert.True(t, s.ordered().Login)
	s.does("CtxSign", s.pk, withGOST34311, bytesArg([]byte(number)), true, true)
	assert.False(t, s.ordered().Login, "detached")

	s.desk.err = protocol.Fail(protocol.IdentityContent)
	s.fails(codeNotSupported, "CtxSign", s.pk, withGOST34311, bytesArg([]byte(number)), true, true)
}

// TestSignArguments: nothing is ordered of what is not asked rightly.
func TestSignArguments(t *testing.T) {
	s := newSigner(t, testpki.Person)
	data := bytesArg(document)
	for reason, params := range map[string][]any{
		"no key":            {nil, 1, data, false, true},
		"a handle alone":    {"00", 1, data, false, true},
		"another class":     {handleArg(classContext, "00"), 1, data, false, true},
		"a key in words":    {s.pk, "1", data, false, true},
		"a text":            {s.pk, 1, "document", false, true},
		"null":              {s.pk, 1, nil, false, true},
		"a number as flag":  {s.pk, 1, data, 0, true},
		"a missing flag":    {s.pk, 1, data, false},
		"one too many":      {s.pk, 1, data, false, true, true},
		"flags that are no": {s.pk, 1, data, nil, nil},
	} {
		_, code, _ := s.call("CtxSign", params...)
		assert.Equal(t, codeBadParameter, code, reason)
	}
	assert.Empty(t, s.desk.signed)
	s.desk.err = protocol.Fail(protocol.Cancelled)
	s.fails(codeCancelled, "CtxSign", s.pk, 1, data, false, true)
	s.desk.err = protocol.Fail(protocol.TimeStampUnavailable)
	s.fails(codeTimeStamp, "Sign", data)
}
