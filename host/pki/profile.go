// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto/x509"
	"encoding/asn1"
	"slices"
)

// IsCA reports whether a certificate is one of a provider, by
// basicConstraints and keyUsage. Whether anybody trusts it is another matter.
func IsCA(cert *x509.Certificate) bool {
	return cert.BasicConstraintsValid && cert.IsCA && allows(cert, x509.KeyUsageCertSign)
}

// CanSign reports whether a certificate is meant for signatures by a person
// or stamp: digitalSignature or nonRepudiation in its keyUsage (one alone is
// met), and no certificate of a provider or of a server.
func CanSign(cert *x509.Certificate) bool {
	return signsData(cert) && !cert.IsCA && !isServer(cert)
}

// CanAgree reports whether a certificate is meant for key agreement, which is
// the encrypting twin of a signing certificate.
func CanAgree(cert *x509.Certificate) bool {
	return cert.KeyUsage&x509.KeyUsageKeyAgreement != 0 && !cert.IsCA && !isServer(cert)
}

// CanReceive reports whether a certificate is meant for encrypting to its
// owner: by key agreement, or with an RSA key by key encipherment.
func CanReceive(cert *x509.Certificate) bool {
	if cert.PublicKeyAlgorithm == x509.RSA {
		return cert.KeyUsage&x509.KeyUsageKeyEncipherment != 0 && !cert.IsCA && !isServer(cert)
	}
	return CanAgree(cert)
}

// IsStamp reports whether a certificate is for an electronic stamp, by its
// extended key usage.
func IsStamp(cert *x509.Certificate) bool { return hasUsage(cert, OIDStamp) }

// allows reports whether keyUsage has one of the bits. Without the extension
// every use is allowed, RFC 5280 section 4.2.1.3.
func allows(cert *x509.Certificate, usage x509.KeyUsage) bool {
	return cert.KeyUsage&usage != 0 || !hasExtension(cert, OIDKeyUsage)
}

// isServer reports whether a machine answers with the key, and nobody agrees to
// what it signs: status, time, certificate look-up, or a site's TLS.
func isServer(cert *x509.Certificate) bool {
	return hasUsage(cert, OIDCMPServer) || isFor(cert, x509.ExtKeyUsageOCSPSigning) ||
		isFor(cert, x509.ExtKeyUsageTimeStamping) || isFor(cert, x509.ExtKeyUsageServerAuth)
}

// signsData reports whether keyUsage allows signatures over what is no
// certificate and no CRL.
func signsData(cert *x509.Certificate) bool {
	return allows(cert, x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment)
}

// isFor reports whether an extended key usage is named. That any is allowed
// does not name it.
func isFor(cert *x509.Certificate, usage x509.ExtKeyUsage) bool {
	return slices.Contains(cert.ExtKeyUsage, usage)
}

func hasUsage(cert *x509.Certificate, oid asn1.ObjectIdentifier) bool {
	return slices.ContainsFunc(cert.UnknownExtKeyUsage, oid.Equal)
}

func hasExtension(cert *x509.Certificate, oid asn1.ObjectIdentifier) bool {
	_, ok := extension(cert, oid)
	return ok
}

// extension is the value of a certificate's extension.
func extension(cert *x509.Certificate, oid asn1.ObjectIdentifier) ([]byte, bool) {
	for _, e := range cert.Extensions {
		if e.Id.Equal(oid) {
			return e.Value, true
		}
	}
	return nil, false
}
