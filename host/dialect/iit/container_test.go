// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestASiC orders containers of both kinds, at the level that the method names and not
// that which the page has set.
func TestASiC(t *testing.T) {
	s := newSigner(t, testpki.Person)
	s.does("SetRuntimeParameter", "SignType", 255)
	one, two := bytesArg([]byte("1")), bytesArg([]byte("2"))
	got := s.does("CtxASiCSign", s.pk, withGOST34311, 1, containerCAdES, 4, []string{"a.txt"}, []object{one})
	assert.Equal(t, "a container", string(s.asOctets(got)))
	assert.Equal(t, service.SignOrder{
		Form: service.ASiCS, Level: cades.LevelBT, Hash: pki.GOST34311, Papers: []service.Paper{{Name: "a.txt", Content: []byte("1")}},
	}, s.ordered())
	s.does("CtxASiCSign", s.pk, withGOST34311, 2, containerCAdES, 16, []string{"a.txt", "b.txt"}, []object{one, two})
	assert.Equal(t, service.SignOrder{
		Form: service.ASiCE, Level: cades.LevelBLT, Hash: pki.GOST34311,
		Papers: []service.Paper{{Name: "a.txt", Content: []byte("1")}, {Name: "b.txt", Content: []byte("2")}},
	}, s.ordered())

	names, contents, ordered := []string{"a.txt", "b.txt"}, []object{one, two}, len(s.desk.signed)
	for reason, c := range map[string]struct {
		want   Code
		params []any
	}{
		"XAdES":                  {codeNotSupported, []any{s.pk, 1, 2, containerXAdES, 1, names, contents}},
		"an unknown signature":   {codeBadParameter, []any{s.pk, 1, 2, 3, 1, names, contents}},
		"an unknown container":   {codeBadParameter, []any{s.pk, 1, 3, 1, 1, names, contents}},
		"an unknown level":       {codeNotSupported, []any{s.pk, 1, 2, 1, 2, names, contents}},
		"two documents in one":   {codeBadParameter, []any{s.pk, 1, 1, 1, 1, names, contents}},
		"a document without one": {codeBadParameter, []any{s.pk, 1, 2, 1, 1, names[:1], contents}},
		"no document":            {codeBadParameter, []any{s.pk, 1, 2, 1, 1, []string{}, []object{}}},
		"null":                   {codeBadParameter, []any{s.pk, 1, 2, 1, 1, nil, nil}},
		"no key":                 {codeBadParameter, []any{nil, 1, 2, 1, 1, names, contents}},
		"another algorithm":      {codeNotSupported, []any{s.pk, 3, 2, 1, 1, names, contents}},
	} {
		_, code, _ := s.call("CtxASiCSign", c.params...)
		assert.Equal(t, c.want, code, reason)
	}
	assert.Len(t, s.desk.signed, ordered)
	s.desk.err = protocol.Fail(protocol.InvalidParams)
	s.fails(codeBadParameter, "CtxASiCSign", s.pk, 1, 1, 1, 1, []string{"../a.txt"}, []object{one})
}

// TestPDF orders a signature in a PDF at both levels that pages know.
func TestPDF(t *testing.T) {
	s := newSigner(t, testpki.Person)
	file := []byte("%PDF-1.7")
	for n, level := range map[int]cades.Level{1: cades.LevelBB, 4: cades.LevelBT} {
		s.does("CtxPDFSign", s.pk, withGOST34311, bytesArg(file), n)
		assert.Equal(t, service.SignOrder{
			Form: service.PDF, Level: level, Hash: pki.GOST34311, Papers: []service.Paper{{Content: file, Type: "application/pdf"}},
		}, s.ordered())
	}
	ordered := len(s.desk.signed)
	for _, n := range []int{0, 8, 16, 32} {
		s.fails(codeNotSupported, "CtxPDFSign", s.pk, withGOST34311, bytesArg(file), n)
	}
	s.fails(codeFormats, "CtxPDFSign", s.pk, withGOST34311, bytesArg(document), 1)
	s.fails(codeBadParameter, "CtxPDFSign", s.pk, withGOST34311, "file", 1)
	s.fails(codeBadParameter, "CtxPDFSign", nil, withGOST34311, bytesArg(file), 1)
	s.fails(codeNotSupported, "CtxPDFSign", s.pk, withRSA, bytesArg(file), 1)
	assert.Len(t, s.desk.signed, ordered)
}

// TestNotMade: forms that this program does not have, and methods whose arguments
// nobody has seen, are refused in words, never by an empty answer.
func TestNotMade(t *testing.T) {
	s := newSigner(t, testpki.Person)
	for _, method := range []string{
		"CtxXAdESSign", "XAdESSign", "ASiCSign", "ASiCAppendSign", "CtxASiCAppendSign", "PDFSign", "RawEnvelop", "RawDevelop",
		"EnvelopToRecipientsWithOCode", "AppendValidationDataToSignerEx", "ReadPrivateKeyFile", "SignFile",
	} {
		_, code, words := s.call(method, s.pk, 1)
		assert.Equal(t, codeNotSupported, code, method)
		assert.NotEmpty(t, words, method)
	}
}
