// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestClassesHaveTheFieldsThatPagesKnow compares what is answered with the table
// of the vendor's classes.
func TestClassesHaveTheFieldsThatPagesKnow(t *testing.T) {
	var classes map[string]struct {
		ClassVersion int
		Fields       map[string]string
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "iit-protocol/transferable-classes.json"), &classes))
	c := authorities.Subscriber(testpki.Director).SignCert
	for class, o := range map[string]object{
		classOwnerInfo:         owner(c).object(),
		classCertificateInfo:   info(c),
		classCertificateInfoEx: infoEx(c),
		classCertificate:       certificateObject(c),
		classTimeInfo:          newTimeInfo(timeInfo{}),
		classSignInfo:          signInfo{}.object(),
		classSenderInfo:        signInfo{}.sender(),
	} {
		text, err := json.Marshal(o)
		require.NoError(t, err)
		var got struct{ ClassFields map[string]json.RawMessage }
		require.NoError(t, json.Unmarshal(text, &got))
		var names, want []string
		for name, value := range got.ClassFields {
			names = append(names, name)
			first := map[string]string{"string": `"`, "byteArray": `"`, "boolean": "tf", "long": "0123456789", "int": "0123456789", "number": "0123456789", "time": `"n`}
			if allowed, plain := first[classes[class].Fields[name]]; plain {
				assert.Contains(t, allowed, string(value[0]), "%s.%s", class, name)
			}
		}
		for name := range classes[class].Fields {
			want = append(want, name)
		}
		assert.ElementsMatch(t, want, names, class)
		assert.Equal(t, classes[class].ClassVersion, o.Version, class)
	}
}

func TestWhatACertificateSays(t *testing.T) {
	p, town := newReader(t)
	director := town.Subscriber(testpki.Director)
	person := pki.Subject(director.SignCert)

	sign := p.fieldsOf(classCertificateInfoEx, p.does("ParseCertificateEx", byteArray(director.SignCert.Raw)))
	assert.Equal(t, true, sign["isFilled"])
	assert.Equal(t, person.CommonName, sign["subjCN"])
	assert.Equal(t, person.EDRPOU, sign["subjEDRPOUCode"])
	assert.Equal(t, person.DRFO, sign["subjDRFOCode"])
	assert.Equal(t, person.Surname+" "+person.GivenName, sign["subjFullName"])
	assert.Equal(t, pki.Issuer(director.SignCert).CommonName, sign["issuerCN"])
	assert.Equal(t, "ЕЦП, Неспростовність", sign["keyUsage"])
	assert.EqualValues(t, 3, sign["keyUsageType"])
	assert.EqualValues(t, keyDSTU, sign["publicKeyType"])
	assert.EqualValues(t, 264, sign["publicKeyBits"])
	assert.Regexp(t, `^([0-9A-F]{2} ){33}$`, sign["publicKey"])
	assert.Regexp(t, `^([0-9A-F]{2} ){32}$`, sign["publicKeyID"])
	assert.Regexp(t, `^([0-9A-F]{2})+$`, sign["serial"])
	assert.Equal(t, true, sign["isPowerCert"])
	assert.Equal(t, true, sign["isQSCD"])
	assert.EqualValues(t, subjectUser, sign["subjType"])
	assert.Equal(t, jsonOf(t, moment(director.SignCert.NotBefore)), jsonOf(t, sign["certBeginTime"]))
	assert.NotEmpty(t, sign["OCSPAccessInfo"])
	assert.NotEmpty(t, sign["TSPAccessInfo"])
	assert.NotEmpty(t, sign["crlDistribPoint1"])
	assert.NotEmpty(t, sign["crlDistribPoint2"])

	agree := p.fieldsOf(classCertificateInfo, p.does("ParseCertificate", byteArray(director.AgreeCert.Raw)))
	assert.Equal(t, "Протоколи розподілу ключів", agree["keyUsage"], "pages compare the words")
	assert.Equal(t, false, agree["isECDHPublicKeyAvail"])

	stamp := p.fieldsOf(classCertificateInfoEx, p.does("ParseCertificateEx", byteArray(town.Subscriber(testpki.Stamp).SignCert.Raw)))
	assert.Contains(t, stamp["extKeyUsages"], "1.2.804.2.1.1.1.3.9", "pages look for that of a stamp")
	ecdsa := p.fieldsOf(classCertificateInfoEx, p.does("ParseCertificateEx", byteArray(town.Subscriber(testpki.ECDSAPerson).SignCert.Raw)))
	assert.EqualValues(t, keyECDSA, ecdsa["publicKeyType"])
	assert.EqualValues(t, 256, ecdsa["publicKeyBits"])
	assert.EqualValues(t, usageNonRepudiation, ecdsa["keyUsageType"])
	rsa := p.fieldsOf(classCertificateInfoEx, p.does("ParseCertificateEx", byteArray(town.Subscriber(testpki.RSAPerson).SignCert.Raw)))
	assert.EqualValues(t, keyRSA, rsa["publicKeyType"])
	assert.Equal(t, "01 00 01 ", rsa["RSAExponent"])
	assert.Equal(t, false, rsa["isQSCD"])
	root := p.fieldsOf(classCertificateInfoEx, p.does("ParseCertificateEx", byteArray(director.Chain[len(director.Chain)-1].Raw)))
	assert.EqualValues(t, subjectCA, root["subjType"])
	assert.Equal(t, true, root["isSubjCA"])

	assert.Equal(t, codeBadCertificate, p.codeOf("ParseCertificate", byteArray([]byte("0"))))
	assert.Equal(t, codeBadParameter, p.codeOf("ParseCertificate", b64(director.SignCert.Raw)), "certificates are objects")
}

// TestNamesAsServicesPublishThem is against what a service that runs the vendor's
// library publishes of the very kind of certificate.
func TestNamesAsServicesPublishThem(t *testing.T) {
	c, err := pki.ParseCertificates(interop.Read(t, "dps/EK_S_NEW_2023_1.pem"))
	require.NoError(t, err)
	o := owner(c[0])
	assert.Regexp(t, `^O=[^;]+;(OU=[^;]+;)?CN=[^;]+;Serial=UA-[^;]+;C=UA;L=[^;]+(;OI=[^;]+)?$`, o.Issuer)
	assert.Regexp(t, `^O=.+;CN=.+;Serial=[^;]+;C=UA;L=[^;]+`, o.Subject)
	assert.NotEmpty(t, o.SubjEDRPOU)
}

func TestCertificatesOfHostilePeople(t *testing.T) {
	hostile := authorities.Subscriber(testpki.Hostile).SignCert
	text, err := json.Marshal(infoEx(hostile))
	require.NoError(t, err)
	assert.True(t, json.Valid(text))
	assert.Equal(t, pki.Subject(hostile).CommonName, owner(hostile).SubjCN, "as it stands: pages compare it")
}

// TestStore: what the page supplied is found by what was told of it.
func TestStore(t *testing.T) {
	p, town := newReader(t)
	director, person := town.Subscriber(testpki.Director), town.Subscriber(testpki.Person)
	all := slices.Concat(town.Certificates(), person.Certificates(), director.Certificates())
	bundle, err := pki.MarshalCertificates(all)
	require.NoError(t, err)

	assert.EqualValues(t, 0, said[int](p, p.does("GetCertificatesCount", 0, 0)))
	p.does("SaveCertificates", byteArray(bundle))
	users := said[int](p, p.does("GetCertificatesCount", subjectUser, 0))
	assert.Equal(t, 4, users)
	for i := range users {
		p.fieldsOf(classOwnerInfo, p.does("EnumCertificates", subjectUser, 0, i))
	}
	assert.Equal(t, codeEndOfEnum, p.codeOf("EnumCertificates", subjectUser, 0, users))
	assert.Len(t, said[[]any](p, p.does("GetCertificates", subjectUser, 0)), users)

	told := owner(director.SignCert)
	assert.Equal(t, director.SignCert.Raw, p.asOctets(p.does("GetCertificate", told.Issuer, told.Serial)))
	assert.Equal(t, told.SubjCN, p.fieldsOf(classCertificateInfoEx, p.does("GetCertificateInfoEx", told.Issuer, told.Serial))["subjCN"])
	assert.Equal(t, told.SubjCN, p.fieldsOf(classCertificateInfo, p.does("GetCertificateInfo", told.Issuer, told.Serial))["subjCN"])
	assert.Equal(t, codeCertNotFound, p.codeOf("GetCertificate", told.Issuer, "00"))
	assert.Equal(t, codeCertNotFound, p.codeOf("GetCertificate", "CN=another", told.Serial))

	print := fingerprint(person.SignCert)
	assert.Equal(t, person.SignCert.Raw, p.asOctets(p.does("GetCertificateByFingerprint", print)))
	assert.Len(t, said[[]any](p, p.does("GetCertificatesByEDRPOUAndDRFOCode", told.SubjEDRPOU, told.SubjDRFO)), 2)
	assert.Equal(t, codeCertNotFound, p.codeOf("GetCertificatesByEDRPOUAndDRFOCode", "99999999", ""))
	assert.Equal(t, codeBadParameter, p.codeOf("GetCertificatesByEDRPOUAndDRFOCode", "", ""))
}

func TestCheckCertificate(t *testing.T) {
	p, town := newReader(t)
	check := func(name string) Code {
		return p.codeOf("CheckCertificate", byteArray(town.Subscriber(name).SignCert.Raw))
	}
	for name, want := range map[string]Code{
		testpki.Person:  codeNone,
		testpki.Expired: codeCertTime,
		testpki.NotYet:  codeCertTime,
		testpki.Foreign: codeBadCertificate,
		testpki.Revoked: codeCertRevoked,
	} {
		assert.Equal(t, want, check(name), name)
	}
	c := town.Subscriber(testpki.Foreign)
	p.does("SaveCertificatesEx", byteArray(c.SignCert.Raw), byteArray(c.Chain[len(c.Chain)-1].Raw))
	assert.Equal(t, codeBadCertificate, check(testpki.Foreign), "a root from the page is none")
}
