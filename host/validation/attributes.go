// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"bytes"
	"encoding/asn1"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/ess"
	"github.com/pidpys/pidpys/host/pki"
)

// checkAttributes judges the form of the signed attributes: RFC 5652 section
// 11, which has contentType and messageDigest once each and signingTime at
// most once. An attribute without a value is none: programs differ in whether
// they see it, and with it in whether another of its type occurs twice.
func (c *examination) checkAttributes() {
	if c.si.RawSignedAttrs == nil {
		// Such a value over a content that looks like signed attributes is
		// also the value of another message, which has these attributes.
		c.fail(NoSignedAttributes, "")
		return
	}
	attributes := c.si.SignedAttrs
	for _, attribute := range attributes {
		if len(attribute.Values) == 0 {
			c.fail(AttributeMalformed, attribute.Type.String())
		}
	}
	if c.parent == nil { // RFC 5652 section 11.4 has none in a counter-signature
		if value := c.single(cms.OIDContentType, "contentType"); value != nil && !bytes.Equal(value, cms.MarshalOID(c.m.signed.ContentType)) {
			c.fail(ContentTypeDiffers, "")
		}
	}
	if value := c.single(cms.OIDMessageDigest, "messageDigest"); value != nil {
		if _, ok := attributes.MessageDigest(); !ok {
			c.fail(AttributeMalformed, "messageDigest")
		}
	}
	c.checkSigningTime()
}

// single is the value of an attribute that must occur once and have one value;
// nil, with the fault told, otherwise.
func (c *examination) single(attrType asn1.ObjectIdentifier, name string) []byte {
	values := c.si.SignedAttrs.Values(attrType)
	switch len(values) {
	case 0:
		c.fail(AttributeMissing, name)
		return nil
	case 1:
		return values[0]
	}
	c.fail(AttributeDuplicated, name)
	return nil
}

// checkBinding judges the attribute that binds the signer's certificate, and
// with it says of what level the signature is: ETSI EN 319 122-1 section 5.2.2.
func (c *examination) checkBinding() {
	if c.si.RawSignedAttrs == nil {
		return
	}
	ids, err := ess.CertIDs(c.si.SignedAttrs)
	if err != nil {
		c.fail(AttributeMalformed, "signingCertificate")
		return
	}
	if len(ids) == 0 {
		c.warn(SigningCertificateAbsent, "")
		return
	}
	if c.signer == nil {
		return
	}
	for _, id := range ids {
		if !id.Binds(c.signer.Certificate) {
			c.fail(SignerDiffers, "")
			return
		}
		if !id.Names(c.signer.Certificate) {
			c.warn(IssuerSerialDiffers, "")
		}
	}
	switch {
	case len(ids) > 1:
		c.warn(SigningCertificateTwice, "")
	case ids[0].Hash == pki.SHA1:
		c.warn(SigningCertificateSHA1, "")
	case c.ClaimedTime.IsZero():
		c.Level = cades.LevelBES
	default:
		c.Level = cades.LevelBB
	}
}

// understood are the unsigned attributes that are judged, and those whose
// content repeats what others say: references to evidence.
var understood = []asn1.ObjectIdentifier{
	cms.OIDCountersignature, cms.OIDSignatureTimeStamp, cms.OIDArchiveTimeStampV3,
	cms.OIDCertificateValues, cms.OIDRevocationValues, cms.OIDCertificateRefs, cms.OIDRevocationRefs,
}

// unknownAttributes lists other unsigned attributes for people to read.
func (c *examination) unknownAttributes() string {
	var names []string
	for _, attribute := range c.si.UnsignedAttrs {
		if !slices.ContainsFunc(understood, attribute.Type.EqualASN1OID) {
			names = append(names, attribute.Type.String())
		}
	}
	return strings.Join(names, ", ")
}
