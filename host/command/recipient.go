// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/witness"
)

// A recipientError says why nothing is encrypted to the owner of a certificate.
type recipientError struct {
	code        string
	certificate *x509.Certificate
}

func (e *recipientError) Error() string { return "recipient: " + e.code }

// recipients reads the certificates to encrypt to. Of a file with several,
// those that are for it count.
func (c *call) recipients(ctx context.Context, files, trust []string) ([]*x509.Certificate, error) {
	trusted, others, err := c.trust(trust)
	if err != nil {
		return nil, err
	}
	w := c.witness(trusted)
	known := slices.Concat(others, w.Known())
	var all []*x509.Certificate
	var questions []status.Question
	for _, file := range files {
		certificates, err := certificateFile(file)
		if err != nil {
			return nil, err
		}
		receiving := slices.DeleteFunc(slices.Clone(certificates), func(certificate *x509.Certificate) bool { return !pki.CanReceive(certificate) })
		if len(receiving) == 0 {
			return nil, &recipientError{"recipient-unfit", certificates[0]}
		}
		for _, certificate := range receiving {
			if now := c.Now(); now.After(certificate.NotAfter) || now.Before(certificate.NotBefore) {
				return nil, &recipientError{"recipient-time", certificate}
			}
			chain, err := trusted.Chain(certificate, slices.Concat(known, certificates), c.Now())
			if err != nil {
				return nil, &recipientError{"recipient-untrusted", certificate}
			}
			if slices.ContainsFunc(all, certificate.Equal) {
				continue
			}
			all = append(all, certificate)
			if len(chain) > 1 {
				questions = append(questions, status.Question{Certificate: certificate, Issuer: chain[1]})
			}
		}
	}
	return all, c.notRevoked(ctx, w, questions)
}

// notRevoked asks about recipients: who lost a key may not be the one who
// reads. That nobody answers is said and no hindrance.
func (c *call) notRevoked(ctx context.Context, w *witness.Witness, questions []status.Question) error {
	answers, errs := w.Status().CheckAll(ctx, questions)
	for i, q := range questions {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errs[i] != nil:
			c.warn(fault{Message: c.words.text("cli_recipient_status_unknown", c.owner(q.Certificate))})
		case answers[i].Revoked:
			return &recipientError{"recipient-revoked", q.Certificate}
		}
	}
	return nil
}
