// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
)

// ownerInfo is whose a certificate is: the fields of [classOwnerInfo], which
// those of a certificate begin with, too. All text is as the certificate has it:
// pages send it on to compare it.
type ownerInfo struct {
	IsFilled     bool   `json:"isFilled"`
	Issuer       string `json:"issuer"`
	IssuerCN     string `json:"issuerCN"`
	Serial       string `json:"serial"`
	Subject      string `json:"subject"`
	SubjCN       string `json:"subjCN"`
	SubjOrg      string `json:"subjOrg"`
	SubjOrgUnit  string `json:"subjOrgUnit"`
	SubjTitle    string `json:"subjTitle"`
	SubjState    string `json:"subjState"`
	SubjLocality string `json:"subjLocality"`
	SubjFullName string `json:"subjFullName"`
	SubjAddress  string `json:"subjAddress"`
	SubjPhone    string `json:"subjPhone"`
	SubjEMail    string `json:"subjEMail"`
	SubjDNS      string `json:"subjDNS"`
	SubjEDRPOU   string `json:"subjEDRPOUCode"`
	SubjDRFO     string `json:"subjDRFOCode"`
}

// object is the class of that.
func (o ownerInfo) object() object { return newObject(classOwnerInfo, o) }

// owner tells whose a certificate is. Of nil it tells nothing.
func owner(c *x509.Certificate) ownerInfo {
	if c == nil {
		return ownerInfo{}
	}
	subject, issuer := pki.Subject(c), pki.Issuer(c)
	other := alternative(c)
	return ownerInfo{
		IsFilled:     true,
		Issuer:       distinguished(c.RawIssuer),
		IssuerCN:     issuer.CommonName,
		Serial:       serial(c),
		Subject:      distinguished(c.RawSubject),
		SubjCN:       subject.CommonName,
		SubjOrg:      subject.Organization,
		SubjOrgUnit:  subject.OrganizationalUnit,
		SubjTitle:    subject.Title,
		SubjState:    subject.State,
		SubjLocality: subject.Locality,
		SubjFullName: strings.TrimSpace(subject.Surname + " " + subject.GivenName),
		SubjAddress:  nameOf(c.RawSubject).Value(oidStreet),
		SubjPhone:    other.phone,
		SubjEMail:    first(c.EmailAddresses),
		SubjDNS:      first(c.DNSNames),
		SubjEDRPOU:   subject.EDRPOU,
		SubjDRFO:     subject.PersonalCode,
	}
}

// serial is the number of a certificate as pages write it: capital hexadecimal
// digits without spaces, two an octet.
func serial(c *x509.Certificate) string { return capitals(c.SerialNumber.Bytes()) }

func capitals(octets []byte) string { return strings.ToUpper(hex.EncodeToString(octets)) }

var (
	oidStreet = asn1.ObjectIdentifier{2, 5, 4, 9}
	oidPhone  = asn1.ObjectIdentifier{2, 5, 4, 20}
	oidPostal = asn1.ObjectIdentifier{2, 5, 4, 17}
)

// labels are how attributes of names are written. They were seen in what
// services that run the vendor's library publish (EDI-N/Docs_ua
// GetSignResponse.rst and others); those from Title on are unverified.
var labels = []struct {
	oid   asn1.ObjectIdentifier
	label string
}{
	{pki.OIDOrganization, "O"}, {pki.OIDOrganizationalUnit, "OU"}, {pki.OIDCommonName, "CN"}, {pki.OIDSurname, "SN"},
	{pki.OIDGivenName, "GivenName"}, {pki.OIDSerialNumber, "Serial"}, {pki.OIDCountry, "C"}, {pki.OIDLocality, "L"},
	{pki.OIDState, "ST"}, {pki.OIDOrganizationIdentifier, "OI"},
	{pki.OIDTitle, "Title"}, {oidStreet, "Street"}, {oidPostal, "PostalCode"}, {oidPhone, "Phone"}, {pki.OIDEmailAddress, "E"},
}

// distinguished is a name as pages compare it: "O=…;CN=…;Serial=…;C=UA;L=…", in
// the order of the certificate. A name that cannot be read is empty.
func distinguished(der []byte) string {
	var parts []string
	for _, rdn := range nameOf(der) {
		for _, a := range rdn {
			parts = append(parts, labelOf(a.Type)+"="+a.Value)
		}
	}
	return strings.Join(parts, ";")
}

func labelOf(oid asn1.ObjectIdentifier) string {
	for _, l := range labels {
		if l.oid.Equal(oid) {
			return l.label
		}
	}
	return oid.String()
}

func nameOf(der []byte) pki.Name {
	name, _ := pki.ParseName(der)
	return name
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
