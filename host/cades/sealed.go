// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"encoding/asn1"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/tsp"
)

// ErrSealed says that somebody's archive time-stamp is over the message as it
// lies, so that whatever is added breaks it: one older than the third version,
// or one of UAPKI's form. Such a message stays as it is.
var ErrSealed = errors.New("cades: an archive time-stamp seals the message as it is")

// Archive time-stamps before the third version are over the certificates, the
// crls and, with or without its content, encapContentInfo: RFC 3126 and RFC 5126,
// section 6.4.1.
var (
	oidArchiveTimeStamp   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 27}
	oidArchiveTimeStampV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 48}
)

// sealed reports whether nothing can be added.
func sealed(sd *cms.SignedData) bool {
	return placeSealed(sd) || slices.ContainsFunc(sd.SignerInfos, func(si cms.SignerInfo) bool {
		return slices.ContainsFunc(few(si.UnsignedAttrs.Values(cms.OIDArchiveTimeStampV3)), func(value []byte) bool {
			token, err := tsp.ParseToken(value)
			if err != nil {
				return false
			}
			_, err = ArchiveIndexOf(token)
			return errors.Is(err, ErrNoArchiveIndex)
		})
	})
}

// placeSealed reports whether the content must stay inside or outside.
func placeSealed(sd *cms.SignedData) bool {
	return slices.ContainsFunc(sd.SignerInfos, func(si cms.SignerInfo) bool {
		return len(si.UnsignedAttrs.Values(oidArchiveTimeStamp))+len(si.UnsignedAttrs.Values(oidArchiveTimeStampV2)) > 0
	})
}
