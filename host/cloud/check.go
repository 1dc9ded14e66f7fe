// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
)

// check looks at a result as if a stranger had sent it: it is of the kind that was
// announced, over this digest, and by the certificate that the person was shown.
// The error is [key.ErrAnswer], [key.ErrCertificateChanged] or the provider's own.
func (k *remoteKey) check(d key.Digest, r key.Result) error {
	switch {
	case r.Err != nil:
		return r.Err
	case k.credential.CMS:
		return checkCMS(k.credential.Certificates[0], d, r)
	}
	return checkRaw(k.public, d, r)
}

func checkRaw(public crypto.PublicKey, d key.Digest, r key.Result) error {
	if r.Raw == nil || r.CMS != nil {
		return fmt.Errorf("%w: no bare signature", key.ErrAnswer)
	}
	scheme, err := d.Scheme(public)
	if err == nil {
		err = scheme.Verify(public, d.Value, r.Raw)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", key.ErrAnswer, err)
	}
	return nil
}

func checkCMS(by *x509.Certificate, d key.Digest, r key.Result) error {
	if r.CMS == nil || r.Raw != nil {
		return fmt.Errorf("%w: no CMS", key.ErrAnswer)
	}
	signer := cades.Signer{Certificate: by, Hash: d.Hash, Detached: true}
	_, err := signer.Adopt(r.CMS, d.Value)
	switch {
	case errors.Is(err, cades.ErrOtherCertificate):
		return fmt.Errorf("%w: %w", key.ErrCertificateChanged, err)
	case err != nil:
		return fmt.Errorf("%w: %w", key.ErrAnswer, err)
	}
	return nil
}
