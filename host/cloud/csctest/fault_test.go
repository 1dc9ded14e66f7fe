// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

func confirmAs(holder string) func(*phone.Prompt) {
	return func(p *phone.Prompt) { p.Confirm(holder) }
}

// What people come back with.
func TestFaultsOfThePage(t *testing.T) {
	for fault, want := range map[csctest.Fault]map[string][]string{
		csctest.Refuse:      {"error": {"access_denied"}, "state": {"mine"}},
		csctest.Expire:      {"error": {"access_denied"}, "error_description": {"The user did not confirm in time"}},
		csctest.WrongState:  {"state": {"xmine"}},
		csctest.WrongIssuer: {"iss": {"https://other.example"}},
	} {
		p := start(t, csctest.Options{Version: 2, Issuer: true, Fault: fault})
		came := p.back(p.visit(p.asking("service", nil)))
		for name, values := range want {
			assert.Equal(t, values, came[name], fault)
		}
	}

	p := start(t, csctest.Options{Version: 2, Fault: csctest.DuplicateCode})
	assert.Len(t, p.back(p.visit(p.asking("service", nil)))["code"], 2)
	p.server.SetFault(csctest.SpentCode)
	_, answer := p.form("token", p.redeeming(p.back(p.visit(p.asking("service", nil))).Get("code")))
	assert.Equal(t, "invalid_grant", answer["error"])
}

// signed goes through a signature while a fault lasts.
func signed(p *program, fault csctest.Fault) (status int, answer object) {
	p.Helper()
	p.enter()
	p.must("credentials/info", object{"credentialID": "oksana-1"})
	wanted := digests(pki.GOST34311, 2)
	p.server.SetFault(fault)
	sad := p.granted("credential", p.signing("oksana-1", pki.GOST34311, wanted...))
	return p.post("signatures/signHash", object{
		"credentialID": "oksana-1", "SAD": sad, p.hashes(): encoded(wanted...), "signAlgo": "1.2.804.2.1.1.1.1.3.1.1",
	})
}

// What signatures are like: none of these verifies, or there is one too few.
func TestFaultsOfSignatures(t *testing.T) {
	for _, fault := range []csctest.Fault{csctest.WrongHash, csctest.WrongSignature, csctest.ForeignCertificate, csctest.TooFew} {
		p := start(t, csctest.Options{Version: 1, Max: 2})
		status, answer := signed(p, fault)
		require.Equal(t, http.StatusOK, status, fault)
		signatures := answer["signatures"].([]any)
		if fault == csctest.TooFew {
			assert.Len(t, signatures, 1)
			continue
		}
		for i, signature := range signatures {
			raw, err := base64.StdEncoding.DecodeString(signature.(string))
			require.NoError(t, err)
			digest := key.Digest{Hash: pki.GOST34311, Value: digests(pki.GOST34311, 2)[i]}
			verify(t, town.Subscriber(testpki.Person), digest, raw, false)
			if fault == csctest.ForeignCertificate {
				verify(t, town.Subscriber(testpki.Foreign), digest, raw, true)
			}
		}
	}
}

func TestExpiredSAD(t *testing.T) {
	_, answer := signed(start(t, csctest.Options{Version: 2, Max: 2}), csctest.ExpiredSAD)
	assert.Equal(t, "SAD expired", answer["error_description"])
}

// The certificate is the Stranger's from the second look on.
func TestCertificateChanged(t *testing.T) {
	p := start(t, csctest.Options{Version: 2, Fault: csctest.CertificateChanged})
	p.enter()
	look := func() any {
		infos := p.must("credentials/list", object{"credentialInfo": true, "certificates": "single"})["credentialInfos"].([]any)
		return infos[0].(object)["cert"].(object)["certificates"].([]any)[0]
	}
	assert.Equal(t, base64.StdEncoding.EncodeToString(town.Subscriber(testpki.Person).SignCert.Raw), look())
	assert.Equal(t, base64.StdEncoding.EncodeToString(town.Subscriber(testpki.Foreign).SignCert.Raw), look())
}

func TestFaultsOfTheAPI(t *testing.T) {
	p := start(t, csctest.Options{Version: 1})
	p.enter()
	code := p.back(p.visit(p.asking("service", nil))).Get("code")
	p.server.SetFault(csctest.ServerError)
	status, answer := p.post("info", object{})
	assert.Equal(t, http.StatusInternalServerError, status)
	assert.Equal(t, "server_error", answer["error"])
	status, _ = p.form("token", p.redeeming(code))
	assert.Equal(t, http.StatusInternalServerError, status)

	p.server.SetFault(csctest.BrokenJSON)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, p.server.Base()+"/info", bytes.NewReader([]byte("{}")))
	r.Header.Set("Content-Type", "application/json")
	w := p.send(r)
	assert.Equal(t, http.StatusOK, w.Code)
	assert.False(t, json.Valid(w.Body.Bytes()))
}

// Signatures may be fetched later: section 11.12 of CSC 2.
func TestAsynchronous(t *testing.T) {
	now := today()
	p := start(t, csctest.Options{Version: 2, Async: true, Now: func() time.Time { return now }})
	assert.Equal(t, true, p.must("info", object{})["asynchronousOperationMode"])
	p.enter()
	wanted := digests(pki.GOST34311, 1)
	request := object{"credentialID": "oksana-1", "hashes": encoded(wanted...), "signAlgo": "1.2.804.2.1.1.1.1.3.1.1"}
	sign := func(more object) object {
		request["SAD"] = p.granted("credential", p.signing("oksana-1", pki.GOST34311, wanted...))
		_, answer := p.post("signatures/signHash", with(request, more))
		return answer
	}
	for name, more := range map[string]object{
		"operationMode":   {"operationMode": "B"},
		"response_uri":    {"operationMode": "A", "response_uri": "https://pidpys.example/"},
		"validity_period": {"validity_period": 1000},
	} {
		assert.Equal(t, "Invalid parameter "+name, sign(more)["error_description"])
	}
	assert.Equal(t, "Out of bounds parameter validity_period", sign(object{"operationMode": "A", "validity_period": 0})["error_description"])

	fetch := func(id any) (int, object) { return p.post("signatures/signPolling", object{"requestID": id}) }
	id := sign(object{"operationMode": "A"})["responseID"]
	status, answer := fetch(id)
	assert.Equal(t, http.StatusAccepted, status)
	assert.Equal(t, "accepted_request", answer["error"])
	status, answer = fetch(id)
	assert.Equal(t, http.StatusOK, status)
	assert.Len(t, answer["signatures"], 1)

	p.server.SetFault(csctest.Slow)
	id = sign(object{"operationMode": "A", "validity_period": 60_000})["responseID"]
	for range 3 {
		status, _ = fetch(id)
		assert.Equal(t, http.StatusAccepted, status)
	}
	now = now.Add(3 * time.Second)
	status, _ = fetch(id)
	assert.Equal(t, http.StatusOK, status)
	now = now.Add(time.Minute)
	_, answer = fetch(id)
	assert.Equal(t, "Invalid parameter requestID", answer["error_description"], "its time is over")
	_, answer = p.post("signatures/signPolling", object{"requestID": "x", "userID": "petro"})
	assert.Equal(t, "userID parameter SHALL be null", answer["error_description"])
}

func TestSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, csctest.Options{Version: 1, Max: 2, Now: time.Now})
		began := time.Now()
		status, _ := signed(p, csctest.Slow)
		assert.Equal(t, http.StatusOK, status)
		assert.Equal(t, 3*time.Second, time.Since(began))
	})
}
