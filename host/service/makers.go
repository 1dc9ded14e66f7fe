// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// messages makes a CMS message of each document.
type messages struct{ signer cades.Signer }

func (m messages) make(l *lift) ([][]byte, error) {
	made, _, err := l.signContents(l.ctx, l, m.signer)
	if err != nil {
		return nil, err
	}
	results := make([][]byte, len(made))
	for i, message := range made {
		if _, err := l.raise(message, l.digester(l.ctx, i)); err != nil {
			return nil, err
		}
		var inside []byte
		if !message.Detached {
			inside = l.documents[i].octets.(whole).whole()
		}
		if results[i], err = message.Marshal(inside); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// binder makes one container of all documents. These are in it before anybody is
// asked, so that names which do not fit are refused at once.
type binder struct {
	kind   asic.Kind
	octets *bytes.Buffer
	writer *asic.Writer
	signer cades.Signer
}

func newBinder(o *SignOrder) (*binder, error) {
	b := &binder{kind: asic.Extended, octets: new(bytes.Buffer), signer: cades.Signer{Detached: true, OmitCertificate: o.WithoutCertificate}}
	if o.Form == ASiCS {
		b.kind = asic.Simple
	}
	var err error
	if b.writer, err = asic.NewWriter(b.octets, b.kind); err != nil {
		return nil, err
	}
	for _, p := range o.Papers {
		if p.unseen() || b.writer.Add(p.Name, p.Type, bytes.NewReader(p.Content)) != nil {
			return nil, protocol.Fail(protocol.InvalidParams)
		}
	}
	return b, nil
}

func (b *binder) make(l *lift) ([][]byte, error) {
	digests, err := l.agreedDigests(l.ctx, l.card)
	if err != nil {
		return nil, err
	}
	label, digest, digester := l.documents[0].name, digests[0], l.digester(l.ctx, 0)
	if b.kind == asic.Extended {
		manifest, err := b.writer.Manifest()
		if err != nil {
			return nil, err
		}
		digest = l.card.hash.Sum(manifest)
		digester = func(h *pki.Hash) ([]byte, error) { return h.Sum(manifest), nil }
	}
	tokens, err := l.prepare([][]byte{digest})
	if err != nil {
		return nil, err
	}
	c := content{digest: digest, label: label}
	if tokens != nil {
		c.stamp = tokens[0]
	}
	made, err := l.signWith(l.ctx, l.card, b.signer, []content{c})
	if err != nil {
		return nil, err
	}
	if _, err := l.raise(made[0], digester); err != nil {
		return nil, err
	}
	der, err := made[0].Marshal(nil)
	if err != nil {
		return nil, err
	}
	if err := b.writer.AddSignature(der); err != nil {
		return nil, err
	}
	err = b.writer.Close()
	return [][]byte{b.octets.Bytes()}, err
}
