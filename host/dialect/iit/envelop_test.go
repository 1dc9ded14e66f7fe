// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
)

// An encryption is what the desk was asked for.
type encryption struct {
	papers []service.Paper
	to     []*x509.Certificate
	o      service.EncryptOptions
}

// watched notes what is encrypted.
func (s *signer) watched() *encryption {
	var e encryption
	s.desk.encrypt = func(h service.Held, papers []service.Paper, to []*x509.Certificate, o service.EncryptOptions) ([][]byte, error) {
		e = encryption{papers, to, o}
		return [][]byte{[]byte("an envelope")}, nil
	}
	return &e
}

// TestEnvelop: every method that encrypts.
func TestEnvelop(t *testing.T) {
	data := bytesArg(document)
	to := director().AgreeCert
	rsa := authorities.Subscriber(testpki.RSAPerson).SignCert
	whole, issuer, number := []object{bytesArg(to.Raw)}, distinguished(to.RawIssuer), serial(to)
	rsas, rsaIssuer, rsaNumber := []object{bytesArg(rsa.Raw)}, distinguished(rsa.RawIssuer), serial(rsa)
	attached := service.SignOrder{Form: service.Attached, Level: cades.LevelBB}
	bare := attached
	bare.WithoutCertificate = true
	for reason, c := range map[string]struct {
		method    string
		params    []any
		to        *x509.Certificate
		signed    *service.SignOrder
		ephemeral bool
	}{
		"by a handle":             {"CtxEnvelop", []any{nil, whole, byIssuer, false, false, data}, to, nil, false},
		"signed":                  {"CtxEnvelop", []any{nil, whole, byIssuer, true, true, data}, to, &attached, false},
		"signed, no certificate":  {"CtxEnvelop", []any{nil, whole, byIssuer, true, false, data}, to, &bare, false},
		"by a key for once":       {"CtxEnvelopWithDynamicKey", []any{nil, whole, byIssuer, true, true, data}, to, &attached, true},
		"by number":               {"Envelop", []any{issuer, number, true, data}, to, &attached, false},
		"by numbers":              {"EnvelopEx", []any{[]string{issuer}, []string{number}, false, data}, to, nil, false},
		"by numbers, for once":    {"EnvelopExWithDynamicKey", []any{[]string{issuer}, []string{number}, true, false, data}, to, &bare, true},
		"by certificates":         {"EnvelopToRecipients", []any{whole, false, data}, to, nil, false},
		"said how":                {"EnvelopToRecipientsEx", []any{whole, byIssuer, true, data}, to, &attached, false},
		"certificates, for once":  {"EnvelopToRecipientsWithDynamicKey", []any{whole, false, false, data}, to, nil, true},
		"with settings":           {"EnvelopToRecipientsWithSettings", []any{whole, true, data, true, true, true, true}, to, &attached, false},
		"to RSA":                  {"EnvelopToRecipientsRSA", []any{withAES256, rsas, true, data}, rsa, &attached, false},
		"to RSA by numbers":       {"EnvelopRSAEx", []any{withAES256, []string{rsaIssuer}, []string{rsaNumber}, false, data}, rsa, nil, false},
		"a number in small marks": {"Envelop", []any{issuer, lower(number), false, data}, to, nil, false},
	} {
		t.Run(reason, func(t *testing.T) {
			s := newSigner(t, testpki.Person)
			for _, cert := range []*x509.Certificate{to, rsa} {
				s.does("SaveCertificate", bytesArg(cert.Raw))
			}
			s.does("SetTSPSettings", newObject(classTSPSettings, map[string]any{"getStamps": true, "address": "", "port": "80"}))
			if c.params[0] == nil {
				c.params[0] = s.pk
			}
			e := s.watched()
			assert.Equal(t, "an envelope", string(s.asOctets(s.does(c.method, c.params...))))
			assert.Equal(t, []service.Paper{{Content: document}}, e.papers)
			assert.Equal(t, []*x509.Certificate{c.to}, e.to)
			assert.Equal(t, c.ephemeral, e.o.Ephemeral)
			require.Equal(t, c.signed != nil, e.o.Signed != nil)
			if c.signed != nil {
				want := *c.signed
				want.Hash, want.ContentTimeStamp = e.o.Signed.Hash, c.method != "EnvelopToRecipientsWithSettings"
				assert.Equal(t, want, *e.o.Signed)
				assert.Equal(t, "gost34311", e.o.Signed.Hash.Name())
			}
		})
	}
}

func lower(number string) string { return string(bytes.ToLower([]byte(number))) }

// TestEnvelopInVain: nobody is asked to encrypt to whom the page does not name rightly,
// or in a way that is not made.
func TestEnvelopInVain(t *testing.T) {
	s := newSigner(t, testpki.Person)
	s.watched()
	s.desk.err = protocol.Fail(protocol.Internal) // who gets so far is told 65535
	data, whole := bytesArg(document), []object{bytesArg(director().AgreeCert.Raw)}
	for reason, c := range map[string]struct {
		want   Code
		method string
		params []any
	}{
		"no key":                 {codeBadParameter, "CtxEnvelop", []any{nil, whole, byIssuer, false, false, data}},
		"by the key's name":      {codeNotSupported, "CtxEnvelop", []any{s.pk, whole, 2, false, false, data}},
		"no certificate":         {codeBadCertificate, "CtxEnvelop", []any{s.pk, []object{bytesArg([]byte("0"))}, byIssuer, false, false, data}},
		"no octets":              {codeBadParameter, "CtxEnvelop", []any{s.pk, []string{"0"}, byIssuer, false, false, data}},
		"null":                   {codeBadParameter, "CtxEnvelop", []any{s.pk, nil, byIssuer, false, false, data}},
		"an unknown number":      {codeCertNotFound, "Envelop", []any{"CN=X", "01", false, data}},
		"one number is missing":  {codeBadParameter, "EnvelopEx", []any{[]string{"a", "b"}, []string{"1"}, false, data}},
		"by the key's name, too": {codeNotSupported, "EnvelopToRecipientsEx", []any{whole, 2, false, data}},
		"another cipher":         {codeNotSupported, "EnvelopToRecipientsRSA", []any{4, whole, false, data}},
		"DSTU where RSA is due":  {codeBadCertificate, "EnvelopToRecipientsRSA", []any{withAES256, whole, false, data}},
		"no document":            {codeBadParameter, "EnvelopToRecipients", []any{whole, false, nil}},
		"the desk's own mistake": {codeUnknown, "EnvelopToRecipients", []any{whole, false, data}},
	} {
		_, code, _ := s.call(c.method, c.params...)
		assert.Equal(t, c.want, code, reason)
	}
	for err, want := range map[protocol.Code]Code{
		protocol.RecipientRevoked: codeCertRevoked, protocol.Unsupported: codeNotSupported,
		protocol.Cancelled: codeCancelled, protocol.NoEncryptionKey: codeBadPrivateKey,
	} {
		s.desk.err = protocol.Fail(err)
		s.fails(want, "EnvelopToRecipients", whole, false, data)
	}
}
