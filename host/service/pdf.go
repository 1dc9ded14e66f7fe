// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"io"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/protocol"
)

// appended is what a signature adds to a PDF file, at its end.
type appended struct {
	octets []byte
	level  cades.Level
}

// signPDFs makes a signature in each document, a PDF.
func (l *lift) signPDFs() ([]appended, error) {
	digests, err := l.agreedDigests(l.ctx, l.card)
	if err != nil {
		return nil, err
	}
	if _, err := l.prepare(digests[:1]); err != nil {
		return nil, err
	}
	prepared := make([]*pades.Prepared, len(l.documents))
	files := make([]*blob, len(l.documents))
	asked := make([]key.Digest, len(l.documents))
	for i, d := range l.documents {
		files[i] = l.blobOf(l.ctx, d)
		if prepared[i], err = l.preparePDF(files[i]); err != nil {
			return nil, err
		}
		files[i].rest()
		asked[i] = key.Digest{Hash: prepared[i].Hash(), Value: prepared[i].Digest(), Label: d.name}
	}
	made, err := signed(l.ctx, l.card, asked, func(i int, result key.Result) (*cms.SignedData, error) {
		return prepared[i].Finish(result.Raw)
	})
	if err != nil {
		return nil, err
	}
	results := make([]appended, len(made))
	for i, message := range made {
		file, level, err := l.finishPDF(prepared[i], message)
		if err != nil {
			return nil, err
		}
		results[i].level = level
		if results[i].octets, err = io.ReadAll(io.NewSectionReader(file, files[i].size, file.Size()-files[i].size)); err != nil {
			return nil, err
		}
		files[i].rest()
	}
	return results, nil
}

// preparePDF lays out the file with room for a signature.
func (l *lift) preparePDF(file *blob) (*pades.Prepared, error) {
	signer := pades.Signer{Certificate: l.card.Certificate, Hash: l.card.hash, SigningTime: l.Now()}
	if l.augmenter.Profile.ContentTimeStamp(l.card.Key.Public(), l.level) {
		signer.ContentStamper = l.augmenter
	}
	return signer.Prepare(l.ctx, file, file.size)
}

// finishPDF brings a signature to its level: to B-T in the message, and further in the
// file.
func (l *lift) finishPDF(p *pades.Prepared, message *cms.SignedData) (*pades.Document, cades.Level, error) {
	var file *pades.Document
	seal := func() (err error) {
		file, err = p.Seal(message)
		return err
	}
	if err := seal(); err != nil {
		return nil, "", err
	}
	level, err := l.climb(levels[1:], func(next cades.Level) error {
		switch next {
		case cades.LevelBT:
			if err := l.augmenter.AugmentSigner(l.ctx, message, 0, p.ContentDigest, next); err != nil {
				return err
			}
			return seal()
		case cades.LevelBLT:
			extended, err := pades.Extend(l.ctx, file, file.Size(), l.augmenter)
			if err == nil {
				file = extended
			}
			return err
		}
		stamped, err := pades.Stamp(l.ctx, file, file.Size(), l.augmenter.TSA, p.Hash())
		if err == nil {
			file = stamped
		}
		return err
	})
	return file, level, err
}

// handPDFs makes the signatures and hands the page what they append to the documents.
func (o *operation) handPDFs(ctx context.Context, l *lift) (any, error) {
	made, err := l.signPDFs()
	if err != nil {
		return nil, err
	}
	answer := protocol.SignedFiles{Certificate: l.card.Certificate.Raw}
	for i, file := range made {
		size, err := o.write(ctx, i, func(w io.Writer) error {
			_, err := w.Write(file.octets)
			return err
		})
		if err != nil {
			return nil, err
		}
		answer.Files = append(answer.Files, protocol.SignedFile{Size: size, Level: string(file.level)})
	}
	return answer, nil
}
