// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestStream signs a document that comes in two pieces, and the person sees it whole.
func TestStream(t *testing.T) {
	for reason, c := range map[string]struct {
		who, begin, end string
		endParams       []any
		bare            bool
	}{
		"DSTU":                     {testpki.Person, "ContinueSign", "EndSign", nil, false},
		"RSA":                      {testpki.RSAPerson, "ContinueRSASign", "EndRSASign", []any{true}, false},
		"RSA, without certificate": {testpki.RSAPerson, "ContinueRSASign", "EndRSASign", []any{false}, true},
	} {
		t.Run(reason, func(t *testing.T) {
			s := newSigner(t, c.who)
			s.desk.noHashes = true
			s.does(c.begin, bytesArg(document[:5]))
			s.does(c.begin, bytesArg(document[5:]))
			message := s.asOctets(s.does(c.end, c.endParams...))
			assert.Equal(t, document, s.ordered().Papers[0].Content)
			assert.Equal(t, service.Detached, s.ordered().Form)
			assert.Equal(t, c.bare, s.ordered().WithoutCertificate)
			if !c.bare {
				assert.Len(t, s.verified(message, document), 1)
			}
			s.fails(codeBadParameter, c.end, c.endParams...)
		})
	}
}

// TestStreamsInContexts: two documents on their way at a time, each its own.
func TestStreamsInContexts(t *testing.T) {
	for _, kind := range []struct{ who, name string }{{testpki.Person, ""}, {testpki.RSAPerson, "RSA"}} {
		s := newSigner(t, kind.who)
		goOn, end := "Continue"+kind.name+"SignCtx", "End"+kind.name+"SignCtx"
		begin := func(context any, piece string) object {
			return handleArg(classOperationContext, s.handle(s.does(goOn, context, bytesArg([]byte(piece)))))
		}
		one := begin(nil, "перший ")
		two := begin(handleArg(classOperationContext, ""), "другий ")
		fresh := newObject(classOperationContext, map[string]any{"handle": nil})
		s.does("ResetOperationCtx", begin(fresh, "третій"))
		assert.Equal(t, two, begin(two, "документ"), "the same context")
		begin(one, "документ")
		for content, context := range map[string]object{"перший документ": one, "другий документ": two} {
			assert.Len(t, s.verified(s.asOctets(s.does(end, context, true)), []byte(content)), 1)
			s.fails(codeBadParameter, end, context, true)
			s.fails(codeBadParameter, goOn, context, bytesArg(document))
			s.does("ResetOperationCtx", context)
		}
		assert.Zero(t, s.Dialect.hashed.size-kept(&s.Dialect.hashed), "nothing is kept of what was dropped")
	}
}

// kept is how much there is of contents that came to their end.
func kept(m *memory) (size int) {
	for _, c := range m.contents {
		for _, piece := range c.pieces {
			size += len(piece)
		}
	}
	return size
}

// TestStreamsApart: contexts of other kinds, and of verifying, are none to sign in.
func TestStreamsApart(t *testing.T) {
	s := newSigner(t, testpki.Person)
	context := handleArg(classOperationContext, s.handle(s.does("ContinueSignCtx", nil, bytesArg(document))))
	s.fails(codeBadParameter, "EndRSASignCtx", context, true)
	s.fails(codeBadParameter, "ContinueRSASignCtx", context, bytesArg(document))
	verifying := handleArg(classOperationContext, s.handle(s.does("BeginVerifyCtx", before(t, true))))
	s.fails(codeBadParameter, "ContinueSignCtx", verifying, bytesArg(document))
	s.fails(codeBadParameter, "EndSignCtx", verifying, true)
	s.fails(codeBadParameter, "ContinueVerifyCtx", context, bytesArg(document))
	s.fails(codeBadParameter, "ContinueSignCtx", context, "piece")
	s.fails(codeBadParameter, "ContinueSignCtx", handleArg(classContext, ""), bytesArg(document))
	s.fails(codeNotSupported, "ContinueRSASign", bytesArg(document))
	s.fails(codeNotSupported, "ContinueRSASignCtx", nil, bytesArg(document))
	assert.Empty(t, s.desk.signed)
}

// TestStreamOntoMessage adds a signature to a message whose document comes in pieces.
func TestStreamOntoMessage(t *testing.T) {
	s := newSigner(t, testpki.Person)
	s.does("ContinueSign", bytesArg([]byte("what is dropped")))
	s.does("AppendSignBegin", before(t, true))
	s.does("ContinueSign", bytesArg(document[:9]))
	s.does("ContinueSign", bytesArg(document[9:]))
	assert.Len(t, s.verified(s.asOctets(s.does("EndSign")), document), 2)
	s.fails(codeBadParameter, "AppendSignBegin", before(t, false))
	s.fails(codeFormats, "AppendSignBegin", octets("message"))
	s.does("AppendSignBegin", before(t, true))
	s.does("ResetOperation")
	s.fails(codeBadParameter, "EndSign")
}

// TestLongStream: what is too long to be kept is signed as a hash, and so only where
// the person has allowed that.
func TestLongStream(t *testing.T) {
	for _, allowed := range []bool{true, false} {
		s := newSigner(t, testpki.Person)
		s.desk.noHashes = !allowed
		s.does("ContinueSign", bytesArg(document))
		for range 2 { // without the work of writing such pieces as JSON
			require.NoError(t, s.streams[withGOST34311].write(make([]byte, maxKept/2)))
		}
		if !allowed {
			s.fails(codeNotSupported, "EndSign")
			continue
		}
		s.does("EndSign")
		paper := s.ordered().Papers[0]
		assert.Nil(t, paper.Content)
		assert.Equal(t, int64(len(document)+maxKept), paper.Size)
		assert.Len(t, paper.Value, pki.GOST34311.Size())
	}
}
