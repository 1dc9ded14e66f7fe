// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto/x509"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
)

// The subscribers. All but those of the second infrastructure have a signing
// key on the curve of m = 257 and a twin for key agreement on that of m = 431.
const (
	Person   = "person"   // КЕП, РНОКПП and УНЗР
	Passport = "passport" // КЕП, a person who refused a РНОКПП; a certificate of an older form
	FOP      = "fop"      // УЕП, both codes alike
	Director = "director" // КЕП, both codes
	Stamp    = "stamp"    // КЕП, an organisation's
	Kupyna   = "kupyna"   // КЕП, certificates signed with Kupyna-256, identifiers by it
	Hostile  = "hostile"  // УЕП, names that try to mislead whoever shows them

	ECDSAPerson = "ecdsa-person" // КЕП, P-256, РНОКПП in the name only, nonRepudiation only
	RSAPerson   = "rsa-person"   // УЕП, RSA-2048
	ECDSALogin  = "ecdsa-login"  // ECDSAPerson's key to sign in with, P-256, digitalSignature only

	Expired  = "expired"   // since a year
	NotYet   = "not-yet"   // for another month
	Foreign  = "foreign"   // of a root that is not trusted
	SelfMade = "self-made" // the director's name and codes, signed by nobody but itself

	Revoked = "revoked" // since a week, the key was lost
	OnHold  = "on-hold" // since a week, may be lifted

	Accountant = "accountant"  // КЕП, both codes, of the director's organisation
	Neighbour  = "neighbour"   // КЕП, both codes, the director of another organisation
	TaxService = "tax-service" // УЕП, the gateway that takes reports, and signs receipts
)

// A holder is what a subscriber's certificates say.
type holder struct {
	name    string
	domain  string
	key     keyKind
	subject distinguishedName
	codes   []attribute
	email   string

	usage     x509.KeyUsage // of the signing certificate; 0 is the usual two bits
	qualified pki.Qualification
	legal     bool
	stamp     bool
	kupyna    bool
	curve     curveForm // how the keys say their curve
	aged      bool      // statements on qualification are critical, as in certificates until 2019
	selfMade  bool
	revoked   crl.Reason // a week ago; Unspecified is not revoked

	start int // days from the day of issue; the certificate is good for two years
}

const (
	usualStart  = -30
	pastStart   = -3 * 365
	futureStart = 30
)

var people = []holder{
	{
		name: Person, domain: national, qualified: pki.QES, start: usualStart,
		subject: natural("Тестова", "Оксана Іванівна", "1000017"),
		codes:   []attribute{{pki.OIDDRFO, "0000000017"}, {pki.OIDUNZR, "19000101-00017"}},
		email:   "oksana@pidpys.test",
	},
	{
		name: Passport, domain: national, qualified: pki.QES, start: usualStart, curve: namedWithTable, aged: true,
		subject: natural("Зразкова", "Марія Павлівна", "1000023"),
		codes:   []attribute{{pki.OIDDRFO, "YaYa000023"}},
	},
	{
		name: FOP, domain: national, qualified: pki.AES, start: usualStart, curve: named,
		subject: natural("Пробний", "Петро Олексійович", "1000030"),
		codes:   []attribute{{pki.OIDDRFO, "0000000030"}, {pki.OIDEDRPOU, "0000000030"}},
	},
	{
		name: Director, domain: national, qualified: pki.QES, start: usualStart,
		subject: ours.official("Директор", "Показова", "Наталія Сергіївна", "1000046"),
		codes:   []attribute{{pki.OIDDRFO, "0000000046"}, {pki.OIDEDRPOU, ours.edrpou}},
	},
	{
		name: Stamp, domain: national, qualified: pki.QES, start: usualStart, stamp: true, legal: true,
		subject: ours.stamp("1000055"),
		codes:   []attribute{{pki.OIDEDRPOU, ours.edrpou}},
	},
	{
		name: Kupyna, domain: national, qualified: pki.QES, start: usualStart, kupyna: true,
		subject: natural("Купина", "Богдан Тарасович", "1000052"),
		codes:   []attribute{{pki.OIDDRFO, "0000000052"}, {pki.OIDUNZR, "19000101-00052"}},
	},
	{
		name: Hostile, domain: national, qualified: pki.AES, start: usualStart,
		subject: distinguishedName{
			{pki.OIDOrganization, `"><img src=x onerror=alert(1)>` + "\u2028КЕП"},
			{pki.OIDCommonName, "Тестова \u202eанаскО\u202c\r\nперевірено\u0007 \u200b\u2066\"'`$(id)"},
			{pki.OIDSurname, "Тестова\x1b[2J"},
			{pki.OIDGivenName, "\u202eанвінавІ анаскО"},
			{pki.OIDSerialNumber, "1000069"},
			{pki.OIDCountry, "UA"},
		},
		codes: []attribute{{pki.OIDDRFO, "0000000069"}},
	},
	{
		name: ECDSAPerson, domain: european, key: keyP256, qualified: pki.QES, start: usualStart,
		usage:   x509.KeyUsageContentCommitment,
		subject: latin("Testovyi", "Andrii", "TINUA-0000000075"),
		codes:   []attribute{{pki.OIDUNZR, "19000101-00075"}},
	},
	{
		name: RSAPerson, domain: european, key: keyRSA, qualified: pki.AES, start: usualStart,
		subject: latin("Probna", "Iryna", "TINUA-0000000081"),
	},
	{
		name: Expired, domain: national, qualified: pki.QES, start: pastStart,
		subject: natural("Минула", "Ганна Юріївна", "1000098"),
		codes:   []attribute{{pki.OIDDRFO, "0000000098"}},
	},
	{
		name: NotYet, domain: national, qualified: pki.QES, start: futureStart,
		subject: natural("Майбутній", "Остап Юрійович", "1000105"),
		codes:   []attribute{{pki.OIDDRFO, "0000000105"}},
	},
	{
		name: Foreign, domain: foreign, qualified: pki.QES, start: usualStart,
		subject: natural("Тестова", "Оксана Іванівна", "1000017"),
		codes:   []attribute{{pki.OIDDRFO, "0000000017"}, {pki.OIDUNZR, "19000101-00017"}},
	},
	{
		name: SelfMade, domain: national, qualified: pki.QES, start: usualStart, selfMade: true,
		subject: ours.official("Директор", "Показова", "Наталія Сергіївна", "1000046"),
		codes:   []attribute{{pki.OIDDRFO, "0000000046"}, {pki.OIDEDRPOU, ours.edrpou}},
	},
	{
		name: Revoked, domain: national, qualified: pki.QES, start: usualStart, revoked: crl.KeyCompromise,
		subject: natural("Відклична", "Лідія Романівна", "1000112"),
		codes:   []attribute{{pki.OIDDRFO, "0000000112"}},
	},
	{
		name: OnHold, domain: european, key: keyP256, qualified: pki.QES, start: usualStart, revoked: crl.CertificateHold,
		subject: latin("Pryzupynenyi", "Pavlo", "TINUA-0000000129"),
	},
	{
		name: ECDSALogin, domain: european, key: keyP256, start: usualStart,
		usage:   x509.KeyUsageDigitalSignature,
		subject: latin("Testovyi", "Andrii", "TINUA-0000000075"),
		codes:   []attribute{{pki.OIDUNZR, "19000101-00075"}},
	},
	{
		name: Accountant, domain: national, qualified: pki.QES, start: usualStart,
		subject: ours.official("Головний бухгалтер", "Облікова", "Тетяна Василівна", "1000140"),
		codes:   []attribute{{pki.OIDDRFO, "0000000140"}, {pki.OIDEDRPOU, ours.edrpou}},
	},
	{
		name: Neighbour, domain: national, qualified: pki.QES, start: usualStart,
		subject: others.official("Директор", "Сусідній", "Ігор Степанович", "1000157"),
		codes:   []attribute{{pki.OIDDRFO, "0000000157"}, {pki.OIDEDRPOU, others.edrpou}},
	},
	{
		// As those of the real service: no stamp by its statements, and nobody's own.
		name: TaxService, domain: national, qualified: pki.AES, start: usualStart, legal: true,
		subject: gateway.stamp("1000161"),
		codes:   []attribute{{pki.OIDEDRPOU, TaxServiceEDRPOU}},
	},
}

func natural(surname, given, number string) distinguishedName {
	return distinguishedName{
		{pki.OIDOrganization, "ФІЗИЧНА ОСОБА"},
		{pki.OIDCommonName, surname + " " + given},
		{pki.OIDSurname, surname},
		{pki.OIDGivenName, given},
		{pki.OIDSerialNumber, number},
		{pki.OIDCountry, "UA"},
		{pki.OIDLocality, "Київ"},
	}
}

func latin(surname, given, number string) distinguishedName {
	return distinguishedName{
		{pki.OIDCommonName, surname + " " + given},
		{pki.OIDSurname, surname},
		{pki.OIDGivenName, given},
		{pki.OIDSerialNumber, number},
		{pki.OIDCountry, "UA"},
	}
}

// TaxServiceEDRPOU is the code in the certificates of [TaxService].
const TaxServiceEDRPOU = "00000061"

// An organization is one whose people and stamp have certificates.
type organization struct{ name, edrpou string }

var (
	ours   = organization{`ТОВ "ТЕСТОВІ РІШЕННЯ"`, "00000055"}
	others = organization{`ТОВ "СУСІДНІ СПРАВИ"`, "00000068"}

	gateway = organization{`Податкова служба (ТЕСТ). "ОТРИМАНО"`, TaxServiceEDRPOU}
)

// official is somebody who leads it.
func (o organization) official(title, surname, given, number string) distinguishedName {
	return distinguishedName{
		{pki.OIDOrganization, o.name},
		{pki.OIDOrganizationalUnit, "Керівництво"},
		{pki.OIDTitle, title},
		{pki.OIDCommonName, surname + " " + given},
		{pki.OIDSurname, surname},
		{pki.OIDGivenName, given},
		{pki.OIDSerialNumber, number},
		{pki.OIDCountry, "UA"},
		{pki.OIDLocality, "Київ"},
		{pki.OIDOrganizationIdentifier, "NTRUA-" + o.edrpou},
	}
}

func (o organization) stamp(number string) distinguishedName {
	return distinguishedName{
		{pki.OIDOrganization, o.name},
		{pki.OIDCommonName, o.name},
		{pki.OIDSerialNumber, number},
		{pki.OIDCountry, "UA"},
		{pki.OIDLocality, "Київ"},
		{pki.OIDOrganizationIdentifier, "NTRUA-" + o.edrpou},
	}
}
