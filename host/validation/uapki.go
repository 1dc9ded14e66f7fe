// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// examineUAPKI checks an archive time-stamp as the program UAPKI writes it,
// under the identifier of the third version but in a form of its own. The token
// has no list of what it is over, so what is there now must be what was there
// then, and anything added later breaks it. That it is not the standard's is said in a warning.
func (a *archiveStamp) examineUAPKI(c *examination) {
	a.base.warn(ArchiveNonstandard, "")
	a.stamp.examine(func(h *pki.Hash) []byte {
		content := c.contentDigest(h)
		fields, err := c.si.MarshalFields()
		if content == nil || err != nil {
			return nil
		}
		var b cryptobyte.Builder
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(fields) })
		addUAPKIIndex(&b, h, c)
		return h.Sum(cms.MarshalOID(c.m.signed.ContentType), content, b.BytesOrPanic())
	})
}

// addUAPKIIndex writes the list that the imprint is over, as it was measured:
// digests of all certificates, none of revocation data, and of each unsigned
// attribute as a whole.
func addUAPKIIndex(b *cryptobyte.Builder, h *pki.Hash, c *examination) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		h.AlgorithmIdentifier().AddTo(b)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for _, raw := range c.m.signed.RawCertificates {
				b.AddASN1OctetString(h.Sum(raw))
			}
		})
		b.AddASN1(casn1.SEQUENCE, func(*cryptobyte.Builder) {})
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for _, attribute := range c.si.UnsignedAttrs {
				if !attribute.Type.EqualASN1OID(cms.OIDArchiveTimeStampV3) {
					b.AddASN1OctetString(h.Sum(attribute.Marshal()))
				}
			}
		})
	})
}
