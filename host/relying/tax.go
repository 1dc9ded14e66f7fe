// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// TaxLife is how long an Authorization header is accepted after its claimed
// signing time. The tax service is said to do the same (unverified).
const TaxLife = time.Hour

// maxTaxNumber is ample for a РНОКПП, an ЄДРПОУ or a passport in UTF-8.
const maxTaxNumber = 64

// idData is the content type of plain octets, RFC 5652 section 4.
var idData = mustOID(pki.OIDData.String())

// TaxAuthorization verifies an Authorization header as the open interface of
// the Electronic Cabinet takes it (cabinet.tax.gov.ua/help/api-registers-int.html):
// with no scheme, the base64 of an attached signature, certificate included, of
// the signer's own РНОКПП or ЄДРПОУ and nothing else.
//
// The header is bound to no site and no session, and within [TaxLife] it can be
// used again by whoever has it. Never log one.
func (v *Verifier) TaxAuthorization(ctx context.Context, header string) (Visitor, error) {
	if len(header) > base64.StdEncoding.EncodedLen(MaxToken) {
		return Visitor{}, fmt.Errorf("%w: longer than %d octets", ErrMalformed, MaxToken)
	}
	der, err := base64.StdEncoding.DecodeString(header)
	if err != nil {
		return Visitor{}, fmt.Errorf("%w: not base64", ErrMalformed)
	}
	content, visitor, err := v.token(ctx, der, maxTaxNumber, idData)
	if err != nil {
		return Visitor{}, err
	}
	if number := string(content); number == "" || number != visitor.DRFO && number != visitor.EDRPOU {
		return Visitor{}, ErrTaxNumber
	}
	age := v.now().Sub(visitor.Time)
	if age > TaxLife || age < -MaxSkew {
		return Visitor{}, ErrTime
	}
	return visitor, nil
}

func mustOID(text string) x509.OID {
	oid, err := x509.ParseOID(text)
	if err != nil {
		panic("relying: internal error: " + err.Error())
	}
	return oid
}
