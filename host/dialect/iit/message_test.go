// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestLevels tells what holds, not what there seems to be.
func TestLevels(t *testing.T) {
	p, town := newReader(t)
	for level, want := range map[cades.Level]int{cades.LevelBB: signBES, cades.LevelBT: signT, cades.LevelBLT: signXLong} {
		for _, detached := range []bool{false, true} {
			message := b64(signedBy(t, town, testpki.Person, level, cades.Signer{Detached: detached}))
			assert.Equal(t, want, said[int](p, p.does("GetSignType", 0, message)), "%s, detached %v", level, detached)
			times := p.fieldsOf(classTimeInfo, p.does("GetSignTimeInfo", 0, message))
			assert.Equal(t, level != cades.LevelBB, times["isTimeStamp"], "%s, detached %v", level, detached)
			assert.Equal(t, level != cades.LevelBB, times["isSignTimeStampAvail"], "%s, detached %v", level, detached)
		}
	}
	who := town.Subscriber(testpki.Person)
	stamped := town.Sign(t, town.Augmenter(who), who, cades.Signer{Chain: who.Chain}, paper, cades.LevelBT)
	other := town.Sign(t, town.Augmenter(who), who, cades.Signer{Chain: who.Chain}, paper, cades.LevelBB)
	other.SignerInfos[0].UnsignedAttrs = stamped.SignerInfos[0].UnsignedAttrs
	message, err := other.Marshal(paper)
	require.NoError(t, err)
	assert.Equal(t, signBES, said[int](p, p.does("GetSignType", 0, b64(message))), "the stamp is of another signature")
	assert.Equal(t, false, p.fieldsOf(classTimeInfo, p.does("GetSignTimeInfo", 0, b64(message)))["isSignTimeStampAvail"])
}

func TestSigners(t *testing.T) {
	p, town := newReader(t)
	who := town.Subscriber(testpki.Director)
	message := b64(signedBy(t, town, testpki.Director, cades.LevelBB, cades.Signer{}))
	context := handleArg(classContext, p.handle(p.does("CtxCreate")))
	told := p.fieldsOf(classCertificate, p.does("CtxGetSignerInfo", context, 0, message))
	assert.Equal(t, b64(who.SignCert.Raw), told["data"])
	assert.Equal(t, codeBadParameter, p.codeOf("CtxGetSignerInfo", handleArg(classContext, "00"), 0, message))
	assert.Equal(t, codeBadParameter, p.codeOf("GetSignerInfo", 1, message))
	assert.Equal(t, codeBadParameter, p.codeOf("GetSignType", 1, message))
	for _, method := range []string{"GetSignerInfo", "GetSignerCertificate", "GetSignTimeInfo", "GetSignType", "GetCertificateFromSignedData"} {
		assert.Equal(t, codeFormats, p.codeOf(method, 0, b64([]byte{0x30, 0x80})), method)
	}
}

func TestWhatAMessageIs(t *testing.T) {
	p, town := newReader(t)
	signed := signedBy(t, town, testpki.Person, cades.LevelBB, cades.Signer{Detached: true})
	assert.True(t, said[bool](p, p.does("IsSigned", byteArray(signed))))
	assert.False(t, said[bool](p, p.does("IsSigned", byteArray(paper))))
	assert.False(t, said[bool](p, p.does("IsEnveloped", byteArray(signed))))
	assert.False(t, said[bool](p, p.does("IsDataInSignedDataAvailable", b64(signed))))
	assert.Equal(t, codeFormats, p.codeOf("GetDataFromSignedData", b64(signed)))
	assert.Equal(t, codeFormats, p.codeOf("GetSignsCount", b64(paper)))
	enveloped := interop.Read(t, "envelopes/iit_envelop_unsigned_to_director.p7e")
	assert.True(t, said[bool](p, p.does("IsEnveloped", byteArray(enveloped))))
	assert.False(t, said[bool](p, p.does("IsSigned", byteArray(enveloped))))
}

func TestIsAlreadySigned(t *testing.T) {
	p, town := newReader(t)
	p.desk.who = town.Subscriber(testpki.Person)
	mine := b64(signedBy(t, town, testpki.Person, cades.LevelBB, cades.Signer{}))
	other := b64(signedBy(t, town, testpki.Director, cades.LevelBB, cades.Signer{}))
	assert.Equal(t, codeBadCertificate, p.codeOf("IsAlreadySigned", mine), "no key was read")
	p.does("ReadPrivateKey")
	assert.True(t, said[bool](p, p.does("IsAlreadySigned", mine)))
	assert.False(t, said[bool](p, p.does("IsAlreadySigned", other)))
}

// FuzzMessages: nothing that a page sends hurts. What is verified has fuzz tests of
// its own, in package validation.
func FuzzMessages(f *testing.F) {
	message, err := authorities.Subscriber(testpki.ECDSAPerson).Sign(cades.Signer{SigningTime: clock()}, paper)
	require.NoError(f, err)
	f.Add(message, 0)
	f.Add(message[:len(message)/2], 0)
	f.Add([]byte{0x30, 0x80}, -1)
	f.Add([]byte("TRANSPORTABLE\x00\x0E\x00\x00\x00CERTYPE=UA1\r\n\x00UA1_SIGN\x00\x00\x00\x00\x00"), 1)
	p := newPage(f)
	f.Fuzz(func(t *testing.T, message []byte, i int) {
		p.t = t
		for _, method := range []string{"GetSignerInfo", "GetCertificateFromSignedData"} {
			p.call(method, i%3, b64(message))
		}
		for _, method := range []string{"GetSignsCount", "IsSigned", "IsEnveloped", "GetDataFromSignedData", "ParseCryptoHeader", "ParseTransportHeader"} {
			p.call(method, b64(message))
		}
		p.call("ParseCertificateEx", byteArray(message))
		p.call("EnumJKSPrivateKeys", byteArray(message), i%3)
	})
}

// FuzzCertificates: a certificate that can be read can be told, however odd.
func FuzzCertificates(f *testing.F) {
	f.Add(authorities.Subscriber(testpki.Director).SignCert.Raw)
	f.Add(authorities.Subscriber(testpki.ECDSAPerson).SignCert.Raw)
	f.Fuzz(func(t *testing.T, der []byte) {
		c, err := pki.ParseCertificate(der)
		if err != nil {
			return
		}
		jsonOf(t, infoEx(c))
		jsonOf(t, info(c))
	})
}
