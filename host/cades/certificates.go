// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/ess"
	"github.com/pidpys/pidpys/host/pki"
)

// An Identified is the certificate that a signature names, with its key.
type Identified struct {
	Certificate *x509.Certificate
	Key         crypto.PublicKey // nil when of no known kind
	// Unreadable says that the certificate breaks the rules of X.509, so that
	// Certificate is only what [bareCertificate] finds.
	Unreadable bool
}

// Certificates are those of a message and those supplied, the message's first.
type Certificates struct {
	All   []*x509.Certificate // those that X.509 can read
	bare  []*x509.Certificate
	named []*x509.Certificate // both, to search in
}

// NewCertificates gathers those of a message and supplied ones.
func NewCertificates(sd *cms.SignedData, supplied []*x509.Certificate) *Certificates {
	c := &Certificates{All: slices.Concat(sd.Certificates, supplied)}
	for _, u := range sd.Unreadable {
		if cert := bareCertificate(u.Raw); cert != nil {
			c.bare = append(c.bare, cert)
		}
	}
	c.named = slices.Concat(c.All, c.bare)
	return c
}

// maxCandidates bounds how many certificates of one number are looked into for
// a signature: a hostile message may hold hundreds.
const maxCandidates = 16

// Signer finds the certificate that a signature names: the one that its signed
// attributes bind, where several fit. Nil when there is none.
func (c *Certificates) Signer(si *cms.SignerInfo) *Identified {
	ids, _ := ess.CertIDs(si.SignedAttrs)
	var found *Identified
	candidates := 0
	for _, cert := range c.named {
		if !mayIdentify(si, cert) {
			continue
		}
		if candidates++; candidates > maxCandidates {
			break
		}
		if !identifies(si, cert) {
			continue
		}
		bound := len(ids) > 0 && ids[0].Binds(cert)
		if found != nil && !bound {
			continue
		}
		// An error leaves nil.
		key, _ := pki.PublicKey(cert)
		found = &Identified{Certificate: cert, Key: key, Unreadable: slices.Contains(c.bare, cert)}
		if bound {
			break
		}
	}
	return found
}

// mayIdentify is the cheap half of [identifies].
func mayIdentify(si *cms.SignerInfo, cert *x509.Certificate) bool {
	if si.SubjectKeyID == nil {
		return si.Serial.Cmp(cert.SerialNumber) == 0
	}
	return len(cert.SubjectKeyId) == 0 || bytes.Equal(si.SubjectKeyID, cert.SubjectKeyId)
}

// identifies says whether the signature names a certificate that it may name:
// RFC 5652 section 5.3, sid. Issuers are compared by their text.
func identifies(si *cms.SignerInfo, cert *x509.Certificate) bool {
	switch {
	case si.SubjectKeyID == nil:
		return pki.EqualNames(si.Issuer, cert.RawIssuer)
	case len(cert.SubjectKeyId) > 0:
		return true
	}
	return slices.ContainsFunc(pki.SubjectKeyIDs(cert.RawSubjectPublicKeyInfo), func(id []byte) bool {
		return bytes.Equal(id, si.SubjectKeyID)
	})
}
