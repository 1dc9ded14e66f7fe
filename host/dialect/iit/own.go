// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"crypto/x509"

	"github.com/pidpys/pidpys/host/service"
)

// ownMethods tell the certificates of keys that are open.
var ownMethods = []method{
	{name: "CtxEnumOwnCertificates", params: 2, do: (*Dialect).ctxEnumOwnCertificates},
	{name: "CtxGetOwnCertificate", params: 3, do: (*Dialect).ctxGetOwnCertificate},
	{name: "EnumOwnCertificates", params: 1, do: (*Dialect).enumOwnCertificates},
	{name: "GetOwnCertificate", params: 2, optional: 2, do: (*Dialect).getOwnCertificate},
}

// certificatesOf are those of a key and of the keys for agreement beside it.
func certificatesOf(h service.Held) []*x509.Certificate {
	var all []*x509.Certificate
	for _, k := range h.Keys() {
		all = append(all, k.Certificate)
	}
	return all
}

// certificateFor is the first for a key of a type and a use, of which 0 is any.
func certificateFor(h service.Held, kind, use int) (*x509.Certificate, error) {
	for _, c := range certificatesOf(h) {
		if suits(c, kind, use) {
			return c, nil
		}
	}
	return nil, fail(codeCertNotFound)
}

func (d *Dialect) ctxEnumOwnCertificates(_ context.Context, a *arguments) (any, error) {
	i := a.number(1)
	h, err := d.heldKey(a, 0)
	if err != nil {
		return nil, err
	}
	return nthTold(certificatesOf(h), i, certificateObject)
}

func (d *Dialect) ctxGetOwnCertificate(_ context.Context, a *arguments) (any, error) {
	kind, use := a.number(1), a.number(2)
	h, err := d.heldKey(a, 0)
	if err != nil {
		return nil, err
	}
	c, err := certificateFor(h, kind, use)
	if err != nil {
		return nil, err
	}
	return certificateObject(c), nil
}

func (d *Dialect) enumOwnCertificates(_ context.Context, a *arguments) (any, error) {
	i := a.number(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	h, err := d.lastKey()
	if err != nil {
		return nil, err
	}
	return nthTold(certificatesOf(h), i, infoEx)
}

// getOwnCertificate answers with the certificate alone; of what is null, any will do.
func (d *Dialect) getOwnCertificate(_ context.Context, a *arguments) (any, error) {
	kind, _ := a.optionalNumber(0)
	use, _ := a.optionalNumber(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	h, err := d.lastKey()
	if err != nil {
		return nil, err
	}
	c, err := certificateFor(h, kind, use)
	if err != nil {
		return nil, err
	}
	return byteArray(c.Raw), nil
}

// told is each certificate in a class.
func told(list []*x509.Certificate, as func(*x509.Certificate) object) []object {
	all := make([]object, len(list))
	for i, c := range list {
		all[i] = as(c)
	}
	return all
}

// nthTold is one of a list that a page counts through, in a class.
func nthTold(list []*x509.Certificate, i int, as func(*x509.Certificate) object) (any, error) {
	c, err := nth(list, i)
	if err != nil {
		return nil, err
	}
	return as(c), nil
}
