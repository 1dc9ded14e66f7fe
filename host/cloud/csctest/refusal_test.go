// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// with is a request in order, but for what is changed; nil takes a member out.
func with(request, change object) object {
	changed := object{}
	for name, value := range request {
		changed[name] = value
	}
	for name, value := range change {
		if changed[name] = value; value == nil {
			delete(changed, name)
		}
	}
	return changed
}

// The errors of section 11, one request each, with the descriptions of its tables.
func TestRefusals(t *testing.T) {
	people := []csctest.Person{
		{ID: "one", Keys: []*testpki.Subscriber{town.Subscriber(testpki.Person), town.Subscriber(testpki.RSAPerson), town.Subscriber(testpki.Expired)}},
		{ID: "two", Keys: []*testpki.Subscriber{town.Subscriber(testpki.FOP)}},
	}
	p := start(t, csctest.Options{Version: 1, Max: 2, SCAL: 1, Mode: csctest.Explicit, OTP: "222222", People: people, TSA: town.TSA(testpki.TSAOptions{})})
	p.enter()
	wanted := digests(pki.GOST34311, 1)
	authorize := object{"credentialID": "one-1", "numSignatures": 1}
	sad := func(credential string) any {
		p.must("credentials/sendOTP", object{"credentialID": credential})
		return p.must("credentials/authorize", object{"credentialID": credential, "numSignatures": 1, "OTP": "222222"})["SAD"]
	}
	sign := object{"credentialID": "one-1", "SAD": sad("one-1"), "hash": encoded(wanted...), "signAlgo": "1.2.804.2.1.1.1.1.3.1.1"}
	rsa := object{"credentialID": "one-2", "SAD": sad("one-2"), "hash": encoded(wanted...), "signAlgo": pki.OIDRSA.String(), "hashAlgo": pki.OIDSHA256.String()}
	stamp := object{"hash": encoded(wanted...)[0], "hashAlgo": pki.GOST34311.OID().String()}

	for _, c := range []struct {
		method      string
		request     object
		description string
	}{
		{"info", object{"lang": 1}, "Invalid parameter lang"},
		{"info", object{"clientData": 1}, "Invalid parameter clientData"},
		{"auth/revoke", object{}, "Missing (or invalid type) string parameter token"},
		{"auth/revoke", object{"token": "another"}, "Invalid string parameter token"},
		{"auth/revoke", object{"token": "another", "token_type_hint": "id"}, "Invalid string parameter token_type_hint"},
		{"credentials/list", object{"userID": "two"}, "userID parameter MUST be null"},
		{"credentials/list", object{"pageToken": "x"}, "Invalid parameter pageToken"},
		{"credentials/list", object{"pageToken": "3"}, "Invalid parameter pageToken"},
		{"credentials/info", object{}, "Missing (or invalid type) string parameter credentialID"},
		{"credentials/info", object{"credentialID": 1}, "Missing (or invalid type) string parameter credentialID"},
		{"credentials/info", object{"credentialID": "none"}, "Invalid parameter credentialID"},
		{"credentials/info", object{"credentialID": "two-1"}, "Invalid parameter credentialID"},
		{"credentials/info", object{"credentialID": "one-1", "certificates": "all"}, "Invalid parameter certificates"},
		{"credentials/info", object{"credentialID": "one-1", "certInfo": "true"}, "Invalid parameter certInfo"},
		{"credentials/authorize", with(authorize, object{"numSignatures": nil}), "Missing (or invalid type) integer parameter numSignatures"},
		{"credentials/authorize", with(authorize, object{"numSignatures": 1.5}), "Missing (or invalid type) integer parameter numSignatures"},
		{"credentials/authorize", with(authorize, object{"numSignatures": 0}), "Invalid value for parameter numSignatures"},
		{"credentials/authorize", with(authorize, object{"numSignatures": 3}), "Numbers of signatures is too high"},
		{"credentials/authorize", with(authorize, object{"hash": []string{"!"}}), "Invalid Base64 hash string parameter"},
		{"credentials/authorize", with(authorize, object{"hash": encoded(digests(pki.SHA256, 2)...)}), "Invalid parameter hash"},
		{"credentials/authorize", with(authorize, object{"description": strings.Repeat("я", 501)}), "Invalid parameter description"},
		{"credentials/sendOTP", object{"credentialID": "two-1"}, "Invalid parameter credentialID"},
		{"credentials/extendTransaction", object{"credentialID": "one-1"}, "Missing (or invalid type) string parameter SAD"},
		{"credentials/extendTransaction", object{"credentialID": "one-1", "SAD": p.token}, "Invalid parameter SAD"},
		{"signatures/signHash", with(sign, object{"SAD": nil}), "Missing (or invalid type) string parameter SAD"},
		{"signatures/signHash", with(sign, object{"SAD": "another"}), "Invalid parameter SAD"},
		{"signatures/signHash", with(sign, object{"SAD": rsa["SAD"]}), "Invalid parameter SAD"},
		{"signatures/signHash", with(sign, object{"hash": nil}), "Missing (or invalid type) array parameter hash"},
		{"signatures/signHash", with(sign, object{"hash": "one"}), "Missing (or invalid type) array parameter hash"},
		{"signatures/signHash", with(sign, object{"hash": []string{}}), "Empty hash array"},
		{"signatures/signHash", with(sign, object{"hash": []string{"***"}}), "Invalid Base64 hash string parameter"},
		{"signatures/signHash", with(sign, object{"hash": []string{"AA=="}}), "Invalid digest value length"},
		{"signatures/signHash", with(sign, object{"hash": encoded(digests(pki.GOST34311, 2)...)}), "Invalid parameter SAD"},
		{"signatures/signHash", with(sign, object{"signAlgo": nil}), "Missing (or invalid type) string parameter signAlgo"},
		{"signatures/signHash", with(sign, object{"signAlgo": pki.OIDRSA.String()}), "Invalid parameter signAlgo"},
		{"signatures/signHash", with(rsa, object{"hashAlgo": nil}), "Missing (or invalid type) string parameter hashAlgo"},
		{"signatures/signHash", with(rsa, object{"hashAlgo": pki.OIDSHA1.String()}), "Invalid parameter hashAlgo"},
		{"signatures/signHash", with(rsa, object{"hashAlgo": "1.2.x"}), "Invalid parameter hashAlgo"},
		{"signatures/signHash", with(rsa, object{"hashAlgo": pki.GOST34311.OID().String()}), "Invalid parameter hashAlgo"},
		{"signatures/signHash", with(rsa, object{"signAlgo": pki.OIDRSAPSS.String()}), "Missing (or invalid type) string parameter signAlgoParams"},
		{"signatures/signHash", with(rsa, object{"signAlgo": pki.OIDRSAPSS.String(), "signAlgoParams": "MAA="}), "Invalid parameter signAlgoParams"},
		{"signatures/signHash", with(sign, object{"credentialID": "one-3", "SAD": sad("one-3")}), "Signing certificate '" + town.Subscriber(testpki.Expired).SignCert.Subject.String() + "' is expired."},
		{"signatures/timestamp", with(stamp, object{"hash": nil}), "Missing (or invalid type) string parameter hash"},
		{"signatures/timestamp", with(stamp, object{"hash": ""}), "Empty hash parameter"},
		{"signatures/timestamp", with(stamp, object{"hash": "***"}), "Invalid Base64 hash string parameter"},
		{"signatures/timestamp", with(stamp, object{"hash": "AA=="}), "Invalid digest value length"},
		{"signatures/timestamp", with(stamp, object{"hashAlgo": "1.2.3"}), "Invalid parameter hashAlgo"},
		{"signatures/timestamp", with(stamp, object{"nonce": "ten"}), "Invalid parameter nonce"},
	} {
		status, answer := p.post(c.method, c.request)
		assert.Equal(t, http.StatusBadRequest, status, "%s %v", c.method, c.request)
		assert.Equal(t, object{"error": "invalid_request", "error_description": c.description}, answer, "%s %v", c.method, c.request)
	}
	p.must("signatures/signHash", sign) // nothing of all that spent it
}

// An authorization is good for the digests that it names, and SCAL 2 wants them
// named.
func TestAuthorizationIsBoundToDigests(t *testing.T) {
	for _, scal := range []int{1, 2} {
		p := start(t, csctest.Options{Version: 1, Max: 2, SCAL: scal, Mode: csctest.Explicit, PIN: "1111"})
		p.enter()
		wanted := digests(pki.GOST34311, 2)
		request := object{"credentialID": "oksana-1", "numSignatures": 2, "PIN": "1111"}
		status, _ := p.post("credentials/authorize", request)
		assert.Equal(t, scal == 1, status == http.StatusOK)

		sad := p.must("credentials/authorize", with(request, object{"hash": encoded(wanted[0])}))["SAD"]
		sign := object{"credentialID": "oksana-1", "SAD": sad, "hash": encoded(wanted[1]), "signAlgo": "1.2.804.2.1.1.1.1.3.1.1"}
		_, answer := p.post("signatures/signHash", sign)
		assert.Equal(t, "Hash is not authorized by the SAD.", answer["error_description"])
		p.must("signatures/signHash", with(sign, object{"hash": encoded(wanted[0])}))

		next := p.must("credentials/extendTransaction", object{"credentialID": "oksana-1", "SAD": sad, "hash": encoded(wanted[1])})["SAD"]
		_, answer = p.post("signatures/signHash", with(sign, object{"hash": encoded(wanted[0])}))
		assert.Equal(t, "Invalid parameter SAD", answer["error_description"], "what was extended is over")
		p.must("signatures/signHash", with(sign, object{"SAD": next}))
	}
}

// Who may ask at all.
func TestWhoIsLetIn(t *testing.T) {
	p := start(t, csctest.Options{Version: 2})
	p.must("info", object{})
	ask := func(change func(*http.Request)) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, p.server.Base()+"/credentials/list", strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+p.token)
		change(r)
		return p.send(r)
	}
	p.enter()
	require.Equal(t, http.StatusOK, ask(func(*http.Request) {}).Code)
	for name, c := range map[string]struct {
		change func(*http.Request)
		status int
	}{
		"no token":          {func(r *http.Request) { r.Header.Del("Authorization") }, http.StatusBadRequest},
		"another kind":      {func(r *http.Request) { r.Header.Set("Authorization", "Basic "+p.token) }, http.StatusBadRequest},
		"a token of nobody": {func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, http.StatusUnauthorized},
		"no JSON":           {func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, http.StatusBadRequest},
		"no object":         {func(r *http.Request) { r.Body = http.NoBody }, http.StatusBadRequest},
		"GET":               {func(r *http.Request) { r.Method = http.MethodGet }, http.StatusMethodNotAllowed},
		"an unknown method": {func(r *http.Request) { r.URL.Path = p.server.Base() + "/credentials/steal" }, http.StatusNotFound},
		"signDoc":           {func(r *http.Request) { r.URL.Path = p.server.Base() + "/signatures/signDoc" }, http.StatusNotImplemented},
		"a method that this server has not": {
			func(r *http.Request) { r.URL.Path = p.server.Base() + "/signatures/timestamp" }, http.StatusNotImplemented,
		},
	} {
		assert.Equal(t, c.status, ask(c.change).Code, name)
	}
}
