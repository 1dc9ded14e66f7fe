// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"slices"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// Keep puts certificates on the token: those of the key under its identifier,
// those of authorities under their own. That an authority's does not fit is
// passed over; a certificate of the key that cannot be read back is an error.
func (st *store) Keep(ctx context.Context, id []byte, certificates []*x509.Certificate) error {
	return st.change(ctx, func(ctx context.Context) error {
		f, err := st.ordered(ctx, id)
		if err != nil {
			return err
		}
		for i, c := range certificates {
			if own := pki.SamePublicKey(c, f.public); !own && (i == 0 || !pki.IsCA(c)) {
				return key.ErrNoCertificate
			}
		}
		if len(certificates) == 0 {
			return key.ErrNoCertificate
		}
		for _, c := range certificates {
			if err := st.put(ctx, f, c); err != nil {
				return err
			}
		}
		if f, err = st.ordered(ctx, id); err != nil {
			return err
		}
		st.adopt(f)
		if !f.holds(certificates[0]) {
			failed := st.driver.trouble(key.DriverFailed)
			failed.Call = "C_CreateObject"
			return failed
		}
		return nil
	})
}

// put puts one certificate on the token, unless it is there.
func (st *store) put(ctx context.Context, f *found, c *x509.Certificate) error {
	if f.holds(c) {
		return nil
	}
	number, err := asn1.Marshal(c.SerialNumber)
	if err != nil {
		return err
	}
	params := wire.Put{
		At: st.at, Certificate: wire.Certificate{ID: f.id, Label: f.label, DER: c.Raw},
		Subject: c.RawSubject, Issuer: c.RawIssuer, Number: number,
	}
	own := pki.SamePublicKey(c, f.public)
	if !own {
		params.ID, params.Label = c.SubjectKeyId[:min(len(c.SubjectKeyId), wire.IDSize)], ""
	}
	_, err = st.send(ctx, question{call: wire.CallPut, params: params, limit: st.driver.source.pace.use}, nil)
	if err != nil && !own && !concernsAll(err) {
		st.driver.log().WithError(err).Info("token: no room for an authority's certificate")
		return nil
	}
	return err
}

// holds reports whether a certificate is on the token.
func (f *found) holds(c *x509.Certificate) bool {
	return slices.ContainsFunc(f.certificates, c.Equal)
}

// certified reports whether the token has a certificate of the key.
func (f *found) certified() bool {
	return slices.ContainsFunc(f.certificates, func(c *x509.Certificate) bool { return pki.SamePublicKey(c, f.public) })
}
