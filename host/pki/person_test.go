// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/json"
	"path"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// directoryAttributes makes the extension with one text for each identifier.
func directoryAttributes(t testing.TB, codes map[string]string) pkix.Extension {
	t.Helper()
	type attribute struct {
		Type   asn1.ObjectIdentifier
		Values []string `asn1:"set"`
	}
	oids := map[string]asn1.ObjectIdentifier{
		"drfo": pki.OIDDRFO, "edrpou": pki.OIDEDRPOU, "unzr": pki.OIDUNZR, "user": pki.OIDUserCode,
	}
	var attributes []attribute
	for code, value := range codes {
		attributes = append(attributes, attribute{oids[code], []string{value}})
	}
	der, err := asn1.Marshal(attributes)
	require.NoError(t, err)
	return pkix.Extension{Id: pki.OIDSubjectDirectoryAttributes, Value: der}
}

func TestSubjectCodesAndKind(t *testing.T) {
	for _, c := range []struct {
		name  string
		codes map[string]string
		names []pkix.AttributeTypeAndValue
		stamp bool
		want  pki.Person
		kind  pki.Kind
	}{
		{name: "nobody", kind: pki.KindUnknown},
		{
			name: "a person", codes: map[string]string{"drfo": "1234567899", "unzr": "19900101-00005"},
			want: pki.Person{DRFO: "1234567899", PersonalCode: "1234567899", UNZR: "19900101-00005"}, kind: pki.KindPerson,
		},
		{
			name: "a sole proprietor", codes: map[string]string{"drfo": "1234567899", "edrpou": "1234567899"},
			want: pki.Person{DRFO: "1234567899", PersonalCode: "1234567899", EDRPOU: "1234567899"}, kind: pki.KindFOP,
		},
		{
			name: "somebody of an organisation", codes: map[string]string{"drfo": "1234567899", "edrpou": "12345678"},
			want: pki.Person{DRFO: "1234567899", PersonalCode: "1234567899", EDRPOU: "12345678"}, kind: pki.KindCorporate,
		},
		{
			name: "a stamp by its codes", codes: map[string]string{"edrpou": "12345678"},
			want: pki.Person{EDRPOU: "12345678"}, kind: pki.KindStamp,
		},
		{
			name: "a stamp by its usage", codes: map[string]string{"drfo": "1234567899", "edrpou": "1234567899"}, stamp: true,
			want: pki.Person{DRFO: "1234567899", PersonalCode: "1234567899", EDRPOU: "1234567899", Stamp: true}, kind: pki.KindStamp,
		},
		{
			name: "a passport of two letters", codes: map[string]string{"drfo": "YaYa999998"},
			want: pki.Person{Passport: "ЯЯ999998", PersonalCode: "YaYa999998"}, kind: pki.KindPerson,
		},
		{
			name: "a passport in Cyrillic", codes: map[string]string{"drfo": "КС123456"},
			want: pki.Person{Passport: "КС123456", PersonalCode: "КС123456"}, kind: pki.KindPerson,
		},
		{
			name: "a series that could be read two ways", codes: map[string]string{"drfo": "CH123456"},
			want: pki.Person{Passport: "CH123456", PersonalCode: "CH123456"}, kind: pki.KindPerson,
		},
		{
			name: "a code of no known shape", codes: map[string]string{"drfo": "abc123456"},
			want: pki.Person{DRFO: "abc123456", PersonalCode: "abc123456"}, kind: pki.KindPerson,
		},
		{
			name: "a passport card", codes: map[string]string{"drfo": "123456789"},
			want: pki.Person{Passport: "123456789", PersonalCode: "123456789"}, kind: pki.KindPerson,
		},
		{
			name: "a user code instead", codes: map[string]string{"user": "1234567899"},
			want: pki.Person{DRFO: "1234567899", PersonalCode: "1234567899"}, kind: pki.KindPerson,
		},
		{name: "a user code that is none", codes: map[string]string{"user": "0", "edrpou": "12345678"}, want: pki.Person{EDRPOU: "12345678"}, kind: pki.KindStamp},
		{
			name: "codes in the name",
			names: []pkix.AttributeTypeAndValue{
				{Type: pki.OIDSerialNumber, Value: "TINUA-1234567899"}, {Type: pki.OIDOrganizationIdentifier, Value: "NTRUA-12345678"},
			},
			want: pki.Person{Serial: "TINUA-1234567899", DRFO: "1234567899", PersonalCode: "1234567899", EDRPOU: "12345678"},
			kind: pki.KindCorporate,
		},
		{
			name: "attributes before the name", codes: map[string]string{"drfo": "1234567899"},
			names: []pkix.AttributeTypeAndValue{{Type: pki.OIDSerialNumber, Value: "TINUA-9999999999"}},
			want:  pki.Person{Serial: "TINUA-9999999999", DRFO: "1234567899", PersonalCode: "1234567899"}, kind: pki.KindPerson,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			cert := issue(t, nil, "", func(cert *x509.Certificate) {
				leaf(cert)
				cert.Subject = pkix.Name{ExtraNames: c.names}
				if c.codes != nil {
					cert.ExtraExtensions = []pkix.Extension{directoryAttributes(t, c.codes)}
				}
				if c.stamp {
					cert.UnknownExtKeyUsage = []asn1.ObjectIdentifier{pki.OIDStamp}
				}
			}).cert
			got := pki.Subject(cert)
			assert.Equal(t, c.want, got)
			assert.Equal(t, c.kind, got.Kind())
			for _, code := range []string{got.DRFO, got.EDRPOU, got.UNZR, got.Passport, got.PersonalCode} {
				assert.True(t, code == "" || strings.Contains(strings.Join(got.Codes(), " "), code), code)
			}
		})
	}
}

func TestDisplayName(t *testing.T) {
	for _, c := range []struct {
		person pki.Person
		want   string
	}{
		{pki.Person{CommonName: "Іваненко\u202e Іван\n"}, "Іваненко Іван"},
		{pki.Person{CommonName: "\u200b", Surname: "Іваненко", GivenName: "Іван Іванович"}, "Іваненко Іван Іванович"},
		{pki.Person{Organization: "ТОВ"}, "ТОВ"},
		{pki.Person{}, ""},
	} {
		assert.Equal(t, c.want, c.person.DisplayName())
	}
}

// TestRealCertificates holds the reader against the facts that two other
// programs gave of real certificates.
func TestRealCertificates(t *testing.T) {
	var expected map[string]struct {
		Subject  map[string]string
		IssuerCN string
		KeyUsage []string
		EKU      []string
		SDA      []struct{ Type, Value string }
		QC       []string
		SKI      string
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "pki/certificates.expected.json"), &expected))
	for name, want := range expected {
		t.Run(path.Base(name), func(t *testing.T) {
			cert, err := pki.ParseCertificate(interop.Read(t, "pki/"+name))
			if want.SKI == "" || strings.HasSuffix(name, "PB/root_certificate.cer") {
				require.Error(t, err, "a broken certificate")
				return
			}
			require.NoError(t, err)
			subject := pki.Subject(cert)
			for attribute, got := range map[string]string{
				"CN": subject.CommonName, "SN": subject.Surname, "G": subject.GivenName, "O": subject.Organization,
				"OU": subject.OrganizationalUnit, "TITLE": subject.Title, "L": subject.Locality, "S": subject.State,
				"C": subject.Country, "SERIALNUMBER": subject.Serial,
			} {
				assert.Equal(t, want.Subject[attribute], got, attribute)
			}
			assert.Equal(t, want.IssuerCN, pki.Issuer(cert).CommonName)
			codes := map[string]string{}
			for _, attribute := range want.SDA {
				codes[attribute.Type] = attribute.Value
			}
			assert.Equal(t, codes[pki.OIDDRFO.String()], subject.PersonalCode)
			if edrpou := codes[pki.OIDEDRPOU.String()]; edrpou != "" {
				assert.Equal(t, edrpou, subject.EDRPOU)
			}
			assert.Equal(t, codes[pki.OIDUNZR.String()], subject.UNZR)
			checkProfile(t, cert, want.KeyUsage, want.EKU, want.QC)
		})
	}
}

func TestDisplayOrganization(t *testing.T) {
	for organization, want := range map[string]string{
		"":                       "",
		"ФІЗИЧНА ОСОБА":          "",
		"Фізична особа":          "",
		" фізична\u202e  особа ": "",
		"ТОВ «ФІЗИЧНА ОСОБА»":    "ТОВ «ФІЗИЧНА ОСОБА»",
		"Фізична особа-підприємець Дія": "Фізична особа-підприємець Дія",
	} {
		person := pki.Person{Organization: organization}
		assert.Equal(t, want, person.DisplayOrganization(), organization)
		assert.Equal(t, want, person.DisplayName(), "the last resort for a name: %s", organization)
	}
}

func checkProfile(t *testing.T, cert *x509.Certificate, usage, eku, qc []string) {
	t.Helper()
	has := func(list []string, one string) bool {
		return strings.Contains(" "+strings.Join(list, " ")+" ", " "+one+" ")
	}
	server := has(eku, "1.3.6.1.5.5.7.3.8") || has(eku, "1.3.6.1.5.5.7.3.9") || has(eku, pki.OIDCMPServer.String())
	if len(usage) > 0 { // a few old test certificates have an empty bit string
		assert.Equal(t, has(usage, "digitalSignature") && !server, pki.CanSign(cert))
		assert.Equal(t, has(usage, "keyAgreement") && !server, pki.CanAgree(cert))
		assert.Equal(t, has(usage, "keyCertSign"), pki.IsCA(cert))
	}
	assert.Equal(t, has(eku, pki.OIDStamp.String()), pki.IsStamp(cert))
	want := pki.NotQualified
	if has(qc, pki.OIDQCCompliance.String()) {
		want = pki.AES
		if has(qc, pki.OIDQCSSCD.String()) {
			want = pki.QES
		}
	}
	assert.Equal(t, want, pki.Qualified(cert))
}
