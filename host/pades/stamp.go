// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"context"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pki"
)

// Stamp brings a file of size octets from level B-LT to B-LTA: it appends a
// time-stamp over all of it, the security store included, with an imprint by h:
// ETSI EN 319 142-1 section 5.4.3. Again over the result, it renews the proof.
// The error is a *[cades.TimeStampError] when there is no time-stamp to be had.
func Stamp(ctx context.Context, r io.ReaderAt, size int64, stamper cades.Stamper, h *pki.Hash) (*Document, error) {
	d, err := newDraft(&contextReader{ctx, r}, size, pdf.Dict{
		"Type": pdf.Name("DocTimeStamp"), "Filter": pdf.Name("Adobe.PPKLite"), "SubFilter": subFilterStamp,
	}, "", usualRoom)
	if err != nil {
		return nil, err
	}
	digest, err := d.digest(h)
	if err != nil {
		return nil, err
	}
	token, err := stamper.Stamp(ctx, h, digest)
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("pades: %w", context.Cause(ctx))
	}
	if err != nil {
		return nil, &cades.TimeStampError{Err: err}
	}
	d.document.base = r
	return d.seal(token.Raw)
}
