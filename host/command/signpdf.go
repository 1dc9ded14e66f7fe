// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
)

// signedPDF is where the signed copy of a PDF goes: contract-signed.pdf beside
// contract.pdf.
func signedPDF(name string) string {
	extension := filepath.Ext(name)
	return strings.TrimSuffix(name, extension) + "-signed" + extension
}

// pdf signs one PDF file, in the file itself.
func (s *signing) pdf(ctx context.Context, name, target string) (*task, error) {
	in, err := openDocument(ctx, name)
	if err != nil {
		return nil, err
	}
	prepared, err := s.preparePDF(ctx, in, name)
	if err != nil {
		in.Close()
		return nil, err
	}
	finish := func(answer []byte) error { return s.finishPDF(ctx, in, prepared, answer, name, target) }
	return &task{asks(prepared, filepath.Base(name)), finish, func() { in.Close() }}, nil
}

func (s *signing) preparePDF(ctx context.Context, in *document, name string) (*pades.Prepared, error) {
	if !in.info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "sign", Path: name, Err: errNoSize}
	}
	signer := pades.Signer{Certificate: s.candidate.Certificate, Hash: s.hash, PSS: s.pss, SigningTime: s.Now()}
	if s.contentTimeStamp() {
		signer.ContentStamper = s.augmenter
	}
	return signer.Prepare(ctx, in, in.info.Size())
}

// finishPDF writes the file with the key's answer, at its level.
func (s *signing) finishPDF(ctx context.Context, in *document, prepared *pades.Prepared, answer []byte, name, target string) error {
	message, err := prepared.Finish(answer)
	if err != nil {
		return err
	}
	if s.augmenter != nil {
		if err := s.augmenter.Augment(ctx, message, prepared.ContentDigest, cades.LevelBT); err != nil {
			return err
		}
	}
	document, err := prepared.Seal(message)
	if err != nil {
		return err
	}
	if s.level == cades.LevelBLT || s.level == cades.LevelBLTA {
		if document, err = pades.Extend(ctx, document, document.Size(), s.augmenter); err != nil {
			return err
		}
	}
	if s.level == cades.LevelBLTA {
		if document, err = pades.Stamp(ctx, document, document.Size(), s.augmenter.TSA, prepared.Hash()); err != nil {
			return err
		}
	}
	digest, err := prepared.ContentDigest(prepared.Hash())
	if err != nil {
		return err
	}
	if err := s.replacePDF(in, target, document); err != nil {
		return err
	}
	s.note(name, target, prepared.Hash(), digest)
	return nil
}

// replacePDF writes a PDF that grew from a document, which it may take the place
// of.
func (c *call) replacePDF(in *document, target string, grown *pades.Document) error {
	return c.replace(target, permissions(in.info), func(out io.Writer) error {
		defer in.Close() // some systems replace no file that is open
		if _, err := grown.WriteTo(out); err != nil {
			return err
		}
		return in.unchanged()
	})
}
