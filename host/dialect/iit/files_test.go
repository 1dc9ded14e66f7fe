// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
)

// archive is an ASiC-E of two documents with one signature over both.
func archive(t testing.TB, town *cadestest.Town, name string, level cades.Level) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := asic.NewWriter(&file, asic.Extended)
	require.NoError(t, err)
	require.NoError(t, w.Add("договір.txt", "text/plain", bytes.NewReader(paper)))
	require.NoError(t, w.Add("додаток.txt", "text/plain", bytes.NewReader([]byte("two"))))
	manifest, err := w.Manifest()
	require.NoError(t, err)
	who := town.Subscriber(name)
	sd := town.Sign(t, town.Augmenter(who), who, cades.Signer{Chain: who.Chain, Detached: true}, manifest, level)
	require.NoError(t, w.AddSignature(cadestest.Marshal(t, sd, nil)))
	require.NoError(t, w.Close())
	return file.Bytes()
}

func TestArchives(t *testing.T) {
	p, town := newReader(t)
	file := b64(archive(t, town, testpki.Director, cades.LevelBT))
	assert.Equal(t, asicExtended, said[int](p, p.does("ASiCGetASiCType", file)))
	assert.Equal(t, asicByCAdES, said[int](p, p.does("ASiCGetSignType", file)))
	assert.Equal(t, 1, said[int](p, p.does("ASiCGetSignsCount", file)))
	assert.Equal(t, signT, said[int](p, p.does("ASiCGetSignLevel", 0, file)))
	assert.True(t, said[bool](p, p.does("ASiCIsAllContentCovered", 0, file)))
	names := said[[]string](p, p.does("ASiCGetSignReferences", 0, file))
	assert.ElementsMatch(t, []string{"договір.txt", "додаток.txt"}, names)
	assert.Equal(t, paper, p.asOctets(p.does("ASiCGetReference", file, "договір.txt")))
	assert.Equal(t, codeBadParameter, p.codeOf("ASiCGetReference", file, "META-INF/manifest.xml"))

	told := p.fieldsOf(classSignInfo, p.does("ASiCVerify", 0, file, false))
	assert.Equal(t, owner(town.Subscriber(testpki.Director).SignCert).SubjCN, within(told, "ownerInfo")["subjCN"])
	assert.Equal(t, true, p.fieldsOf(classTimeInfo, p.does("ASiCGetSignTimeInfo", 0, file))["isSignTimeStampAvail"])
	context := handleArg(classContext, p.handle(p.does("CtxCreate")))
	assert.Equal(t, p.does("ASiCGetSignerInfo", 0, file), p.does("CtxASiCGetSignerInfo", context, 0, file))

	for _, method := range []string{"ASiCGetSignLevel", "ASiCVerify", "ASiCGetSignReferences", "ASiCIsAllContentCovered"} {
		assert.Equal(t, codeBadParameter, p.codeOf(method, 1, file), method)
		assert.Equal(t, codeBadParameter, p.codeOf(method, -1, file), method)
		assert.Equal(t, codeFormats, p.codeOf(method, 0, b64(paper)), method)
	}
	changed := bytes.Replace(archive(t, town, testpki.Director, cades.LevelBT), paper, bytes.ToUpper(paper), 1)
	assert.NotEqual(t, codeNone, p.codeOf("ASiCVerify", 0, b64(changed)))
	assert.Equal(t, codeCertRevoked, p.codeOf("ASiCVerify", 0, b64(archive(t, town, testpki.Revoked, cades.LevelBB))))
}

// signedPDF is one page, signed by a person.
func signedPDF(t testing.TB, town *cadestest.Town, name string) []byte {
	t.Helper()
	who := town.Subscriber(name)
	file := pdftest.Plain()
	signer := pades.Signer{Certificate: who.SignCert, Chain: who.Chain, SigningTime: town.Now()}
	prepared, err := signer.Prepare(t.Context(), bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	sd, err := prepared.Finish(cadestest.Answer(t, who.SignKey, prepared))
	require.NoError(t, err)
	sealed, err := prepared.Seal(sd)
	require.NoError(t, err)
	var out bytes.Buffer
	_, err = sealed.WriteTo(&out)
	require.NoError(t, err)
	return out.Bytes()
}

func TestPDFs(t *testing.T) {
	p, town := newReader(t)
	file := b64(signedPDF(t, town, testpki.Person))
	assert.Equal(t, 1, said[int](p, p.does("PDFGetSignsCount", file)))
	assert.Equal(t, signBES, said[int](p, p.does("PDFGetSignType", 0, file)))
	told := p.fieldsOf(classSignInfo, p.does("PDFVerify", 0, file, false))
	assert.Equal(t, owner(town.Subscriber(testpki.Person).SignCert).SubjCN, within(told, "ownerInfo")["subjCN"])
	assert.Equal(t, true, p.fieldsOf(classTimeInfo, p.does("PDFGetSignTimeInfo", 0, file))["isTimeAvail"])
	context := handleArg(classContext, p.handle(p.does("CtxCreate")))
	assert.Equal(t, p.does("PDFGetSignerInfo", 0, file), p.does("CtxPDFGetSignerInfo", context, 0, file))
	for _, method := range []string{"PDFGetSignType", "PDFVerify", "PDFGetSignerInfo"} {
		assert.Equal(t, codeBadParameter, p.codeOf(method, 1, file), method)
		assert.Equal(t, codeFormats, p.codeOf(method, 0, b64(paper)), method)
	}
	assert.Equal(t, codeCertRevoked, p.codeOf("PDFVerify", 0, b64(signedPDF(t, town, testpki.Revoked))))
}
