// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto/x509"
	"slices"
	"strings"
)

// A Person is whom a certificate is about, human or legal. All text is as the
// certificate has it; [DisplayText] makes it fit to show.
type Person struct {
	CommonName         string
	Surname            string
	GivenName          string // «Ім'я По батькові», both in one
	Organization       string
	OrganizationalUnit string
	Title              string
	Locality           string
	State              string
	Country            string
	Serial             string // the subject's serialNumber attribute, not the certificate's number

	DRFO     string // РНОКПП, 10 digits
	EDRPOU   string // ЄДРПОУ; the РНОКПП again for a ФОП
	UNZR     string // YYYYMMDD-NNNNN
	Passport string // of a person without РНОКПП, its series in Cyrillic where that is certain
	Stamp    bool   // the certificate is for an electronic stamp

	// Email is for the owner's own eyes: pages do not learn it.
	Email string

	// PersonalCode is the code behind DRFO or Passport as the certificate
	// stores it; a passport's series may stand there in Latin letters.
	PersonalCode string
}

// A Kind says in what role a certificate shows its owner.
type Kind string

// Kinds of owners.
const (
	KindUnknown   Kind = ""          // no code of a person or organisation
	KindPerson    Kind = "person"    // a natural person
	KindFOP       Kind = "fop"       // a sole proprietor (ФОП): both codes, equal
	KindCorporate Kind = "corporate" // a person who acts for an organisation: both codes
	KindStamp     Kind = "stamp"     // an organisation's electronic stamp
)

// Subject is the owner of a certificate. Codes come from
// subjectDirectoryAttributes; where these lack them, from the serialNumber
// "TINUA-…" and the organizationIdentifier "NTRUA-…" of the name (ETSI EN 319
// 412-1 section 5.1). What cannot be decoded is left empty.
func Subject(cert *x509.Certificate) Person {
	p := named(cert.RawSubject)
	if value, ok := extension(cert, OIDSubjectDirectoryAttributes); ok {
		codes, _ := parseDirectoryAttributes(value)
		p.setCodes(codes)
	}
	if p.PersonalCode == "" {
		p.setPersonalCode(after(p.Serial, "TINUA-"))
	}
	if p.EDRPOU == "" {
		p.EDRPOU = after(organizationIdentifier(cert.RawSubject), "NTRUA-")
	}
	p.Stamp = IsStamp(cert)
	if len(cert.EmailAddresses) > 0 {
		p.Email = cert.EmailAddresses[0]
	}
	return p
}

// Issuer is the provider that issued a certificate, as far as its name tells.
func Issuer(cert *x509.Certificate) Person {
	p := named(cert.RawIssuer)
	p.EDRPOU = after(organizationIdentifier(cert.RawIssuer), "NTRUA-")
	return p
}

// Kind is the role of the certificate's owner. A stamp's extended key usage
// outranks the codes; else РНОКПП or passport alone is a person, both codes
// alike a ФОП, both unlike somebody of an organisation, ЄДРПОУ alone a stamp.
//
// No certificate proves that somebody directs the organisation: a cabinet asks
// its registers, and an interface must not claim it.
func (p Person) Kind() Kind {
	switch {
	case p.Stamp, p.PersonalCode == "" && p.EDRPOU != "":
		return KindStamp
	case p.PersonalCode == "":
		return KindUnknown
	case p.EDRPOU == "":
		return KindPerson
	case p.EDRPOU == p.PersonalCode || p.EDRPOU == p.Passport:
		return KindFOP
	}
	return KindCorporate
}

// DisplayName is a person's or organisation's name, fit to show.
func (p Person) DisplayName() string {
	for _, name := range []string{p.CommonName, p.Surname + " " + p.GivenName} {
		if text := DisplayText(name); text != "" {
			return text
		}
	}
	return p.DisplayOrganization()
}

// DisplayOrganization is the organisation's name, fit to show. Providers write
// «ФІЗИЧНА ОСОБА» in its place for a natural person, who has none.
func (p Person) DisplayOrganization() string {
	text := DisplayText(p.Organization)
	if strings.EqualFold(text, "фізична особа") {
		return ""
	}
	return text
}

// Codes lists every code that stands for the owner somewhere, in each of its
// written forms. Whoever signs one of these alone may sign himself in at
// services that take such a signature for a login.
func (p Person) Codes() []string {
	var codes []string
	for _, code := range []string{p.DRFO, p.EDRPOU, p.UNZR, p.Passport, p.PersonalCode, p.Serial} {
		if code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

func named(der []byte) Person {
	name, _ := ParseName(der)
	return Person{
		CommonName:         name.Value(OIDCommonName),
		Surname:            name.Value(OIDSurname),
		GivenName:          name.Value(OIDGivenName),
		Organization:       name.Value(OIDOrganization),
		OrganizationalUnit: name.Value(OIDOrganizationalUnit),
		Title:              name.Value(OIDTitle),
		Locality:           name.Value(OIDLocality),
		State:              name.Value(OIDState),
		Country:            name.Value(OIDCountry),
		Serial:             name.Value(OIDSerialNumber),
	}
}

func organizationIdentifier(der []byte) string {
	name, _ := ParseName(der)
	return name.Value(OIDOrganizationIdentifier)
}

// after is what follows a prefix, or empty without the prefix.
func after(s, prefix string) string {
	rest, found := strings.CutPrefix(strings.TrimSpace(s), prefix)
	if !found {
		return ""
	}
	return rest
}
