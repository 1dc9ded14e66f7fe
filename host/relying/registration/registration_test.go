// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registration_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/registration"
)

var (
	person = pki.Person{
		CommonName: "Тестова Оксана Іванівна", Surname: "Тестова", GivenName: "Оксана Іванівна", Organization: "ФІЗИЧНА ОСОБА",
		DRFO: "0000000017", PersonalCode: "0000000017", UNZR: "19000101-00017",
	}
	passport = pki.Person{Surname: "Зразкова", GivenName: "Марія", Passport: "ЯЯ000023", PersonalCode: "YaYa000023"}
	fop      = pki.Person{Surname: "Пробний", GivenName: "Петро", DRFO: "0000000030", PersonalCode: "0000000030", EDRPOU: "0000000030"}
	official = pki.Person{
		Surname: "Показова", GivenName: "Наталія Сергіївна", Title: "Директор", Organization: `ТОВ "ТЕСТОВІ РІШЕННЯ"`,
		DRFO: "0000000046", PersonalCode: "0000000046", EDRPOU: "00000055",
	}
	stamp  = pki.Person{Organization: `ТОВ "ТЕСТОВІ РІШЕННЯ"`, EDRPOU: "00000055", Stamp: true}
	nobody = pki.Person{Surname: "Невідома", GivenName: "Особа"}

	// What certificates hold but seldom.
	nobodysStamp    = pki.Person{Organization: "ПЕЧАТКА", PersonalCode: "0000000017", DRFO: "0000000017", Stamp: true}
	zeroPerson      = pki.Person{Surname: "Тестова", DRFO: "0000000000", PersonalCode: "0000000000"}
	zeroFirm        = pki.Person{Surname: "Тестова", DRFO: "0000000017", PersonalCode: "0000000017", EDRPOU: "00000000"}
	zeroStamp       = pki.Person{Organization: "ПЕЧАТКА", EDRPOU: "00000000", Stamp: true}
	fopStamp        = pki.Person{Organization: "ФОП ПРОБНИЙ", PersonalCode: "0000000030", DRFO: "0000000030", EDRPOU: "0000000030", Stamp: true}
	fopStampAlone   = pki.Person{Organization: "ФОП ПРОБНИЙ", EDRPOU: "0000000030"}
	passportFOPs    = pki.Person{Organization: "ФОП ЗРАЗКОВА", PersonalCode: "YaYa000023", Passport: "ЯЯ000023", EDRPOU: "ЯЯ000023", Stamp: true}
	worksForThatFOP = pki.Person{Surname: "Тестова", DRFO: "0000000017", PersonalCode: "0000000017", EDRPOU: "0000000030"}
)

func TestCheck(t *testing.T) {
	const natural, legal, nonResident = registration.Natural, registration.Legal, registration.NonResident
	for _, c := range []struct {
		name     string
		owner    pki.Person
		refusals map[registration.Category]registration.Reason
	}{
		{"a person", person, map[registration.Category]registration.Reason{legal: registration.NoOrganization}},
		{"a person with a passport instead of a code", passport, map[registration.Category]registration.Reason{legal: registration.NoOrganization}},
		{"a sole proprietor", fop, map[registration.Category]registration.Reason{legal: registration.SoleProprietor}},
		{"somebody of an organisation", official, map[registration.Category]registration.Reason{natural: registration.ForAnOrganization, nonResident: registration.ForAnOrganization}},
		{"a stamp", stamp, map[registration.Category]registration.Reason{natural: registration.Stamped, nonResident: registration.Stamped}},
		{"a certificate without codes", nobody, map[registration.Category]registration.Reason{natural: registration.NoCode, legal: registration.NoCode, nonResident: registration.NoCode}},
		{"a stamp without a code of its organisation", nobodysStamp, map[registration.Category]registration.Reason{natural: registration.NoCode, legal: registration.NoCode, nonResident: registration.NoCode}},
		{"a code of zeros", zeroPerson, map[registration.Category]registration.Reason{natural: registration.NoCode, legal: registration.NoCode, nonResident: registration.NoCode}},
		{"an organisation's code of zeros", zeroFirm, map[registration.Category]registration.Reason{natural: registration.ForAnOrganization, legal: registration.NoOrganization, nonResident: registration.ForAnOrganization}},
		{"a stamp's code of zeros", zeroStamp, map[registration.Category]registration.Reason{natural: registration.NoCode, legal: registration.NoCode, nonResident: registration.NoCode}},
		{"a sole proprietor's stamp", fopStamp, map[registration.Category]registration.Reason{natural: registration.Stamped, legal: registration.SoleProprietor, nonResident: registration.Stamped}},
		{"one with a single code", fopStampAlone, map[registration.Category]registration.Reason{natural: registration.Stamped, legal: registration.SoleProprietor, nonResident: registration.Stamped}},
		{"one of somebody without a РНОКПП", passportFOPs, map[registration.Category]registration.Reason{natural: registration.Stamped, legal: registration.SoleProprietor, nonResident: registration.Stamped}},
		{"somebody who works for a sole proprietor", worksForThatFOP, map[registration.Category]registration.Reason{natural: registration.ForAnOrganization, legal: registration.SoleProprietor, nonResident: registration.ForAnOrganization}},
	} {
		for _, category := range []registration.Category{natural, legal, nonResident} {
			err := registration.Check(category, c.owner)
			reason, refused := c.refusals[category]
			if !refused {
				assert.NoError(t, err, "%s as %s", c.name, category)
				continue
			}
			var why *registration.RefusedError
			require.ErrorAs(t, err, &why, "%s as %s", c.name, category)
			assert.Equal(t, registration.RefusedError{Category: category, Reason: reason}, *why)
		}
	}
	var why *registration.RefusedError
	require.ErrorAs(t, registration.Check("director", official), &why)
	assert.Equal(t, registration.UnknownCategory, why.Reason)
}

func apply(t *testing.T, c registration.Category, owner pki.Person) *registration.Application {
	t.Helper()
	a, err := registration.Apply(c, relying.Visitor{Person: owner})
	require.NoError(t, err)
	return a
}

func TestApplicationSaysWhatIsProven(t *testing.T) {
	const proven, stated, told = registration.Proven, registration.Stated, registration.Told
	for _, c := range []struct {
		name     string
		category registration.Category
		owner    pki.Person
		account  string
		data     []registration.Datum
	}{
		{"a person", registration.Natural, person, "natural:drfo:0000000017", []registration.Datum{
			{registration.Surname, "Тестова", proven, false}, {registration.GivenName, "Оксана Іванівна", proven, false},
			{registration.DRFO, "0000000017", proven, false}, {registration.UNZR, "19000101-00017", proven, false},
			{registration.Phone, "", told, false},
		}},
		{"a passport", registration.Natural, passport, "natural:passport:ЯЯ000023", []registration.Datum{
			{registration.Surname, "Зразкова", proven, false}, {registration.GivenName, "Марія", proven, false},
			{registration.Passport, "ЯЯ000023", proven, false}, {registration.Phone, "", told, false},
		}},
		{"an official, whose title proves nothing", registration.Legal, official, "legal:edrpou:00000055", []registration.Datum{
			{registration.Organization, `ТОВ "ТЕСТОВІ РІШЕННЯ"`, proven, false}, {registration.EDRPOU, "00000055", proven, false},
			{registration.Surname, "Показова", proven, false}, {registration.GivenName, "Наталія Сергіївна", proven, false},
			{registration.DRFO, "0000000046", proven, false}, {registration.Title, "Директор", stated, false},
			{registration.Phone, "", told, false},
		}},
		{"a stamp, which names nobody who acts", registration.Legal, stamp, "legal:edrpou:00000055", []registration.Datum{
			{registration.Organization, `ТОВ "ТЕСТОВІ РІШЕННЯ"`, proven, false}, {registration.EDRPOU, "00000055", proven, false},
			{registration.Surname, "", told, true}, {registration.GivenName, "", told, true}, {registration.Phone, "", told, false},
		}},
		{"a non-resident with a passport in the certificate", registration.NonResident, passport, "non-resident:passport:ЯЯ000023", []registration.Datum{
			{registration.Surname, "Зразкова", proven, false}, {registration.GivenName, "Марія", proven, false},
			{registration.Passport, "ЯЯ000023", proven, false}, {registration.Country, "", told, true},
			{registration.Document, "", told, false}, {registration.Phone, "", told, false},
		}},
		{"a certificate that names its owner in one text alone", registration.Natural, pki.Person{CommonName: "Тестова Оксана", DRFO: "0000000017", PersonalCode: "0000000017"},
			"natural:drfo:0000000017", []registration.Datum{
				{registration.Surname, "", told, true}, {registration.GivenName, "", told, true},
				{registration.DRFO, "0000000017", proven, false}, {registration.Phone, "", told, false},
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := apply(t, c.category, c.owner)
			assert.Equal(t, c.account, a.Account)
			assert.Equal(t, c.data, a.Data)
			assert.Equal(t, registration.Holder(c.owner), a.Holder)
		})
	}
	assert.NotEqual(t, apply(t, registration.Legal, official).Holder, apply(t, registration.Legal, stamp).Holder, "the same organisation")
	_, err := registration.Apply(registration.Legal, relying.Visitor{Person: person})
	var why *registration.RefusedError
	require.ErrorAs(t, err, &why)
}

func TestComplete(t *testing.T) {
	type told = map[registration.Field]string
	for _, c := range []struct {
		name  string
		told  told
		field registration.Field
		err   error
	}{
		{"nothing more", told{registration.Country: "Польща", registration.Document: "AB 123"}, "", nil},
		{"what the certificate says, again", told{registration.Country: "Польща", registration.Document: "AB 123", registration.DRFO: "0000000017"}, "", nil},
		{"spaces that a keyboard left", told{registration.Country: " Польща  ", registration.Document: "AB  123 "}, "", nil},
		{"spaces alone", told{registration.Country: "  ", registration.Document: "AB 123"}, registration.Country, registration.ErrMissing},
		{"no country", told{registration.Document: "AB 123"}, registration.Country, registration.ErrMissing},
		{"another's code", told{registration.Country: "Польща", registration.Document: "AB 123", registration.DRFO: "0000000023"}, registration.DRFO, registration.ErrContradicts},
		{"a code that is taken away", told{registration.Country: "Польща", registration.Document: "AB 123", registration.DRFO: ""}, registration.DRFO, registration.ErrContradicts},
		{"a field that nobody asked for", told{registration.EDRPOU: "00000055"}, registration.EDRPOU, registration.ErrUnfit},
		{"another line", told{registration.Country: "Польща\r\nBcc: a@b.c"}, registration.Country, registration.ErrUnfit},
		{"text turned around", told{registration.Country: "\u202eащьлоП"}, registration.Country, registration.ErrUnfit},
		{"too much text", told{registration.Country: longText()}, registration.Country, registration.ErrUnfit},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := apply(t, registration.NonResident, person)
			err := a.Complete(c.told)
			if c.err == nil {
				require.NoError(t, err)
				assert.Equal(t, "Польща", a.Value(registration.Country))
				assert.Equal(t, "AB 123", a.Value(registration.Document))
				return
			}
			require.ErrorIs(t, err, c.err)
			var wrong *registration.FieldError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, c.field, wrong.Field)
			assert.Empty(t, a.Value(registration.Document), "nothing was added")
		})
	}
	assert.Empty(t, apply(t, registration.Natural, person).Value(registration.EDRPOU))
}

func longText() string {
	text := make([]rune, registration.MaxTold+1)
	for i := range text {
		text[i] = 'я'
	}
	return string(text)
}
