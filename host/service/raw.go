// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"math/big"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// bare has the key sign the digests themselves: of the documents, or of what compose
// makes for the key.
type bare struct {
	compose func(key.Candidate) (*pki.Hash, []Paper) // nil: the documents
}

// make checks each answer with the certificate before anybody gets it.
func (b bare) make(l *lift) ([][]byte, error) {
	asked, err := b.digests(l)
	if err != nil {
		return nil, err
	}
	public := l.card.Key.Public()
	return signed(l.ctx, l.card, asked, func(i int, result key.Result) ([]byte, error) {
		algorithm, err := pki.SignatureAlgorithm(public, asked[i].Hash)
		if err != nil {
			return nil, err
		}
		scheme, err := pki.SchemeOf(algorithm, asked[i].Hash, public)
		if err != nil || scheme.Verify(public, asked[i].Value, result.Raw) != nil {
			return nil, key.ErrFault
		}
		return result.Raw, nil
	})
}

func (b bare) digests(l *lift) ([]key.Digest, error) {
	if b.compose != nil {
		return b.composed(l)
	}
	digests, err := l.agreedDigests(l.ctx, l.card)
	if err != nil {
		return nil, err
	}
	asked := make([]key.Digest, len(digests))
	for i, digest := range digests {
		asked[i] = key.Digest{Hash: l.card.hash, Value: digest, Label: l.documents[i].name}
	}
	return asked, nil
}

// composed are the digests of statements that nobody could make before the key was
// chosen. They are held to the same rules as documents.
func (b bare) composed(l *lift) ([]key.Digest, error) {
	wanted, papers := b.compose(l.card.Candidate)
	h := l.card.hashFor(wanted)
	codes := pki.Subject(l.card.Certificate).Codes()
	asked := make([]key.Digest, len(papers))
	for i, p := range papers {
		switch {
		case unfitContent(p):
			return nil, protocol.Fail(protocol.InvalidParams)
		case len(p.Content) <= maxIdentity && identifies(p.Content, codes):
			return nil, protocol.Fail(protocol.IdentityContent)
		}
		asked[i] = key.Digest{Hash: h, Value: h.Sum(p.Content), Label: l.origin()}
	}
	return asked, nil
}

// isStructure reports whether content is one SEQUENCE or SET, in DER or BER. What a bare
// key signs of that kind is no document but what others are made of: signed attributes
// with the digest of a login in them (RFC 5652, 5.4), a request for a certificate (RFC
// 2986, 3; RFC 4210, 5.1.3.3). Nobody sees that in it who looks at it in the window.
func isStructure(content []byte) bool {
	if len(content) < 2 || content[0] != 0x30 && content[0] != 0x31 {
		return false
	}
	first, rest := int(content[1]), content[2:]
	switch { // X.690, 8.1.3
	case first == 0x80:
		return bytes.HasSuffix(rest, []byte{0, 0})
	case first > 0x80:
		octets := rest[:min(first-0x80, len(rest))]
		length := new(big.Int).SetBytes(octets)
		return length.Cmp(big.NewInt(int64(len(rest)-len(octets)))) == 0
	}
	return first == len(rest)
}
