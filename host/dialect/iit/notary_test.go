// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"crypto/x509"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// A signer is a page of somebody who has read their key, with and without a handle.
type signer struct {
	*page
	pk object // the argument by which the page names the key
}

// newSigner is of a subscriber of testpki.
func newSigner(t testing.TB, who string) *signer {
	s := &signer{page: newPage(t)}
	s.desk.who = authorities.Subscriber(who)
	s.desk.sign, s.desk.encrypt, s.desk.decrypt = s.signAll, s.encryptAll, s.decryptOne
	context := handleArg(classContext, s.handle(s.does("CtxCreate")))
	s.pk = handleArg(classPrivateKeyContext, s.handle(s.does("CtxReadPrivateKey", context, mediaArg(otherKey.kind, otherKey.device))))
	s.does("ReadPrivateKey")
	t.Cleanup(s.Close)
	return s
}

// ordered is the last order of a signature.
func (s *signer) ordered() service.SignOrder {
	s.t.Helper()
	require.NotEmpty(s.t, s.desk.signed)
	return s.desk.signed[len(s.desk.signed)-1]
}

// signAll makes messages and bare values; of what the service makes besides, it is
// enough here that it was ordered.
func (s *signer) signAll(_ service.Held, o service.SignOrder) ([][]byte, error) {
	paper := o.Papers[0]
	switch o.Form {
	case service.Raw:
		value, err := s.raw(o, paper)
		return [][]byte{value}, err
	case service.Detached, service.Attached:
		message, err := s.message(o, paper)
		return [][]byte{message}, err
	}
	return [][]byte{[]byte("a container")}, nil
}

func (s *signer) hash(o service.SignOrder) *pki.Hash {
	if o.Hash != nil {
		return o.Hash
	}
	return pki.DefaultHash(s.desk.who.SignKey.Public())
}

func digestOf(h *pki.Hash, p service.Paper) []byte {
	if p.Content != nil {
		return h.Sum(p.Content)
	}
	return p.Value
}

func (s *signer) raw(o service.SignOrder, p service.Paper) ([]byte, error) {
	h := s.hash(o)
	results, err := key.New(s.desk.who.SignKey).Sign(s.t.Context(), []key.Digest{{Hash: h, Value: digestOf(h, p)}})
	if err != nil {
		return nil, err
	}
	return results[0].Raw, results[0].Err
}

func (s *signer) message(o service.SignOrder, p service.Paper) ([]byte, error) {
	var inside []byte
	joined := &cms.SignedData{Detached: o.Form == service.Detached}
	if o.Previous != nil {
		var err error
		if joined, inside, err = openMessage(o.Previous); err != nil {
			return nil, err
		}
		if inside != nil {
			p.Content = inside
		}
	} else if o.Form == service.Attached {
		inside = p.Content
	}
	maker := cades.Signer{
		Certificate: s.desk.who.SignCert, Hash: s.hash(o), SigningTime: clock(),
		Detached: true, OmitCertificate: o.WithoutCertificate, ContentType: joined.ContentType,
	}
	prepared, err := maker.Prepare(digestOf(maker.Hash, p))
	if err != nil {
		return nil, err
	}
	results, err := key.New(s.desk.who.SignKey).Sign(s.t.Context(), []key.Digest{{Hash: prepared.Hash(), Value: prepared.Digest()}})
	if err != nil {
		return nil, err
	}
	if o.Previous == nil {
		if joined, err = prepared.Finish(results[0].Raw); err != nil {
			return nil, err
		}
		joined.Detached = o.Form == service.Detached
	} else if err := prepared.FinishInto(joined, results[0].Raw); err != nil {
		return nil, err
	}
	return joined.Marshal(inside)
}

func (s *signer) encryptAll(_ service.Held, papers []service.Paper, to []*x509.Certificate, o service.EncryptOptions) ([][]byte, error) {
	who, content := s.desk.who, papers[0].Content
	options := envelope.Options{Senders: []envelope.Recipient{{Certificate: who.AgreeCert, Key: who.AgreeKey}}}
	if o.Signed != nil {
		order := *o.Signed
		order.Form = service.Attached
		message, err := s.message(order, papers[0])
		if err != nil {
			return nil, err
		}
		s.desk.signed = append(s.desk.signed, order)
		content, options.ContentType = bare(s.t, message), cms.SignedDataType
	}
	var sealed bytes.Buffer
	err := envelope.Seal(&sealed, bytes.NewReader(content), int64(len(content)), to, options)
	return [][]byte{sealed.Bytes()}, err
}

// bare is a SignedData without the ContentInfo around it.
func bare(t testing.TB, message []byte) []byte {
	var info, content cryptobyte.String
	in := cryptobyte.String(message)
	require.True(t, in.ReadASN1(&info, asn1.SEQUENCE) && info.SkipASN1(asn1.OBJECT_IDENTIFIER))
	require.True(t, info.ReadASN1(&content, asn1.Tag(0).ContextSpecific().Constructed()))
	return content
}

func (s *signer) decryptOne(h service.Held, p service.Paper) (service.Decrypted, error) {
	who := s.desk.who
	content, err := envelope.Open(bytes.NewReader(p.Content), []envelope.Recipient{{Certificate: who.AgreeCert, Key: who.AgreeKey}}, nil)
	if err != nil {
		return service.Decrypted{}, err
	}
	octets, err := io.ReadAll(content)
	return service.Decrypted{Content: octets, ContentType: content.ContentType(), Originator: content.Originator()}, err
}

// verified holds a signature to the rules of package validation, and returns who made
// each.
func (s *signer) verified(message, content []byte) (makers []*x509.Certificate) {
	s.t.Helper()
	report, err := s.desk.Verifier(nil).Verify(s.t.Context(), bytes.NewReader(message), beside(content), nil)
	require.NoError(s.t, err)
	for _, verdict := range report.Signatures {
		require.NoError(s.t, confirmed(verdict), "%s %s", verdict.Indication, verdict.SubIndication)
		makers = append(makers, verdict.Certificate)
	}
	return makers
}

// director signs for the tests besides.
func director() *testpki.Subscriber { return authorities.Subscriber(testpki.Director) }
