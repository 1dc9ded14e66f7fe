// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"encoding/asn1"
	"net/http"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// Paths of the services, as real providers have them. Below the folders lie
// files by the name of an authority: "national", "national-root", "european" …
const (
	OCSPPath     = "/services/ocsp/"
	TSPPath      = "/services/tsp/"
	TSPPathEC    = "/services/tsp/ecdsa/"
	CMPPath      = "/services/cmp/"
	ReissuePath  = "/services/reissue/"
	listFolder   = "/download/crls/"
	issuerFolder = "/download/certificates/"

	fullSuffix   = "-Full.crl"
	deltaSuffix  = "-Delta.crl"
	bundleSuffix = ".p7b"
)

// ServicesOptions is how each service behaves.
type ServicesOptions struct {
	OCSP    OCSPOptions
	TSA     TSAOptions
	CRL     CRLOptions
	CMP     CMPOptions
	Reissue ReissueOptions
	Issuers HTTPOptions
}

// Services are all services of all authorities, at the paths of this package.
func (p *PKI) Services(o ServicesOptions) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(OCSPPath, p.OCSP(o.OCSP))
	mux.Handle(TSPPath, p.TSA(o.TSA))
	mux.Handle(CMPPath, p.CMP(o.CMP))
	mux.Handle(ReissuePath, p.Reissue(o.Reissue))
	mux.Handle(listFolder, p.CRLs(o.CRL))
	mux.Handle(issuerFolder, p.Issuers(o.Issuers))
	return mux
}

// services are the URLs that a certificate names; empty ones it does not.
type services struct {
	ocsp, issuers, full, delta, tsp string
}

// servicesOf are those of the certificates that an authority issues.
func (p *PKI) servicesOf(a *authority) services {
	if p.base == "" {
		return services{}
	}
	s := services{
		ocsp:    p.base + OCSPPath,
		issuers: p.base + issuerFolder + a.name + bundleSuffix,
		full:    p.base + listFolder + a.name + fullSuffix,
		delta:   p.base + listFolder + a.name + deltaSuffix,
		tsp:     p.base + TSPPath,
	}
	if !a.national {
		s.tsp = p.base + TSPPathEC
	}
	return s
}

// withoutIssuers is how certificates of authorities have it.
func (s services) withoutIssuers() services {
	s.issuers, s.tsp = "", ""
	return s
}

// forServers is how certificates of responders and time-stamping authorities
// have it: their status is in the lists alone.
func (s services) forServers() services {
	s.ocsp, s.tsp = "", ""
	return s
}

// Access to information: RFC 5280, 4.2.2, RFC 3161 appendix A.
var (
	oidAuthorityInfoAccess = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 1}
	oidSubjectInfoAccess   = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 11}
	oidAccessOCSP          = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1}
	oidAccessIssuers       = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 2}
	oidAccessTimeStamping  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 3}
)

func (s services) addExtensions(b *cryptobyte.Builder) {
	point := func(oid asn1.ObjectIdentifier, url string) {
		if url != "" {
			addExtension(b, oid, !critical, func(b *cryptobyte.Builder) {
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { addPoint(b, url) })
			})
		}
	}
	point(pki.OIDCRLDistributionPoints, s.full)
	point(pki.OIDFreshestCRL, s.delta)
	if s.ocsp != "" || s.issuers != "" {
		addExtension(b, oidAuthorityInfoAccess, !critical, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				addAccess(b, oidAccessOCSP, s.ocsp)
				addAccess(b, oidAccessIssuers, s.issuers)
			})
		})
	}
	if s.tsp != "" {
		addExtension(b, oidSubjectInfoAccess, !critical, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { addAccess(b, oidAccessTimeStamping, s.tsp) })
		})
	}
}

// addPoint: RFC 5280, 4.2.1.13, a DistributionPoint of one full name.
func addPoint(b *cryptobyte.Builder, url string) {
	context0 := casn1.Tag(0).ContextSpecific().Constructed()
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(context0, func(b *cryptobyte.Builder) {
			b.AddASN1(context0, func(b *cryptobyte.Builder) { addText(b, tagURI, url) })
		})
	})
}

var tagURI = casn1.Tag(6).ContextSpecific()

func addAccess(b *cryptobyte.Builder, method asn1.ObjectIdentifier, url string) {
	if url == "" {
		return
	}
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(method)
		addText(b, tagURI, url)
	})
}
