// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"io"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// into is what makes signatures that stand in files, once the person agreed.
func (o *operation) into(params *protocol.Sign) (func(context.Context, *lift) (any, error), error) {
	if params.Detached != nil || params.Each {
		return nil, protocol.Fail(protocol.InvalidParams)
	}
	switch params.Container {
	case protocol.ContainerASiCE:
		if fits(asic.Extended, o.documents) {
			return o.handContainer, nil
		}
	case protocol.ContainerPDF:
		o.purpose, o.inspect = toSignBare, o.inspectPDF
		return o.handPDFs, nil
	}
	return nil, protocol.Fail(protocol.InvalidParams)
}

// bound is a container of documents without them.
type bound struct {
	parts [][]byte // what stands before, between and after the documents
	level cades.Level
}

// fits reports whether a container takes the documents: it looks at their names and sizes,
// which is all that is known before they are read.
func fits(kind asic.Kind, documents []*document) bool {
	return asic.Fit(kind, func(yield func(string, int64) bool) {
		for _, d := range documents {
			if !yield(d.Name, d.Size) {
				return
			}
		}
	}) == nil
}

// bind makes one container of all documents, with one signature.
func (l *lift) bind(kind asic.Kind, signer cades.Signer) (*bound, error) {
	digests, err := l.agreedDigests(l.ctx, l.card)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	made := new(bound)
	cut := func() {
		made.parts = append(made.parts, bytes.Clone(out.Bytes()))
		out.Reset()
	}
	w, err := asic.NewWriter(&out, kind)
	if err != nil {
		return nil, err
	}
	for _, d := range l.documents {
		if err := l.leave(w, d); err != nil {
			return nil, err
		}
		cut()
	}
	digest, digester := digests[0], l.digester(l.ctx, 0)
	if kind == asic.Extended {
		manifest, err := w.Manifest()
		if err != nil {
			return nil, err
		}
		digest = l.card.hash.Sum(manifest)
		digester = func(h *pki.Hash) ([]byte, error) { return h.Sum(manifest), nil }
	}
	signature, level, err := l.signBound(signer, digest, digester)
	if err != nil {
		return nil, err
	}
	if err := w.AddSignature(signature); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	cut()
	made.level = level
	return made, nil
}

// leave puts a document into a container, but for its octets.
func (l *lift) leave(w *asic.Writer, d *document) error {
	digest, err := l.digest(l.ctx, d, pki.SHA256)
	if err != nil {
		return err
	}
	return w.Leave(d.Name, d.Type, asic.Sum{Size: d.Size, CRC32: d.crc, SHA256: digest})
}

// signBound makes the detached signature of a container.
func (l *lift) signBound(signer cades.Signer, digest []byte, digester func(*pki.Hash) ([]byte, error)) ([]byte, cades.Level, error) {
	tokens, err := l.prepare([][]byte{digest})
	if err != nil {
		return nil, "", err
	}
	c := content{digest: digest, label: l.documents[0].name}
	if tokens != nil {
		c.stamp = tokens[0]
	}
	signer.Detached = true
	made, err := l.signWith(l.ctx, l.card, signer, []content{c})
	if err != nil {
		return nil, "", err
	}
	level, err := l.raise(made[0], digester)
	if err != nil {
		return nil, "", err
	}
	der, err := made[0].Marshal(nil)
	return der, level, err
}

// handContainer makes a container and hands the page what stands around its documents.
func (o *operation) handContainer(ctx context.Context, l *lift) (any, error) {
	made, err := l.bind(asic.Extended, cades.Signer{})
	if err != nil {
		return nil, err
	}
	answer := protocol.SignedContainer{Level: string(made.level), Certificate: l.card.Certificate.Raw}
	_, err = o.write(ctx, 0, func(w io.Writer) error {
		for _, part := range made.parts {
			if _, err := w.Write(part); err != nil {
				return err
			}
			answer.Container.Parts = append(answer.Container.Parts, int64(len(part)))
		}
		return nil
	})
	return answer, err
}
