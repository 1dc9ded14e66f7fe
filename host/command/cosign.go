// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/pidpys/pidpys/host/pki"
)

// errWhichSigner says that a message has several signatures, or not the one
// that a number names.
var errWhichSigner = errors.New("which signature is meant is not clear")

// add puts one more signature beside those of a message, of which nothing
// changes.
func (s *signing) add(ctx context.Context, name, target, content string) error {
	m, err := openMessage(name, content)
	if err != nil {
		return err
	}
	defer m.Close()
	digest := func(h *pki.Hash) ([]byte, error) { return m.Digest(ctx, h) }
	signer := s.signer()
	signer.ContentType = m.Signed.ContentType
	prepared, err := s.prepare(ctx, signer, digest)
	if err != nil {
		return err
	}
	value, err := s.value(ctx, prepared.Hash(), prepared.Digest(), filepath.Base(name))
	if err != nil {
		return err
	}
	if err := prepared.FinishInto(m.Signed, value); err != nil {
		return err
	}
	if s.augmenter != nil {
		own := len(m.Signed.SignerInfos) - 1
		if err := s.augmenter.AugmentSigner(ctx, m.Signed, own, digest, s.level); err != nil {
			return err
		}
	}
	sum, err := digest(prepared.Hash())
	if err != nil {
		return err
	}
	if err := s.keepMessage(ctx, m, target); err != nil {
		return err
	}
	s.note(name, target, prepared.Hash(), sum)
	return nil
}

// countersign signs a signature of a message, the only one or the one of a
// number from 1: it says that its owner saw that signature.
func (s *signing) countersign(ctx context.Context, name, target, content string, number int) error {
	m, err := openMessage(name, content)
	if err != nil {
		return err
	}
	defer m.Close()
	infos := m.Signed.SignerInfos
	if number == 0 && len(infos) == 1 {
		number = 1
	}
	if number < 1 || number > len(infos) {
		return errWhichSigner
	}
	signer := s.signer()
	prepared, err := signer.PrepareCounter(&infos[number-1])
	if err != nil {
		return err
	}
	value, err := s.value(ctx, prepared.Hash(), prepared.Digest(), filepath.Base(name))
	if err != nil {
		return err
	}
	if err := prepared.Finish(m.Signed, number-1, value); err != nil {
		return err
	}
	if err := s.keepMessage(ctx, m, target); err != nil {
		return err
	}
	s.note(name, target, prepared.Hash(), prepared.Hash().Sum(infos[number-1].Signature))
	return nil
}
