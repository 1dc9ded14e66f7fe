// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package witness

import (
	"context"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/validation"
)

// Lacking fetches the certificates of providers if one of them may be what
// verdicts lack: an authority of the directory issued a signer's certificate that
// leads to no root, or a time-stamp does not hold its authority's. Nothing is
// fetched, and nil returned, where it would not help: [Witness.Known] has them.
func (w *Witness) Lacking(ctx context.Context, verdicts []validation.Verdict) []*x509.Certificate {
	if _, age, ok := w.kept(); ok && age < bundleMaxAge || !slices.ContainsFunc(verdicts, w.lacks) {
		return nil
	}
	certs, err := w.fetch(ctx)
	if err != nil {
		return nil
	}
	return certs
}

func (w *Witness) lacks(v validation.Verdict) bool {
	has := func(code validation.Code) func(validation.Finding) bool {
		return func(f validation.Finding) bool { return f.Code == code }
	}
	if v.Certificate != nil && slices.ContainsFunc(v.Errors, has(validation.ChainNotFound)) {
		_, listed := w.Directory.Find(pki.Issuer(v.Certificate).CommonName)
		return listed
	}
	return slices.ContainsFunc(v.TimeStamps, func(t validation.TimeStamp) bool {
		return slices.ContainsFunc(t.Errors, has(validation.SignerNotFound))
	})
}
