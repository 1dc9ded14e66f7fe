// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// check looks at a result as if a stranger had sent it: it is of the kind that was
// announced, over this digest, and by the certificate that the person was shown.
// The error is [key.ErrAnswer], [key.ErrCertificateChanged] or the provider's own.
func check(c Credential, d key.Digest, r key.Result) error {
	switch {
	case r.Err != nil:
		return r.Err
	case c.CMS:
		return checkCMS(c, d, r)
	}
	return checkRaw(c, d, r)
}

func checkRaw(c Credential, d key.Digest, r key.Result) error {
	if r.Raw == nil || r.CMS != nil {
		return fmt.Errorf("%w: no bare signature", key.ErrAnswer)
	}
	public, err := pki.PublicKey(c.Certificates[0])
	if err != nil {
		return err
	}
	scheme, err := d.Scheme(public)
	if err != nil {
		return err
	}
	if err := scheme.Verify(public, d.Value, r.Raw); err != nil {
		return fmt.Errorf("%w: %w", key.ErrAnswer, err)
	}
	return nil
}

func checkCMS(c Credential, d key.Digest, r key.Result) error {
	if r.CMS == nil || r.Raw != nil {
		return fmt.Errorf("%w: no CMS", key.ErrAnswer)
	}
	signer := cades.Signer{Certificate: c.Certificates[0], Hash: d.Hash, Detached: true}
	_, err := signer.Adopt(r.CMS, d.Value)
	switch {
	case errors.Is(err, cades.ErrOtherCertificate):
		return fmt.Errorf("%w: %w", key.ErrCertificateChanged, err)
	case err != nil:
		return fmt.Errorf("%w: %w", key.ErrAnswer, err)
	}
	return nil
}
