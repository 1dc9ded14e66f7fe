// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/testpki"
)

// A credential is one key that the server has, and what it counts.
type credential struct {
	id    string
	owner *Person
	keys  *testpki.Subscriber

	told  bool // the certificate, at least once
	wrong int  // PINs and OTPs in a row
	sent  bool // an OTP, which nobody has typed yet
}

// lookup finds a credential of the person whose token it is.
func (s *Server) lookup(c *call) (*credential, *refusal) {
	id, refused := c.in.text("credentialID")
	if refused != nil {
		return nil, refused
	}
	if found := s.find(id); found != nil && found.owner == c.by.person {
		return found, nil
	}
	return nil, invalid("Invalid parameter credentialID")
}

func (s *Server) find(id string) *credential {
	for _, c := range s.credentials {
		if c.id == id {
			return c
		}
	}
	return nil
}

// keysOf are those that the server has for a credential's: others if it does that
// wrong.
func (s *Server) keysOf(c *credential) *testpki.Subscriber {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault == ForeignCertificate || s.fault == CertificateChanged && c.told {
		return s.options.Stranger
	}
	return c.keys
}

// infoOfCredential is section 11.5.
type infoOfCredential struct {
	Description string          `json:"description"`
	Key         keyInfo         `json:"key"`
	Certificate certificateInfo `json:"cert"`
	SCAL        string          `json:"SCAL"`
	Multisign   int             `json:"multisign"`
	Lang        string          `json:"lang"`

	// CSC 1
	Mode Mode     `json:"authMode,omitempty"`
	PIN  *pinInfo `json:"PIN,omitempty"`
	OTP  *otpInfo `json:"OTP,omitempty"`
	// CSC 2
	Authorization *authorizationInfo `json:"auth,omitempty"`
}

type keyInfo struct {
	Status     string   `json:"status"`
	Algorithms []string `json:"algo"`
	Length     int      `json:"len"`
	Curve      string   `json:"curve,omitempty"`
}

type certificateInfo struct {
	Status       string   `json:"status"`
	Certificates []string `json:"certificates,omitempty"`
	Issuer       string   `json:"issuerDN,omitempty"`
	Serial       string   `json:"serialNumber,omitempty"`
	Subject      string   `json:"subjectDN,omitempty"`
	From         string   `json:"validFrom,omitempty"`
	To           string   `json:"validTo,omitempty"`
}

// credentialInfo: section 11.5.
func (s *Server) credentialInfo(c *call) (any, *refusal) {
	found, refused := s.lookup(c)
	if refused != nil {
		return nil, refused
	}
	info, refused := s.describe(c, found)
	if refused != nil {
		return nil, refused
	}
	return info, nil
}

// describe tells what a request wants to know of a credential.
func (s *Server) describe(c *call, of *credential) (info infoOfCredential, refused *refusal) {
	details, refused := c.in.flag("certInfo")
	if refused != nil {
		return info, refused
	}
	factors, refused := c.in.flag("authInfo")
	if refused != nil {
		return info, refused
	}
	keys := s.keysOf(of)
	info = infoOfCredential{
		Description: "Ключ для підпису",
		Key:         describeKey(keys.SignKey.Public()),
		SCAL:        strconv.Itoa(s.options.SCAL),
		Multisign:   s.options.Max, Lang: language,
	}
	if info.Certificate, refused = s.describeCertificate(c, keys, details); refused != nil {
		return info, refused
	}
	s.mu.Lock()
	of.told = of.told || len(info.Certificate.Certificates) > 0
	s.mu.Unlock()
	if s.options.Version == 2 {
		info.Authorization = s.options.authorization(factors)
		return info, nil
	}
	info.Mode = s.options.Mode
	if factors && info.Mode == Explicit {
		info.PIN, info.OTP = s.options.factors()
	}
	return info, nil
}

func describeKey(public crypto.PublicKey) keyInfo {
	info := keyInfo{Status: "enabled", Algorithms: algorithmsOf(public)}
	switch k := public.(type) {
	case *dstu4145.PublicKey:
		info.Length = k.Curve.Params().M
	case *ecdsa.PublicKey:
		info.Length, info.Curve = k.Curve.Params().BitSize, "1.2.840.10045.3.1.7" // P-256, as all of package testpki
	case *rsa.PublicKey:
		info.Length = k.N.BitLen()
	}
	return info
}

func (s *Server) describeCertificate(c *call, keys *testpki.Subscriber, details bool) (info certificateInfo, refused *refusal) {
	certificate := keys.SignCert
	info.Status = "valid"
	if s.expired(certificate) {
		info.Status = "expired"
	}
	which, refused := c.in.optional("certificates")
	if refused != nil {
		return info, refused
	}
	switch which {
	case "", "single":
		info.Certificates = encodeCertificates(certificate)
	case "chain":
		info.Certificates = encodeCertificates(append([]*x509.Certificate{certificate}, keys.Chain...)...)
	case "none":
	default:
		return info, invalid("Invalid parameter certificates")
	}
	if details {
		const generalizedTime = "20060102150405Z"
		info.Issuer, info.Subject = certificate.Issuer.String(), certificate.Subject.String()
		info.Serial = fmt.Sprintf("%X", certificate.SerialNumber.Bytes())
		info.From, info.To = certificate.NotBefore.UTC().Format(generalizedTime), certificate.NotAfter.UTC().Format(generalizedTime)
	}
	return info, nil
}

func (s *Server) expired(certificate *x509.Certificate) bool {
	return s.options.Now().After(certificate.NotAfter)
}

func encodeCertificates(all ...*x509.Certificate) (encoded []string) {
	for _, c := range all {
		encoded = append(encoded, base64.StdEncoding.EncodeToString(c.Raw))
	}
	return encoded
}
