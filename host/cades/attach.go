// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/pki"
)

// Attach joins a detached signature with its content: out is the same message
// with the content inside. No signature changes, for none is over where the
// content lies; old archive time-stamps are, and give [ErrSealed]. A content that
// is not the one signed gives [ErrBroken], and nothing is written then; that the
// signatures hold is not looked at. Other errors are those of [OpenMessage] and
// of the files.
func Attach(ctx context.Context, signature, content io.ReadSeeker, out io.Writer) error {
	m, err := OpenMessage(whileWanted(ctx, signature), content)
	switch {
	case err != nil:
		return err
	case len(m.Signed.SignerInfos) == 0:
		return ErrNoSigner
	case placeSealed(m.Signed):
		return ErrSealed
	}
	for i := range m.Signed.SignerInfos {
		h, err := m.Signed.SignerInfos[i].DigestAlgorithm.Hash()
		if err != nil {
			return fmt.Errorf("cades: %w", err)
		}
		if err := m.checkContent(ctx, i, h); err != nil {
			return err
		}
	}
	m.Signed.Detached = false
	return m.Write(ctx, out)
}

// checkContent compares the content with the message digest of a signature.
func (m *Message) checkContent(ctx context.Context, i int, h *pki.Hash) error {
	signed, ok := m.Signed.SignerInfos[i].SignedAttrs.MessageDigest()
	if !ok {
		return ErrBroken
	}
	for _, form := range HashForms(h) {
		digest, err := m.Digest(ctx, form)
		if err != nil {
			return err
		}
		if bytes.Equal(digest, signed) {
			return nil
		}
	}
	return ErrBroken
}

// Detach parts a message from its content: the signature without it goes to
// out, the content to content, which may be [io.Discard]. A message that is
// detached already gives [ErrNoContent], one whose archive time-stamps are over
// where the content lies [ErrSealed].
func Detach(ctx context.Context, signature io.ReadSeeker, out, content io.Writer) error {
	m, err := OpenMessage(whileWanted(ctx, signature), nil)
	switch {
	case err != nil:
		return err
	case placeSealed(m.Signed):
		return ErrSealed
	}
	if err := m.copyContent(ctx, content); err != nil {
		return err
	}
	m.Signed.Detached = true
	return m.Write(ctx, out)
}
