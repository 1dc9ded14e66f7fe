// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"slices"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
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

// binder makes one container of all documents.
type binder struct {
	kind   asic.Kind
	signer cades.Signer
}

// newBinder refuses names that do not fit before anybody is asked.
func newBinder(o *SignOrder) (binder, error) {
	b := binder{kind: asic.Extended, signer: cades.Signer{OmitCertificate: o.WithoutCertificate}}
	if o.Form == ASiCS {
		b.kind = asic.Simple
	}
	if slices.ContainsFunc(o.Papers, func(p Paper) bool { return p.unseen() }) || !fits(b.kind, documents(o.Papers)) {
		return b, protocol.Fail(protocol.InvalidParams)
	}
	return b, nil
}

func (b binder) make(l *lift) ([][]byte, error) {
	made, err := l.bind(b.kind, b.signer)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for i, d := range l.documents {
		out.Write(made.parts[i])
		out.Write(d.octets.(whole).whole())
	}
	out.Write(made.parts[len(l.documents)])
	return [][]byte{out.Bytes()}, nil
}

// pdfs makes a signature in each document, a PDF.
type pdfs struct{}

func (pdfs) make(l *lift) ([][]byte, error) {
	made, err := l.signPDFs()
	if err != nil {
		return nil, err
	}
	results := make([][]byte, len(made))
	for i, d := range l.documents {
		results[i] = slices.Concat(d.octets.(whole).whole(), made[i].octets)
	}
	return results, nil
}
