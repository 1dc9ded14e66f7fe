// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestReportIsLaidInItsContainer goes the way of a recorded page: the certificate
// before what is encrypted, and the header before what is signed.
func TestReportIsLaidInItsContainer(t *testing.T) {
	p := newPage(t)
	who := authorities.Subscriber(testpki.Director)
	mine := owner(who.SignCert)
	certificate := p.asOctets(p.does("AppendCryptoHeader", "UA1", 4, byteArray(who.AgreeCert.Raw)))
	encrypted := p.asOctets(p.does("AppendCryptoHeader", "UA1", 2, byteArray([]byte("sealed"))))
	signed := p.asOctets(p.does("AppendCryptoHeader", "UA1", 1, byteArray(append(certificate, encrypted...))))
	report := p.asOctets(p.does("AppendTransportHeader", "UA1", "F0103307.xml", "a@b.c", byteArray(who.AgreeCert.Raw), byteArray(signed)))

	parts, err := dps.Parse(report)
	require.NoError(t, err)
	require.Len(t, parts, 2)
	header, err := dps.ParseTransport(parts[0])
	require.NoError(t, err)
	assert.Equal(t, []string{"UA1", "F0103307.xml", "a@b.c", mine.SubjEDRPOU, mine.SubjOrg}, []string{
		header.Value("CERTYPE"), header.Value("FILENAME"), header.Value("RCV_EMAIL"), header.Value("EDRPOU"), header.Value("RCV_NAME")})
	assert.Equal(t, "UA1_SIGN", parts[1].Label)

	transport := p.fieldsOf(classTransportHeader, p.does("ParseTransportHeader", byteArray(report)))
	assert.Equal(t, b64(signed), transport["cryptoData"])
	crypto := p.fieldsOf(classCryptoHeader, p.does("ParseCryptoHeader", byteArray(signed)))
	assert.Equal(t, []any{"UA1", 1., float64(len("UA1_SIGN") + 5)}, []any{crypto["caType"], crypto["headerType"], crypto["headerSize"]})
	inner := append(certificate, encrypted...)
	assert.Equal(t, b64(inner), crypto["cryptoData"])
	first := p.fieldsOf(classCryptoHeader, p.does("ParseCryptoHeader", byteArray(inner)))
	assert.Equal(t, 4., first["headerType"])
	assert.Equal(t, b64(who.AgreeCert.Raw), first["cryptoData"])
}

// TestReportsAreNeverAnsweredWithNull: a page's library waits for ever on a null
// that is no error.
func TestReportsAreNeverAnsweredWithNull(t *testing.T) {
	p := newPage(t)
	der := byteArray(authorities.Subscriber(testpki.Director).SignCert.Raw)
	assert.Equal(t, codeFormats, p.codeOf("ParseTransportHeader", byteArray(nil)))
	assert.Equal(t, codeFormats, p.codeOf("ParseTransportHeader", byteArray([]byte("UA1_SIGN\x00\x00\x00\x00\x00"))), "no header")
	assert.Equal(t, codeFormats, p.codeOf("ParseCryptoHeader", byteArray([]byte("QLB_SIGN"))))
	assert.Equal(t, codeFormats, p.codeOf("ParseCryptoHeader", byteArray([]byte("OTHER\x00\x00\x00\x00\x00"))), "of no kind that pages know")
	for why, kind := range map[string]int{"none": 0, "a stamp, whose label nobody knows": 3, "no kind": 9} {
		assert.Equal(t, codeBadParameter, p.codeOf("AppendCryptoHeader", "UA1", kind, byteArray(paper)), why)
	}
	assert.Equal(t, codeBadParameter, p.codeOf("AppendCryptoHeader", "\x00", 1, byteArray(paper)))
	assert.Equal(t, codeBadParameter, p.codeOf("AppendTransportHeader", "UA2", "a.xml", "a@b.c", der, byteArray(paper)))
	assert.Equal(t, codeBadParameter, p.codeOf("AppendTransportHeader", "UA1", "a\r\nEDRPOU=1", "a@b.c", der, byteArray(paper)), "a line of its own")
	assert.Equal(t, codeBadParameter, p.codeOf("AppendTransportHeader", "UA1", strings.Repeat("a", 5000), "a@b.c", der, byteArray(paper)))
	assert.Equal(t, codeBadCertificate, p.codeOf("AppendTransportHeader", "UA1", "a.xml", "a@b.c", byteArray(paper), byteArray(paper)))
}
