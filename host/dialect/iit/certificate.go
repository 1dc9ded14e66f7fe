// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"math/big"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
)

// The forms of fields were seen in what services that run the vendor's library
// publish (EDI-N/Docs_ua GetSignResponse.rst): serial numbers, octets with
// spaces, words for the use of keys. What was not seen there is unverified:
// fingerprint, UPN, what stands for keys that are not DSTU 4145. Codes of offices
// (НБУ, СПФМ, O, OU, user) are in no certificate that was met, so they are empty.

// certificateBase are the fields that both classes of certificates have.
type certificateBase struct {
	Version int `json:"version"`
	ownerInfo
	SubjNBU             string `json:"subjNBUCode"`
	SubjSPFM            string `json:"subjSPFMCode"`
	SubjO               string `json:"subjOCode"`
	SubjOU              string `json:"subjOUCode"`
	SubjUser            string `json:"subjUserCode"`
	CertBegin           moment `json:"certBeginTime"`
	CertEnd             moment `json:"certEndTime"`
	IsPrivKeyTimesAvail bool   `json:"isPrivKeyTimesAvail"`
	PrivKeyBegin        moment `json:"privKeyBeginTime"`
	PrivKeyEnd          moment `json:"privKeyEndTime"`
	PublicKeyBits       int    `json:"publicKeyBits"`
	PublicKey           string `json:"publicKey"`
	PublicKeyID         string `json:"publicKeyID"`
	IssuerPublicKeyID   string `json:"issuerPublicKeyID"`
	KeyUsage            string `json:"keyUsage"`
	ExtKeyUsages        string `json:"extKeyUsages"`
	Policies            string `json:"policies"`
	CRLDistribPoint1    string `json:"crlDistribPoint1"` // of complete lists
	CRLDistribPoint2    string `json:"crlDistribPoint2"` // of changes to them
	IsPowerCert         bool   `json:"isPowerCert"`      // a qualified one
	IsSubjTypeAvail     bool   `json:"isSubjTypeAvail"`
	IsSubjCA            bool   `json:"isSubjCA"`
}

// certificateInfo is [classCertificateInfo]. Its key for agreement beside the one
// for signing is of certificates of before 2010, which had both.
type certificateInfo struct {
	certificateBase
	IsECDH   bool   `json:"isECDHPublicKeyAvail"`
	ECDHBits int    `json:"ECDHPublicKeyBits"`
	ECDHKey  string `json:"ECDHPublicKey"`
	ECDHID   string `json:"ECDHPublicKeyID"`
}

// certificateInfoEx is [classCertificateInfoEx].
type certificateInfoEx struct {
	certificateBase
	ChainLength      int    `json:"chainLength"`
	UPN              string `json:"UPN"`
	PublicKeyType    int    `json:"publicKeyType"`
	KeyUsageType     int    `json:"keyUsageType"`
	RSAModulus       string `json:"RSAModul"`
	RSAExponent      string `json:"RSAExponent"`
	OCSPAccessInfo   string `json:"OCSPAccessInfo"`
	IssuerAccessInfo string `json:"issuerAccessInfo"`
	TSPAccessInfo    string `json:"TSPAccessInfo"`
	IsLimit          bool   `json:"isLimitValueAvailable"`
	Limit            int64  `json:"limitValue"`
	LimitCurrency    string `json:"limitValueCurrency"`
	SubjType         int    `json:"subjType"`
	SubjSubType      int    `json:"subjSubType"`
	SubjUNZR         string `json:"subjUNZR"`
	SubjCountry      string `json:"subjCountry"`
	Fingerprint      string `json:"fingerprint"`
	IsQSCD           bool   `json:"isQSCD"`
	SubjUserID       string `json:"subjUserID"`
}

func info(c *x509.Certificate) object {
	return newObject(classCertificateInfo, certificateInfo{certificateBase: base(c)})
}

// infoEx is a certificate as [classCertificateInfoEx].
func infoEx(c *x509.Certificate) object {
	subject, other := pki.Subject(c), alternative(c)
	subjectType, subType := subjectType(c)
	i := certificateInfoEx{
		certificateBase:  base(c),
		ChainLength:      max(0, c.MaxPathLen),
		UPN:              other.upn,
		PublicKeyType:    keyType(c),
		KeyUsageType:     keyUsage(c),
		OCSPAccessInfo:   first(c.OCSPServer),
		IssuerAccessInfo: first(c.IssuingCertificateURL),
		TSPAccessInfo:    stampAccess(c),
		SubjType:         subjectType,
		SubjSubType:      subType,
		SubjUNZR:         subject.UNZR,
		SubjCountry:      subject.Country,
		Fingerprint:      fingerprint(c),
		IsQSCD:           pki.Qualified(c) == pki.QES,
		SubjUserID:       other.upn,
	}
	i.Limit, i.LimitCurrency, i.IsLimit = limit(c)
	if key, ok := c.PublicKey.(*rsa.PublicKey); ok {
		i.RSAModulus, i.RSAExponent = spaced(key.N.Bytes()), spaced(big.NewInt(int64(key.E)).Bytes())
	}
	return newObject(classCertificateInfoEx, i)
}

// certificateObject is [classCertificate]: what a certificate says, and itself.
func certificateObject(c *x509.Certificate) object {
	return newObject(classCertificate, struct {
		InfoEx object `json:"infoEx"`
		Data   octets `json:"data"`
	}{infoEx(c), c.Raw})
}

func base(c *x509.Certificate) certificateBase {
	bits, octets := publicKey(c)
	b := certificateBase{
		Version:           c.Version,
		ownerInfo:         owner(c),
		CertBegin:         moment(c.NotBefore),
		CertEnd:           moment(c.NotAfter),
		PrivKeyBegin:      moment(c.NotBefore),
		PrivKeyEnd:        moment(c.NotAfter),
		PublicKeyBits:     bits,
		PublicKey:         spaced(octets),
		PublicKeyID:       spaced(c.SubjectKeyId),
		IssuerPublicKeyID: spaced(c.AuthorityKeyId),
		KeyUsage:          usageWords(c),
		ExtKeyUsages:      extendedUsages(c),
		Policies:          policies(c),
		CRLDistribPoint1:  first(c.CRLDistributionPoints),
		CRLDistribPoint2:  freshest(c),
		IsPowerCert:       pki.Qualified(c) != pki.NotQualified,
		IsSubjTypeAvail:   c.BasicConstraintsValid,
		IsSubjCA:          c.BasicConstraintsValid && c.IsCA,
	}
	if from, to, ok := keyPeriod(c); ok {
		b.IsPrivKeyTimesAvail, b.PrivKeyBegin, b.PrivKeyEnd = true, moment(from), moment(to)
	}
	return b
}

// spaced is octets as the vendor's programs show them, with a space behind each.
func spaced(octets []byte) string {
	var text strings.Builder
	for _, o := range octets {
		fmt.Fprintf(&text, "%02X ", o)
	}
	return text.String()
}

// fingerprint names a certificate within this program; which hash the vendor's
// has is unverified.
func fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return capitals(sum[:])
}
