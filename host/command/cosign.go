// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// errWhichSigner says that a message has several signatures, or not the one
// that a number names.
var errWhichSigner = errors.New("which signature is meant is not clear")

// add puts one more signature beside those of a message or container, of which
// nothing changes.
func (s *signing) add(ctx context.Context, name, target, content string) error {
	switch container := isContainer(name); {
	case container && content != "":
		return errContentElsewhere
	case container:
		return s.addToContainer(ctx, name, target)
	}
	m, err := openMessage(name, content)
	if err != nil {
		return err
	}
	defer m.Close()
	digest := func(h *pki.Hash) ([]byte, error) { return m.Digest(ctx, h) }
	hash, err := s.addTo(ctx, m.Signed, digest, filepath.Base(name))
	if err != nil {
		return err
	}
	sum, err := digest(hash)
	if err != nil {
		return err
	}
	if err := s.keepMessage(ctx, m, target); err != nil {
		return err
	}
	s.note(name, target, hash, sum)
	return nil
}

// addTo adds a signature to a message, at its level, and says what the content
// was hashed with.
func (s *signing) addTo(ctx context.Context, sd *cms.SignedData, digest digester, label string) (*pki.Hash, error) {
	signer := s.signer()
	signer.ContentType = sd.ContentType
	w, err := s.prepare(ctx, signer, digest, label)
	if err != nil {
		return nil, err
	}
	answer, err := s.value(ctx, w.asked)
	if err != nil {
		return nil, err
	}
	if err := w.FinishInto(sd, answer); err != nil {
		return nil, err
	}
	if s.augmenter != nil {
		err = s.augmenter.AugmentSigner(ctx, sd, len(sd.SignerInfos)-1, digest, s.level)
	}
	return w.asked.Hash, err
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
	value, err := s.value(ctx, asks(prepared, filepath.Base(name)))
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
