// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/internal/quoted"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
)

var paper = []byte("Договір № 7")

// signedBy is a message of a level over paper.
func signedBy(t testing.TB, town *cadestest.Town, name string, level cades.Level, signer cades.Signer) []byte {
	t.Helper()
	who := town.Subscriber(name)
	if signer.Chain == nil {
		signer.Chain = who.Chain
	}
	return cadestest.Marshal(t, town.Sign(t, town.Augmenter(who), who, signer, paper, level), paper)
}

func TestVerifyInside(t *testing.T) {
	p, town := newReader(t)
	message := b64(signedBy(t, town, testpki.Director, cades.LevelBT, cades.Signer{}))
	for method, params := range map[string][]any{
		"VerifyInternal":             {message, false},
		"VerifySpecificInternal":     {message, 0, false},
		"VerifyDataInternalOnTimeEx": {message, 0, nil, false, false, nil},
	} {
		told := p.fieldsOf(classSignInfo, p.does(method, params...))
		assert.Equal(t, b64(paper), told["data"], method)
		assert.Equal(t, owner(town.Subscriber(testpki.Director).SignCert).SubjDRFO, within(told, "ownerInfo")["subjDRFOCode"], method)
		times := within(told, "timeInfo")
		assert.Equal(t, []any{true, true, true}, []any{times["isTimeAvail"], times["isTimeStamp"], times["isSignTimeStampAvail"]}, method)
	}
	p.does("VerifyInternal", byteArray(signedBy(t, town, testpki.Person, cades.LevelBB, cades.Signer{})))
	assert.Equal(t, codeBadParameter, p.codeOf("VerifySpecificInternal", message, 1, false))
	assert.Equal(t, codeBadParameter, p.codeOf("VerifySpecificInternal", message, -1, false))
	assert.Equal(t, codeFormats, p.codeOf("VerifyInternal", b64([]byte("no message")), false))
	assert.Equal(t, codeBadParameter, p.codeOf("VerifyInternal", "no base64", false))
}

// beside runs every method that takes a content beside the signature.
func (p *page) beside(signature, content []byte) map[string]Code {
	p.t.Helper()
	codes := map[string]Code{
		"Verify":             p.codeOf("Verify", b64(signature), byteArray(content), false),
		"VerifySpecific":     p.codeOf("VerifySpecific", b64(signature), byteArray(content), 0, false),
		"VerifyDataOnTimeEx": p.codeOf("VerifyDataOnTimeEx", byteArray(content), 0, b64(signature), nil, false, false, false),
	}
	half := len(content) / 2
	for name, begin := range map[string][]any{
		"BeginVerify":             {b64(signature)},
		"VerifyDataSpecificBegin": {0, b64(signature)},
		"VerifyDataOnTimeBeginEx": {0, b64(signature), nil, false, false},
	} {
		p.does(name, begin...)
		p.does("ContinueVerify", byteArray(content[:half]))
		p.does("ContinueVerify", byteArray(content[half:]))
		codes[name] = p.codeOf("EndVerify", false)
	}
	handle := handleArg(classOperationContext, p.handle(p.does("BeginVerifyCtx", b64(signature))))
	p.does("ContinueVerifyCtx", handle, byteArray(content))
	codes["BeginVerifyCtx"] = p.codeOf("EndVerifyCtx", handle, false)
	assert.Equal(p.t, codeBadParameter, p.codeOf("EndVerifyCtx", handle, false), "it is over")

	hash := p.asText(p.does("Hash", byteArray(content)))
	codes["VerifyHash"] = p.codeOf("VerifyHash", hash, b64(signature), false)
	codes["VerifyHashSpecific"] = p.codeOf("VerifyHashSpecific", hash, 0, b64(signature), false)
	codes["VerifyHashOnTimeEx"] = p.codeOf("VerifyHashOnTimeEx", hash, 0, b64(signature), nil, false, false, false)
	return codes
}

func TestVerifyBeside(t *testing.T) {
	p, town := newReader(t)
	signature := signedBy(t, town, testpki.Person, cades.LevelBT, cades.Signer{Detached: true})
	for method, code := range p.beside(signature, paper) {
		assert.Equal(t, codeNone, code, method)
	}
	for method, code := range p.beside(signature, append(bytes.Clone(paper), '!')) {
		assert.Equal(t, codeBadSignature, code, method)
	}
	for method, code := range p.beside(signature, []byte{}) {
		assert.Equal(t, codeBadSignature, code, "%s: an empty content is one", method)
	}
	assert.Equal(t, codeFormats, p.codeOf("VerifyInternal", b64(signature), false), "nothing is inside")
	assert.Equal(t, codeNotSupported, p.codeOf("VerifyHash", b64(make([]byte, 32)), b64(signature)), "of a hash that was not computed here")
	assert.Equal(t, codeBadParameter, p.codeOf("ContinueVerify", byteArray(paper)), "nothing was begun")
	assert.Equal(t, codeBadParameter, p.codeOf("EndVerify", false))
	told := p.fieldsOf(classSignInfo, p.does("Verify", b64(signature), byteArray(paper), false))
	assert.Empty(t, told["data"], "the page has it")
}

func TestWhoCannotBeTrusted(t *testing.T) {
	p, town := newReader(t)
	for name, want := range map[string]Code{
		testpki.Revoked:  codeCertRevoked,
		testpki.OnHold:   codeOCSP, // which may be lifted: TRY_LATER
		testpki.Expired:  codeCertTime,
		testpki.NotYet:   codeCertTime,
		testpki.Foreign:  codeBadCertificate,
		testpki.SelfMade: codeBadCertificate,
	} {
		who := town.Subscriber(name)
		message, err := who.Sign(cades.Signer{SigningTime: town.Now()}, paper)
		require.NoError(t, err)
		assert.Equal(t, want, p.codeOf("VerifyInternal", b64(message), false), name)
	}
	foreign := town.Subscriber(testpki.Foreign)
	for _, c := range foreign.Chain {
		p.does("SaveCertificate", byteArray(c.Raw))
	}
	message, err := foreign.Sign(cades.Signer{SigningTime: town.Now()}, paper)
	require.NoError(t, err)
	assert.Equal(t, codeBadCertificate, p.codeOf("VerifyInternal", b64(message), false), "roots from the page are none")
}

// TestThePageHelps: a certificate that is not in the message may come from the
// page.
func TestThePageHelps(t *testing.T) {
	p, town := newReader(t)
	who := town.Subscriber(testpki.Person)
	message := b64(signedBy(t, town, testpki.Person, cades.LevelBB, cades.Signer{OmitCertificate: true}))
	assert.Equal(t, codeCertNotFound, p.codeOf("VerifyInternal", message, false))
	assert.Equal(t, codeCertNotFound, p.codeOf("GetSignerInfo", 0, message))
	p.does("SaveCertificate", byteArray(who.SignCert.Raw))
	p.does("VerifyInternal", message, false)
	assert.Equal(t, owner(who.SignCert).SubjCN, p.fieldsOf(classCertificateInfoEx, p.does("GetSignerInfo", 0, message))["subjCN"])
}

func TestVerifyOnATime(t *testing.T) {
	p, town := newReader(t)
	message := b64(signedBy(t, town, testpki.Person, cades.LevelBB, cades.Signer{}))
	on := func(at time.Time) Code {
		return p.codeOf("VerifyDataInternalOnTimeEx", message, 0, strings.Trim(jsonOf(t, moment(at)), `"`), true, true, nil)
	}
	assert.Equal(t, codeNone, on(town.Now()))
	assert.Equal(t, codeCertTime, on(town.Now().AddDate(10, 0, 0)))
	assert.Equal(t, codeOCSP, p.codeOf("VerifyDataInternalOnTimeEx", message, 0, nil, true, false, nil), "nobody may be asked, and it counts")
	assert.Equal(t, codeBadParameter, p.codeOf("VerifyDataInternalOnTimeEx", message, 0, "yesterday", true, true, nil))
}

func TestAllSignaturesMustBeGood(t *testing.T) {
	p, town := newReader(t)
	who := town.Subscriber(testpki.Person)
	sd := town.Sign(t, town.Augmenter(who), who, cades.Signer{Chain: who.Chain}, paper, cades.LevelBB)
	other := town.Subscriber(testpki.Foreign)
	second := town.Sign(t, town.Augmenter(other), other, cades.Signer{Chain: other.Chain}, paper, cades.LevelBB)
	sd.SignerInfos = append(sd.SignerInfos, second.SignerInfos...)
	for _, c := range second.Certificates {
		sd.AddCertificate(c)
	}
	message := b64(cadestest.Marshal(t, sd, paper))
	assert.Equal(t, 2, said[int](p, p.does("GetSignsCount", message)))
	p.does("VerifySpecificInternal", message, 0)
	assert.Equal(t, codeBadCertificate, p.codeOf("VerifySpecificInternal", message, 1))
	assert.Equal(t, codeBadCertificate, p.codeOf("VerifyInternal", message))
}

// TestEveryReasonHasACode: a reason without one would be told as unknown.
func TestEveryReasonHasACode(t *testing.T) {
	for _, sub := range quoted.In(t, "../../validation/report.go", `SubIndication = "([A-Z_]+)"`) {
		assert.NotZero(t, verdicts[validation.SubIndication(sub)], sub)
	}
	for _, level := range quoted.In(t, "../../cades/level.go", `Level[A-Z]+\s+Level = "([A-Z-]+)"`) {
		assert.NotZero(t, signTypes[cades.Level(level)], level)
	}
	assert.NoError(t, confirmed(validation.Verdict{Indication: validation.TotalPassed}))
	assert.ErrorIs(t, confirmed(validation.Verdict{Indication: validation.Indeterminate, SubIndication: "NEW"}), fail(codeUnknown))
}

// TestSequencesAreBounded: one class names sequences that sign and that verify, and
// what a page begins is bounded.
func TestSequencesAreBounded(t *testing.T) {
	p, _ := newReader(t)
	handle, err := p.handles.add(classOperationContext, "something else")
	require.NoError(t, err)
	assert.Equal(t, codeBadParameter, p.codeOf("EndVerifyCtx", handleArg(classOperationContext, handle), false))

	p.does("BeginVerify", "")
	p.verifying = maxVerified - 3
	p.does("ContinueVerify", byteArray([]byte("abc")))
	assert.Equal(t, codeMemory, p.codeOf("ContinueVerify", byteArray([]byte("d"))))
	p.does("BeginVerify", "")
	assert.Equal(t, maxVerified-3, p.verifying, "what was begun before is let go")
}

// TestSignaturesThatWait: those that sequences begin with are as bounded as contents.
func TestSignaturesThatWait(t *testing.T) {
	p, _ := newReader(t)
	const before = maxVerified - 4
	p.verifying = before
	half := byteArray([]byte{1, 2})
	first := handleArg(classOperationContext, p.handle(p.does("BeginVerifyCtx", half)))
	second := handleArg(classOperationContext, p.handle(p.does("BeginVerifyCtx", half)))
	p.fails(codeMemory, "BeginVerifyCtx", byteArray([]byte{0}))
	p.fails(codeMemory, "BeginVerify", byteArray([]byte{0}))
	p.fails(codeMemory, "ContinueVerifyCtx", first, byteArray([]byte{0}))
	p.fails(codeFormats, "EndVerifyCtx", first, false)
	p.does("ResetOperationCtx", second)
	assert.Equal(t, before, p.verifying)
	p.does("BeginVerify", half)
	p.does("ResetOperation")
	assert.Equal(t, before, p.verifying)
}

func TestOthersSignatures(t *testing.T) {
	p, _ := newReader(t)
	doc := interop.Read(t, "signatures/doc.txt")
	for _, name := range []string{"iit_attached_cert.p7s", "iit_attached_nocert.p7s", "iit_detached_cert.p7s", "iit_detached_nocert.p7s"} {
		message := interop.Read(t, "signatures/"+name)
		assert.Equal(t, 1, said[int](p, p.does("GetSignsCount", b64(message))), name)
		assert.Equal(t, signBES, said[int](p, p.does("GetSignType", 0, b64(message))), name)
		times := p.fieldsOf(classTimeInfo, p.does("GetSignTimeInfo", 0, b64(message)))
		assert.Equal(t, []any{true, false, false}, []any{times["isTimeAvail"], times["isTimeStamp"], times["isSignTimeStampAvail"]}, name)
		attached := strings.Contains(name, "attached")
		assert.Equal(t, attached, said[bool](p, p.does("IsDataInSignedDataAvailable", b64(message))), name)
		if attached {
			assert.Equal(t, doc, p.asOctets(p.does("GetDataFromSignedData", b64(message))), name)
		}
		if strings.Contains(name, "nocert") {
			assert.Equal(t, codeCertNotFound, p.codeOf("GetSignerCertificate", 0, b64(message)), name)
			assert.Equal(t, codeEndOfEnum, p.codeOf("GetCertificateFromSignedData", 0, b64(message)), name)
		} else {
			assert.Equal(t, p.asOctets(p.does("GetSignerCertificate", 0, b64(message))), p.asOctets(p.does("GetCertificateFromSignedData", 0, b64(message))), name)
			assert.Equal(t, codeBadCertificate, p.codeOf("Verify", b64(message), byteArray(doc)), "%s: of an authority for tests", name)
		}
	}
	for _, bad := range []string{"bad-content-changed.p7s", "bad-messagedigest-bit.p7s", "bad-signature-bit.p7s"} {
		assert.Equal(t, codeBadSignature, p.codeOf("VerifyInternal", b64(interop.Read(t, "signatures/"+bad))), bad)
	}
}
