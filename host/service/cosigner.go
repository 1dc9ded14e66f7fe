// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// cosigner puts one more signature into a message.
type cosigner struct {
	message *cms.SignedData
	content []byte // inside of it
	signer  cades.Signer
}

// contentOfPrevious gives the one paper the content that is in the message already, so
// that it can be shown. Another one is refused.
func (o *SignOrder) contentOfPrevious() error {
	if o.Previous == nil {
		return nil
	}
	reader, err := cms.NewReader(bytes.NewReader(o.Previous))
	if err != nil {
		return protocol.Fail(protocol.InvalidParams)
	}
	content, err := io.ReadAll(reader.Content())
	if err != nil {
		return protocol.Fail(protocol.InvalidParams)
	}
	if reader.Detached() {
		return nil
	}
	o.Papers = slices.Clone(o.Papers)
	p := &o.Papers[0]
	if !p.unseen() && !bytes.Equal(p.Content, content) {
		return protocol.Fail(protocol.InvalidParams)
	}
	if p.Content = content; p.Content == nil {
		p.Content = []byte{}
	}
	return nil
}

// newCosigner reads the message. One over something else than the paper is refused, and so
// is one whose content is said to be no document: a signature would say the same.
func newCosigner(o *SignOrder) (*cosigner, error) {
	p := &o.Papers[0]
	reader, err := cms.NewReader(bytes.NewReader(o.Previous))
	if err != nil {
		return nil, protocol.Fail(protocol.InvalidParams)
	}
	if _, err := io.Copy(io.Discard, reader.Content()); err != nil {
		return nil, protocol.Fail(protocol.InvalidParams)
	}
	message, err := reader.SignedData()
	switch {
	case err != nil, message.Detached && !slices.ContainsFunc(message.SignerInfos, p.isUnder):
		return nil, protocol.Fail(protocol.InvalidParams)
	case !message.ContentType.Equal(cms.DataType): // no document, but a sign-in of ours, a time-stamp, a request
		return nil, errUnsupported
	}
	signer := cades.Signer{Detached: message.Detached, OmitCertificate: o.WithoutCertificate}
	return &cosigner{message, p.Content, signer}, nil
}

// isUnder reports whether a signature is over the paper, or over who knows what: of an
// unseen paper other digests are not at hand.
func (p *Paper) isUnder(s cms.SignerInfo) bool {
	signed, ok := s.SignedAttrs.MessageDigest()
	h, err := s.DigestAlgorithm.Hash()
	if !ok || err != nil {
		return false
	}
	return slices.ContainsFunc(cades.HashForms(h), func(form *pki.Hash) bool {
		switch {
		case !p.unseen():
			return bytes.Equal(form.Sum(p.Content), signed)
		case form == p.Hash:
			return bytes.Equal(p.Value, signed)
		}
		return !slices.Contains(cades.HashForms(h), p.Hash)
	})
}

func (m *cosigner) make(l *lift) ([][]byte, error) {
	contents, _, err := l.agreedContents(l.ctx, l)
	if err != nil {
		return nil, err
	}
	m.signer.Certificate, m.signer.Hash, m.signer.SigningTime = l.card.Certificate, l.card.hash, l.Now()
	m.signer.ContentTimeStamp = contents[0].stamp
	if err := m.join(l, contents[0]); err != nil {
		return nil, err
	}
	if _, err := l.raise(m.message, l.digester(l.ctx, 0)); err != nil {
		return nil, err
	}
	der, err := m.message.Marshal(m.content)
	return [][]byte{der}, err
}

// join has the key sign, and puts its answer into the message.
func (m *cosigner) join(l *lift, c content) error {
	asked := key.Digest{Hash: l.card.hash, Value: c.digest, Label: c.label}
	finish := func(result key.Result) error {
		if err := m.signer.AdoptInto(m.message, result.CMS, c.digest); err != nil {
			return l.card.notAdopted(err)
		}
		return nil
	}
	if !key.AnswersCMS(l.card.Key) {
		p, err := m.signer.Prepare(c.digest)
		if err != nil {
			return err
		}
		asked.Hash, asked.Value = p.Hash(), p.Digest()
		finish = func(result key.Result) error { return p.FinishInto(m.message, result.Raw) }
	}
	_, err := signed(l.ctx, l.card, []key.Digest{asked}, func(_ int, result key.Result) (struct{}, error) {
		return struct{}{}, finish(result)
	})
	return err
}
