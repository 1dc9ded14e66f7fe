// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/cloud/csctest"
)

// Whatever the API is sent, it answers with JSON or nothing.
func FuzzAPI(f *testing.F) {
	p := start(f, csctest.Options{Version: 2, Async: true, Mode: csctest.Explicit, PIN: "1111", OTP: "222222"})
	p.enter()
	for method, body := range map[string]string{
		"credentials/list":              `{"credentialInfo":true,"certificates":"chain","certInfo":true,"authInfo":true,"onlyValid":true}`,
		"credentials/info":              `{"credentialID":"oksana-1","certificates":"none"}`,
		"credentials/authorize":         `{"credentialID":"oksana-1","numSignatures":1,"hashes":["AA=="],"hashAlgorithmOID":"1.2","authData":[{"id":"PIN","value":"1111"}]}`,
		"credentials/extendTransaction": `{"credentialID":"oksana-1","SAD":"x","hashes":["AA=="]}`,
		"signatures/signHash":           `{"credentialID":"oksana-1","SAD":"x","hashes":["AA=="],"signAlgo":"1.2","operationMode":"A","validity_period":1e99}`,
		"signatures/signPolling":        `{"requestID":"x","clientData":null}`,
		"auth/revoke":                   `{"token":"x"}`,
	} {
		f.Add(method, body)
	}
	f.Fuzz(func(t *testing.T, method, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, p.server.Base()+"/", strings.NewReader(body))
		r.URL.Path = p.server.Base() + "/" + method
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+p.token)
		w := p.send(r)
		if w.Header().Get("Content-Type") != "" && w.Code != http.StatusMovedPermanently && w.Code != http.StatusTemporaryRedirect && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %q: %d %s", method, body, w.Code, w.Body)
		}
	})
}

// Whatever the authorization endpoint is asked, people are sent to the program or
// nowhere.
func FuzzAuthorize(f *testing.F) {
	p := start(f, csctest.Options{Version: 2})
	f.Add(p.asking("service", nil).Encode())
	f.Add(p.asking("credential", url.Values{"credentialID": {"oksana-1"}, "numSignatures": {"1"}, "hashes": {"AA,AA=="}, "hashAlgorithmOID": {"1.2"}}).Encode())
	f.Add("client_id=pidpys&redirect_uri=http://127.0.0.1%2f..%2f")
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/oauth2/authorize", nil)
		r.URL.RawQuery = query
		w := p.send(r)
		if to := w.Header().Get("Location"); to != "" {
			at, err := url.Parse(to)
			if err != nil || at.Hostname() != "127.0.0.1" && at.Host != "pidpys.example" {
				t.Errorf("%q led to %q", query, to)
			}
		}
	})
}
