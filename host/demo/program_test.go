// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// signInByNumber signs in as the page for another program does.
func (v *visitor) signInByNumber() {
	v.t.Helper()
	number := []byte(pki.Subject(v.key.SignCert).DRFO)
	header := http.Header{"Authorization": {base64.StdEncoding.EncodeToString(v.sign(number, x509.OID{}, false))}}
	require.Equal(v.t, http.StatusOK, v.ask("POST", "/api/tax-login", header, nil, nil))
	<-events
}

// TestWhatAProgramIsTold holds the page to the quantities that real ones have.
func TestWhatAProgramIsTold(t *testing.T) {
	v := newVisitor(t)
	var list []demo.Authority
	require.Equal(t, http.StatusOK, v.ask("GET", "/api/authorities", nil, nil, &list))
	assert.Len(t, list, 27)
	var names []string
	for _, a := range list {
		names = append(names, a.Names...)
	}
	assert.Len(t, names, 73)
	slices.Sort(names)
	assert.Len(t, slices.Compact(names), 73, "each is another one")
	assert.Contains(t, list[0].Names, pki.Issuer(v.key.SignCert).CommonName)

	response, err := v.client.Get(v.house.Origin + "/api/certificates.p7b")
	require.NoError(t, err)
	defer response.Body.Close()
	bundle, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Greater(t, len(bundle), 1_700_000)
}

// seal encrypts to the cabinet.
func (v *visitor) seal(content []byte) []byte {
	v.t.Helper()
	var to struct{ Certificate []byte }
	require.Equal(v.t, http.StatusOK, v.ask("GET", "/api/recipient", nil, nil, &to))
	certificate, err := pki.ParseCertificate(to.Certificate)
	require.NoError(v.t, err)
	var sealed bytes.Buffer
	sender := []envelope.Recipient{{Certificate: v.key.AgreeCert, Key: v.key.AgreeKey}}
	err = envelope.Seal(&sealed, bytes.NewReader(content), int64(len(content)), []*x509.Certificate{certificate}, envelope.Options{Senders: sender})
	require.NoError(v.t, err)
	return sealed.Bytes()
}

func TestEnvelope(t *testing.T) {
	v := newVisitor(t)
	sealed := v.seal(v.sign([]byte("таємниця"), x509.OID{}, false))
	assert.Equal(t, http.StatusUnauthorized, v.ask("POST", "/api/recipient", nil, bytes.NewReader(sealed), nil), "of nobody")
	v.signInByNumber()
	var opened struct {
		From    string
		Content []byte
		Report  struct{ Passed bool }
	}
	require.Equal(t, http.StatusOK, v.ask("POST", "/api/recipient", nil, bytes.NewReader(sealed), &opened))
	assert.Equal(t, "таємниця", string(opened.Content))
	assert.Equal(t, pki.Subject(v.key.SignCert).DisplayName(), opened.From)
	assert.True(t, opened.Report.Passed)
	assert.True(t, (<-events).Passed)

	for why, body := range map[string][]byte{
		"no envelope": []byte("hello"), "nothing": nil, "cut off": sealed[:len(sealed)/2],
	} {
		assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/recipient", nil, bytes.NewReader(body), nil), why)
	}
}

// TestNotWhole refuses what is no container and no PDF.
func TestNotWhole(t *testing.T) {
	v := newVisitor(t)
	v.signInByNumber()
	for _, path := range []string{"/api/verify/container", "/api/verify/pdf"} {
		assert.Equal(t, http.StatusBadRequest, v.ask("POST", path, nil, bytes.NewReader([]byte("hello")), nil), path)
		long := io.LimitReader(zeros{}, 16<<20+1)
		assert.Equal(t, http.StatusRequestEntityTooLarge, v.ask("POST", path, nil, long, nil), path)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestDigest(t *testing.T) {
	v := newVisitor(t)
	assert.Equal(t, http.StatusUnauthorized, v.ask("GET", "/api/digest/Заява.txt?hash=sha256", nil, nil, nil))
	v.signInByNumber()
	var digest []byte
	require.Equal(t, http.StatusOK, v.ask("GET", "/api/digest/Заява.txt?hash=gost34311", nil, nil, &digest))
	assert.Len(t, digest, pki.GOST34311.Size())
	assert.Equal(t, http.StatusBadRequest, v.ask("GET", "/api/digest/Заява.txt?hash=md5", nil, nil, nil))
	assert.Equal(t, http.StatusNotFound, v.ask("GET", "/api/digest/other?hash=sha256", nil, nil, nil))
}

// TestPagesOfOthers serves the pages that were made for other programs.
func TestPagesOfOthers(t *testing.T) {
	v := newVisitor(t)
	for path, kind := range map[string]string{
		"/iit/": "text/html; charset=utf-8", "/iit/client.js": "text/javascript; charset=utf-8", "/iit/document.pdf": "application/pdf",
		"/webeid/": "text/html; charset=utf-8", "/webeid/client.js": "text/javascript; charset=utf-8", "/dialects.css": "text/css; charset=utf-8",
	} {
		response, err := v.client.Get(v.house.Origin + path)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, http.StatusOK, response.StatusCode, path)
		assert.Equal(t, kind, response.Header.Get("Content-Type"), path)
	}
	assert.NotNil(t, v.house.Files["ecdsa-login.p12"])
	assert.Equal(t, v.house.PKI.Subscriber(testpki.ECDSAPerson).SignCert.RawSubject, v.house.PKI.Subscriber(testpki.ECDSALogin).SignCert.RawSubject)
}
