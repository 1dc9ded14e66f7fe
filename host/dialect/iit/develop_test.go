// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
)

// senderOf reads an EndUserSenderInfo.
func (s *signer) senderOf(result json.RawMessage) (name string, timed bool, data []byte) {
	s.t.Helper()
	var o struct {
		ClassName   string
		ClassFields struct {
			OwnerInfo struct{ ClassFields struct{ SubjCN string } }
			TimeInfo  struct{ ClassFields struct{ IsTimeAvail bool } }
			Data      []byte
		}
	}
	require.NoError(s.t, json.Unmarshal(result, &o), "%s", result)
	require.Equal(s.t, classSenderInfo, o.ClassName)
	f := o.ClassFields
	return f.OwnerInfo.ClassFields.SubjCN, f.TimeInfo.ClassFields.IsTimeAvail, f.Data
}

// TestDevelop decrypts what was encrypted by the person, signed and not, and tells who
// sent it and when it was signed.
func TestDevelop(t *testing.T) {
	sender, recipient := newSigner(t, testpki.Person), newSigner(t, testpki.Director)
	to := []object{bytesArg(recipient.desk.who.AgreeCert.Raw)}
	name := owner(sender.desk.who.SignCert).SubjCN
	for _, signed := range []bool{false, true} {
		message := sender.does("CtxEnvelop", sender.pk, to, byIssuer, signed, true, bytesArg(document))
		for method, params := range map[string][]any{
			"CtxDevelop": {recipient.pk, message, nil, nil}, "Develop": {message, nil}, "DevelopEx": {message, to[0], false},
		} {
			who, timed, data := recipient.senderOf(recipient.does(method, params...))
			assert.Equal(t, name, who, method)
			assert.Equal(t, signed, timed, method)
			assert.Equal(t, document, data, method)
			assert.Empty(t, recipient.revealed, "it was wiped")
		}
		sender.fails(codeNotReceiver, "CtxDevelop", sender.pk, message, nil, nil)
	}
}

// TestDevelopInVain: what is not encrypted, or signed inside by nobody that can be
// confirmed, is not handed out.
func TestDevelopInVain(t *testing.T) {
	s := newSigner(t, testpki.Director)
	for reason, c := range map[string]struct {
		want   Code
		params []any
	}{
		"no envelope":           {codeFormats, []any{s.pk, octets("x"), nil, nil}},
		"a signed message":      {codeFormats, []any{s.pk, before(t, false), nil, nil}},
		"no base64":             {codeBadParameter, []any{s.pk, "?", nil, nil}},
		"no key":                {codeBadParameter, []any{nil, octets("x"), nil, nil}},
		"a sender that is none": {codeBadCertificate, []any{s.pk, octets("x"), bytesArg([]byte("x")), nil}},
	} {
		_, code, _ := s.call("CtxDevelop", c.params...)
		assert.Equal(t, c.want, code, reason)
	}
	var secret []byte
	inside := func(message []byte, contentType x509.OID) {
		secret = bytes.Clone(message)
		s.desk.decrypt = func(service.Held, service.Paper) (service.Decrypted, error) {
			return service.Decrypted{Content: secret, ContentType: contentType}, nil
		}
	}
	foreign, err := authorities.Subscriber(testpki.Foreign).Sign(signerOfDirector(false), document)
	require.NoError(t, err)
	broken := bare(t, before(t, false))
	broken[bytes.Index(broken, document)] ^= 1
	for reason, c := range map[string]struct {
		want    Code
		message []byte
	}{
		"signed by a stranger": {codeBadCertificate, bare(t, foreign)},
		"changed":              {codeBadSignature, broken},
		"no signature at all":  {codeFormats, document},
		"the document apart":   {codeFormats, bare(t, before(t, true))},
	} {
		inside(c.message, cms.SignedDataType)
		result, code, _ := s.call("CtxDevelop", s.pk, octets("x"), nil, nil)
		assert.Equal(t, c.want, code, reason)
		assert.NotContains(t, string(result), "data", reason)
		assert.Equal(t, make([]byte, len(secret)), secret, "%s: it is wiped", reason)
	}
	inside(before(t, false), cms.DataType)
	_, _, data := s.senderOf(s.does("CtxDevelop", s.pk, octets("x"), nil, nil))
	assert.Equal(t, []byte(before(t, false))[:20], data[:20], "a document that is a message is the page's to read")
}

// TestDevelopOfOthers decrypts envelopes that the vendor's own software made.
func TestDevelopOfOthers(t *testing.T) {
	for name, signed := range map[string]bool{"iit_envelop_unsigned_to_director.p7e": false, "iit_envelop_signed_to_director.p7e": true} {
		message := interop.Read(t, "envelopes/"+name)
		s := newSigner(t, testpki.Person)
		keys := directorOfOthers(t)
		s.desk.decrypt = func(_ service.Held, p service.Paper) (service.Decrypted, error) {
			content, err := envelope.Open(bytes.NewReader(p.Content), keys, nil)
			if err != nil {
				return service.Decrypted{}, err
			}
			var octets bytes.Buffer
			_, err = octets.ReadFrom(content)
			return service.Decrypted{Content: octets.Bytes(), ContentType: content.ContentType(), Originator: content.Originator()}, err
		}
		if signed { // by a certificate of a root that nobody trusts
			s.fails(codeBadCertificate, "CtxDevelop", s.pk, octets(message), nil, nil)
			continue
		}
		name, _, data := s.senderOf(s.does("CtxDevelop", s.pk, octets(message), nil, nil))
		assert.NotEmpty(t, name)
		assert.Equal(t, interop.Read(t, "signatures/doc.txt"), data)
	}
}

// directorOfOthers is the recipient of what the vendor's software encrypted.
func directorOfOthers(t *testing.T) []envelope.Recipient {
	t.Helper()
	const folder = "containers/key6-dps-director/"
	store, err := container.Open(interop.Read(t, folder+"Key-6.dat"), container.Passwords{File: []byte("tect4")})
	require.NoError(t, err)
	t.Cleanup(func() { store.Close() })
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	certificate, err := pki.ParseCertificate(interop.Read(t, folder+"8101900.cer"))
	require.NoError(t, err)
	return key.Recipients(t.Context(), keys, []*x509.Certificate{certificate})
}
