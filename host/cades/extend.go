// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"context"
	"io"

	"github.com/pidpys/pidpys/host/pki"
)

// Extend is [Augmenter.Augment] for files of any size: the message that
// signature is, with its content inside or in content, is written to out at a
// higher level. Without the content of a detached signature, which goes up to
// B-LT only, the caller answers for it. Nothing is written unless the level was
// reached. The errors are those of OpenMessage, Augment and of the files.
func (a *Augmenter) Extend(ctx context.Context, signature, content io.ReadSeeker, out io.Writer, to Level) error {
	m, err := OpenMessage(whileWanted(ctx, signature), content)
	if err != nil {
		return err
	}
	var digest func(*pki.Hash) ([]byte, error)
	if m.HasContent() {
		digest = func(h *pki.Hash) ([]byte, error) { return m.Digest(ctx, h) }
	}
	if err := a.Augment(ctx, m.Signed, digest, to); err != nil {
		return err
	}
	return m.Write(ctx, out)
}
