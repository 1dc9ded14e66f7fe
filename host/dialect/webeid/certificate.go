// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package webeid

import (
	"context"
	"crypto/x509"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// certificate has the person open a key that signs documents, tells whose it is and
// how it signs, and holds it for what comes next.
func (d *dialect) certificate(ctx context.Context, arguments protocol.Raw) (any, error) {
	var a struct {
		Lang string `json:"lang,omitempty"`
	}
	if err := protocol.Unmarshal(arguments, &a); err != nil {
		return nil, argument("arguments")
	}
	opened, err := d.desk.Open(ctx, service.Wanted{Fits: signs})
	if err != nil {
		return nil, err
	}
	d.hold(opened)
	chosen := opened.Keys()[0]
	return struct {
		Certificate                  protocol.Base64      `json:"certificate"`
		SupportedSignatureAlgorithms []signatureAlgorithm `json:"supportedSignatureAlgorithms"`
	}{chosen.Certificate.Raw, signatureAlgorithms(chosen.Key.Public())}, nil
}

// signs reports whether a key signs documents.
func signs(c key.Candidate) bool {
	return signsDocuments(c.Certificate) && len(signatureAlgorithms(c.Key.Public())) > 0 && !key.AnswersCMS(c.Key)
}

func signsDocuments(c *x509.Certificate) bool {
	return c.KeyUsage&x509.KeyUsageContentCommitment != 0
}
