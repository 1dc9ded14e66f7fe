// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
)

// ownerOfResult is the name in an EndUserOwnerInfo, which may be in another object.
func (p *page) ownerOfResult(result json.RawMessage) string {
	p.t.Helper()
	var o struct {
		ClassName   string
		ClassFields struct {
			SubjCN    string
			OwnerInfo struct{ ClassFields struct{ SubjCN string } }
		}
	}
	require.NoError(p.t, json.Unmarshal(result, &o), "%s", result)
	if o.ClassName == classOwnerInfo {
		return o.ClassFields.SubjCN
	}
	return o.ClassFields.OwnerInfo.ClassFields.SubjCN
}

// copying is a desk that copies key files, as that of the service does: a page's is
// wiped once the key is open.
type copying struct{ *fakeDesk }

func (c copying) Open(ctx context.Context, w service.Wanted) (service.Held, error) {
	w.File = bytes.Clone(w.File)
	return c.fakeDesk.Open(ctx, w)
}

// TestKeyFileIsWiped: it may have no password, and the page's octets stay here no
// longer than the desk needs them.
func TestKeyFileIsWiped(t *testing.T) {
	p := newPage(t)
	p.does("ReadPrivateKeyBinary", bytesArg([]byte("a key file")), canary)
	p.does("CtxReadPrivateKeyBinary", handleArg(classContext, p.handle(p.does("CtxCreate"))), bytesArg([]byte("a key file")), canary)
	for _, w := range p.desk.opened {
		assert.Equal(t, make([]byte, 10), w.File)
	}
}

// TestReadKey opens keys in every way that pages have: each time the person is asked
// once, and the page learns whose key it is.
func TestReadKey(t *testing.T) {
	almaz := token("Алмаз-1К", "Test", "1")
	file := []byte("a key file")
	name := owner(authorities.Subscriber(testpki.Person).SignCert).SubjCN
	for reason, c := range map[string]struct {
		method string
		params []any
		wanted service.Wanted
	}{
		"a token":                  {"CtxReadPrivateKey", []any{mediaArg(1, 0)}, service.Wanted{Carrier: almaz.Ref}},
		"any key":                  {"CtxReadPrivateKey", []any{mediaArg(otherKey.kind, 0)}, service.Wanted{}},
		"a file":                   {"CtxReadPrivateKeyBinary", []any{bytesArg(file), canary}, service.Wanted{File: file}},
		"a token without a handle": {"ReadPrivateKeySilently", []any{mediaArg(1, 0)}, service.Wanted{Carrier: almaz.Ref}},
		"any without a handle":     {"ReadPrivateKey", nil, service.Wanted{}},
		"a file without a handle":  {"ReadPrivateKeyBinary", []any{bytesArg(file), canary}, service.Wanted{File: file}},
	} {
		t.Run(reason, func(t *testing.T) {
			p := newPage(t)
			p.Dialect.desk = copying{p.desk}
			p.desk.carriers = []key.Carrier{almaz}
			inContext := c.method[:3] == "Ctx"
			if inContext {
				c.params = append([]any{handleArg(classContext, p.handle(p.does("CtxCreate")))}, c.params...)
			}
			result := p.does(c.method, c.params...)
			assert.Equal(t, name, p.ownerOfResult(result))
			assert.Equal(t, []service.Wanted{c.wanted}, p.desk.opened)
			assert.JSONEq(t, jsonOf(t, !inContext), string(p.does("IsPrivateKeyReaded")))
			if inContext {
				pk := handleArg(classPrivateKeyContext, p.handle(result))
				assert.JSONEq(t, "null", string(p.does("CtxFreePrivateKey", pk)))
				p.fails(codeBadParameter, "CtxFreePrivateKey", pk)
			} else {
				assert.Equal(t, name, p.ownerOfResult(p.does("GetPrivateKeyOwnerInfo")))
				assert.JSONEq(t, "null", string(p.does("ResetPrivateKey")))
			}
			assert.Zero(t, p.desk.open, "the key is closed")
			assert.JSONEq(t, "false", string(p.does("IsPrivateKeyReaded")))
		})
	}
}

// TestKeyIsNotOpened tells pages why, in the codes that they act on.
func TestKeyIsNotOpened(t *testing.T) {
	for reason, c := range map[string]struct {
		err  error
		want Code
	}{
		"the person gave up":         {protocol.Fail(protocol.Cancelled), codeCancelled},
		"three times":                {protocol.Fail(protocol.TooManyCancels), codeCancelled},
		"the token refused for good": {&key.CarrierError{Err: key.ErrWrongPIN}, codeBadPrivateKey},
		"a wrong password":           {key.ErrWrongPassword, codeBadPrivateKey},
		"no certificate":             {key.ErrNoCertificate, codeCertNotFound},
		"no token":                   {key.ErrNoToken, codeMedia},
		"locked":                     {key.ErrPINLocked, codeMediaAccess},
		"a mistake of ours":          {errors.New("unheard of"), codeUnknown},
	} {
		p := newPage(t)
		context := handleArg(classContext, p.handle(p.does("CtxCreate")))
		p.desk.err = c.err
		p.fails(c.want, "CtxReadPrivateKey", context, mediaArg(otherKey.kind, 0))
		p.fails(c.want, "ReadPrivateKey")
		assert.JSONEq(t, "false", string(p.does("IsPrivateKeyReaded")), reason)
	}
}

// TestKeyArguments: nobody is asked for a key that the page does not name rightly.
func TestKeyArguments(t *testing.T) {
	p := newPage(t)
	context := handleArg(classContext, p.handle(p.does("CtxCreate")))
	strange := handleArg(classContext, p.handle(newPage(t).does("CtxCreate")))
	for reason, params := range map[string][]any{
		"no context":             {nil, mediaArg(otherKey.kind, 0)},
		"another page's context": {strange, mediaArg(otherKey.kind, 0)},
		"another class":          {bytesArg(nil), mediaArg(otherKey.kind, 0)},
		"no carrier":             {context, nil},
		"no such kind":           {context, mediaArg(otherKey.kind+1, 0)},
		"no such kind either":    {context, mediaArg(-1, 0)},
		"no such window":         {context, mediaArg(otherKey.kind, 1)},
	} {
		_, code, _ := p.call("CtxReadPrivateKey", params...)
		assert.Equal(t, codeBadParameter, code, reason)
	}
	p.fails(codeMedia, "CtxReadPrivateKey", context, mediaArg(0, 0))
	p.fails(codeBadParameter, "CtxReadPrivateKeyBinary", strange, bytesArg([]byte{1}), canary)
	p.fails(codeBadParameter, "CtxReadPrivateKeyBinary", context, "AQ==", canary)
	p.fails(codeBadParameter, "ReadPrivateKeyBinary", nil, canary)
	p.fails(codeBadParameter, "ReadPrivateKeySilently", nil)
	p.fails(codeBadParameter, "CtxFreePrivateKey", nil)
	assert.Empty(t, p.desk.opened)
}

// TestForeignKeyHandle: what one page opened means nothing to another.
func TestForeignKeyHandle(t *testing.T) {
	one, other := newSigner(t, testpki.Person), newSigner(t, testpki.Person)
	one.fails(codeBadParameter, "CtxSign", other.pk, withGOST34311, bytesArg([]byte("x")), false, true)
	one.fails(codeBadParameter, "CtxFreePrivateKey", other.pk)
	other.does("CtxSign", other.pk, withGOST34311, bytesArg([]byte("x")), false, true)
}

// TestKeysClose: with the page, with the library, and as another is read.
func TestKeysClose(t *testing.T) {
	s := newSigner(t, testpki.Person)
	require.Equal(t, 2, s.desk.open)
	s.does("ReadPrivateKey")
	assert.Equal(t, 2, s.desk.open, "one took the place of the other")
	s.does("Finalize")
	assert.Zero(t, s.desk.open)
	s.does("Initialize")
	s.does("ReadPrivateKey")
	s.Close()
	assert.Zero(t, s.desk.open)
}

// TestTooManyKeys: a key that has no room is closed again.
func TestTooManyKeys(t *testing.T) {
	p := newPage(t)
	context := handleArg(classContext, p.handle(p.does("CtxCreate")))
	for len(p.handles.held) < maxHandles {
		p.does("CtxCreate")
	}
	p.fails(codeMemory, "CtxReadPrivateKey", context, mediaArg(otherKey.kind, 0))
	assert.Zero(t, p.desk.open)
}

// TestExpiredKey: a page that asks first whether a key is read hears no of one that
// closed by itself.
func TestExpiredKey(t *testing.T) {
	s := newSigner(t, testpki.Person)
	s.desk.err = service.ErrExpired
	s.fails(codeBadCertificate, "CtxSign", s.pk, withGOST34311, bytesArg([]byte("x")), false, true)
	s.fails(codeBadCertificate, "Sign", bytesArg([]byte("x")))
	s.desk.err = nil
	s.key.Close()
	assert.JSONEq(t, "false", string(s.does("IsPrivateKeyReaded")))
	s.fails(codeBadCertificate, "GetPrivateKeyOwnerInfo")
	s.fails(codeBadCertificate, "Sign", bytesArg([]byte("x")))
}

// TestNoKey: methods without a handle want a key that was read before.
func TestNoKey(t *testing.T) {
	data, list := bytesArg([]byte("x")), []any{}
	message, err := director().Sign(signerOfDirector(true), []byte("x"))
	require.NoError(t, err)
	p := newPage(t)
	for method, params := range map[string][]any{
		"GetPrivateKeyOwnerInfo": list, "EnumOwnCertificates": {0}, "GetOwnCertificate": {nil, nil},
		"Sign": {data}, "SignInternal": {true, data}, "SignHash": {octets("x")}, "SignHashRSA": {octets("x")},
		"SignRSA": {data, true, true}, "SignECDSA": {data, true, true},
		"AppendSign": {data, octets(message)}, "AppendSignHash": {octets("x"), octets(message)}, "AppendSignInternal": {true, octets(message)},
		"CreateSigner": {octets("x")}, "RawSign": {data}, "RawSignHash": {octets("x")}, "RawVerify": {octets("x"), data, nil},
		"ContinueSign": {data}, "ContinueRSASign": {data}, "ContinueSignCtx": {nil, data}, "AppendSignBegin": {octets(message)},
		"Envelop": {"i", "s", true, data}, "EnvelopEx": {[]string{"i"}, []string{"s"}, true, data}, "EnvelopToRecipients": {list, true, data},
		"Develop": {octets(message), nil}, "DevelopEx": {octets(message), nil, nil},
	} {
		_, code, words := p.call(method, params...)
		assert.Equal(t, codeBadCertificate, code, method)
		assert.Contains(t, words, "Ключ не зчитано", method)
	}
	assert.Empty(t, p.desk.signed)
}

// TestPasswordGoesNowhere: what a page gives as a PIN or password reaches neither the
// desk nor the log, whether the key opens or not.
func TestPasswordGoesNowhere(t *testing.T) {
	var log bytes.Buffer
	p := newPage(t)
	p.desk.log.Out = &log
	context := handleArg(classContext, p.handle(p.does("CtxCreate")))
	for _, err := range []error{nil, key.ErrWrongPassword} {
		p.desk.err = err
		p.call("CtxReadPrivateKey", context, mediaArg(otherKey.kind, 0))
		p.call("CtxReadPrivateKeyBinary", context, bytesArg([]byte{1}), canary)
		p.call("ReadPrivateKeySilently", mediaArg(otherKey.kind, 0))
		p.call("ReadPrivateKeyBinary", bytesArg([]byte{1}), canary)
		p.call("IsPrivateKeyExists", mediaArg(otherKey.kind, 0))
	}
	require.Len(t, p.desk.opened, 8)
	for _, w := range p.desk.opened {
		assert.Empty(t, w.Name)
		assert.NotContains(t, string(w.File), canary)
		assert.NotContains(t, string(w.Carrier), canary)
	}
	assert.NotEmpty(t, log.String())
	assert.NotContains(t, log.String(), canary)
}

// TestKeyMedia: a page learns of a carrier no more than that it is there.
func TestKeyMedia(t *testing.T) {
	p := newPage(t)
	p.desk.carriers = []key.Carrier{token("Алмаз-1К", "Test", "1")}
	for method, want := range map[string][2]string{"IsPrivateKeyExists": {"true", "true"}, "IsHardwareKeyMedia": {"true", "false"}} {
		assert.JSONEq(t, want[0], string(p.does(method, mediaArg(1, 0))), method)
		assert.JSONEq(t, want[1], string(p.does(method, mediaArg(otherKey.kind, 0))), method)
		p.fails(codeMedia, method, mediaArg(1, 1))
		p.fails(codeBadParameter, method, "1")
	}
	assert.Empty(t, p.desk.opened)
}
