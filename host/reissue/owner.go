// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"crypto/x509"

	"github.com/pidpys/pidpys/host/pki"
)

// sameOwner tells whether two certificates name one person in one role: the
// codes are the same ones, and the names. A УНЗР alone may be missing in one,
// since it is given once in a life. Addresses and posts change and are not
// looked at. Without any code the whole name must be the same.
func sameOwner(old, new *x509.Certificate) bool {
	a, b := pki.Subject(old), pki.Subject(new)
	if a.Kind() == pki.KindUnknown {
		return pki.EqualNames(old.RawSubject, new.RawSubject)
	}
	return a.Kind() == b.Kind() && a.DRFO == b.DRFO && a.Passport == b.Passport && a.EDRPOU == b.EDRPOU &&
		(a.UNZR == b.UNZR || a.UNZR == "" || b.UNZR == "") && nameOf(a).Equal(nameOf(b))
}

// nameOf is what of a name stays the same from certificate to certificate.
func nameOf(p pki.Person) pki.Name {
	return pki.Name{{
		{Type: pki.OIDCommonName, Value: p.CommonName},
		{Type: pki.OIDSurname, Value: p.Surname},
		{Type: pki.OIDGivenName, Value: p.GivenName},
		{Type: pki.OIDOrganization, Value: p.DisplayOrganization()},
	}}
}
