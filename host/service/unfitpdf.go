// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/protocol"
)

// unfitPDFs say why there can be no signature in a file, as PROTOCOL.md has it in section 10.
var unfitPDFs = []struct {
	err  error
	what string
}{
	{pades.ErrNotPDF, "no-pdf"},
	{pades.ErrMalformed, "damaged-pdf"},
	{pades.ErrEncrypted, "encrypted-pdf"},
	{pades.ErrXFA, "xfa-form"},
	{pades.ErrCertified, "certified-pdf"},
	{pades.ErrTooLarge, "huge-pdf"},
}

// inspectPDF is an error where a document takes no signature inside.
func (o *operation) inspectPDF(ctx context.Context, d *document) error {
	err := pades.Check(ctx, o.blobOf(ctx, d), d.Size)
	for _, u := range unfitPDFs {
		if errors.Is(err, u.err) {
			return &protocol.Error{Code: protocol.UnfitPDF, Params: &protocol.Params{What: u.what}}
		}
	}
	return err
}
