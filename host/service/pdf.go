// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pades"
)

// pdfs makes a signature in each of some PDF files.
type pdfs []Paper

func (p pdfs) make(l *lift) ([][]byte, error) {
	digests, err := l.agreedDigests(l.ctx, l.card)
	if err != nil {
		return nil, err
	}
	if _, err := l.prepare(digests[:1]); err != nil {
		return nil, err
	}
	prepared := make([]*pades.Prepared, len(p))
	asked := make([]key.Digest, len(p))
	for i, paper := range p {
		if prepared[i], err = l.preparePDF(paper.Content); err != nil {
			return nil, err
		}
		asked[i] = key.Digest{Hash: prepared[i].Hash(), Value: prepared[i].Digest(), Label: l.documents[i].name}
	}
	made, err := signed(l.ctx, l.card, asked, func(i int, result key.Result) (*cms.SignedData, error) {
		return prepared[i].Finish(result.Raw)
	})
	if err != nil {
		return nil, err
	}
	results := make([][]byte, len(p))
	for i, message := range made {
		if results[i], err = l.finishPDF(prepared[i], message); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// preparePDF lays out the file with room for a signature.
func (l *lift) preparePDF(file []byte) (*pades.Prepared, error) {
	signer := pades.Signer{Certificate: l.card.Certificate, Hash: l.card.hash, SigningTime: l.Now()}
	if l.augmenter.Profile.ContentTimeStamp(l.card.Key.Public(), l.level) {
		signer.ContentStamper = l.augmenter
	}
	return signer.Prepare(l.ctx, bytes.NewReader(file), int64(len(file)))
}

// finishPDF brings a signature to its level: to B-T in the message, and further in the
// file.
func (l *lift) finishPDF(p *pades.Prepared, message *cms.SignedData) ([]byte, error) {
	var file *pades.Document
	seal := func() (err error) {
		file, err = p.Seal(message)
		return err
	}
	if err := seal(); err != nil {
		return nil, err
	}
	_, err := l.climb(levels[1:], func(next cades.Level) error {
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
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = file.WriteTo(&out)
	return out.Bytes(), err
}
