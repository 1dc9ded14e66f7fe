// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"crypto/x509"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Access to a provider's service: RFC 5280 section 4.2.2.2, RFC 3161 appendix A.
var (
	oidSubjectInfoAccess  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 11}
	oidAccessTimeStamping = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 3}
)

// tagURI is uniformResourceIdentifier of a GeneralName: RFC 5280 section 4.2.1.6.
var tagURI = casn1.Tag(6).ContextSpecific()

// ServiceURLs are where the provider of a certificate stamps the time, as the
// certificates of Ukraine's subscribers say. Of a broken extension they are
// those before the break.
//
//	SubjectInfoAccessSyntax ::= SEQUENCE OF AccessDescription
//	AccessDescription ::= SEQUENCE {
//	  accessMethod OBJECT IDENTIFIER,
//	  accessLocation GeneralName }
func ServiceURLs(cert *x509.Certificate) []string {
	var urls []string
	for _, extension := range cert.Extensions {
		if !extension.Id.Equal(oidSubjectInfoAccess) {
			continue
		}
		s := cryptobyte.String(extension.Value)
		var in, access cryptobyte.String
		if !s.ReadASN1(&in, casn1.SEQUENCE) {
			continue
		}
		for in.ReadASN1(&access, casn1.SEQUENCE) {
			var method asn1.ObjectIdentifier
			var location cryptobyte.String
			if access.ReadASN1ObjectIdentifier(&method) && method.Equal(oidAccessTimeStamping) && access.ReadASN1(&location, tagURI) {
				urls = append(urls, string(location))
			}
		}
	}
	return urls
}
