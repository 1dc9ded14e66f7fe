// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// A standard is the machine-readable companions of CSC 1: section 12.
type standard struct {
	*testing.T
	paths    object // of the OpenAPI description
	compiler *jsonschema.Compiler
	seen     map[string]bool // methods that were answered
}

func newStandard(t *testing.T) *standard {
	t.Helper()
	s := &standard{T: t, compiler: jsonschema.NewCompiler(), seen: map[string]bool{}}
	s.compiler.DefaultDraft(jsonschema.Draft7)
	for name, file := range map[string]string{"openapi.json": "csc_openapi_v.1.0.3.0.json", "schema.json": "csc_schema_v.1.0.3.0.json"} {
		text := string(interop.Read(t, "csc/v1/"+file))
		if name == "schema.json" { // two references are to the other file's places
			text = strings.ReplaceAll(text, "#/components/schemas/", "#/definitions/")
		}
		parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		require.NoError(t, err)
		document := parsed.(object)
		definitions, _ := document["definitions"].(object)
		if name == "openapi.json" {
			s.paths = document["paths"].(object)
			definitions = document["components"].(object)["schemas"].(object)
		}
		correct(definitions)
		require.NoError(t, s.compiler.AddResource(name, document))
	}
	return s
}

// correct changes definitions where they contradict the text of 1.0.4.0, which is
// normative: section 11.5 has a curve that is an object identifier, a number of
// signatures, numeric PINs "N", and PIN and OTP for explicit authorization alone;
// section 11.1 has a description. And nothing shall be answered that they do not
// know.
func correct(definitions object) {
	at := func(path ...string) object {
		found := definitions
		for _, name := range path {
			found = found[name].(object)
		}
		return found
	}
	at("key", "properties", "curve")["type"] = "string"
	at("multisign")["type"] = "integer"
	at("PININFO", "properties", "format")["pattern"] = "^(A|N)$"
	at("output-credentials-info")["required"] = []any{"key", "cert", "authMode", "multisign"}
	at("output-info", "properties")["description"] = object{"$ref": "#/components/schemas/description"}
	if _, is := definitions["client_id"]; is { // the JSON Schema
		at("output-info", "properties")["description"] = object{"$ref": "#/definitions/description"}
	}
	for _, definition := range definitions {
		if d, is := definition.(object); is && d["properties"] != nil {
			d["additionalProperties"] = false
		}
	}
}

// valid holds an instance against a definition of both files; the OpenAPI
// description has none of the authorization server's.
func (s *standard) valid(name string, instance []byte) {
	s.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(instance))
	require.NoError(s, err, "%s", instance)
	files := []string{"schema.json#/definitions/", "openapi.json#/components/schemas/"}
	if strings.Contains(name, "oauth2") {
		files = files[:1]
	}
	for _, file := range files {
		schema, err := s.compiler.Compile(file + name)
		require.NoError(s, err)
		assert.NoError(s, schema.Validate(value), "%s%s: %s", file, name, instance)
	}
}

// watch holds everything that goes through a handler against the standard.
func (s *standard) watch(base string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		require.NoError(s, err)
		r.Body = io.NopCloser(bytes.NewReader(body))
		answered := httptest.NewRecorder()
		next.ServeHTTP(answered, r)
		if method, found := strings.CutPrefix(r.URL.Path, base); found {
			s.exchange(method, answered, body)
		} else if r.URL.Path == "/oauth2/token" && answered.Code == http.StatusOK {
			values, err := url.ParseQuery(string(body))
			require.NoError(s, err)
			s.valid("input-oauth2-token", flat(s, values))
			s.valid("output-oauth2-token", answered.Body.Bytes())
			s.seen["oauth2/token"] = true
		}
		for name, values := range answered.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answered.Code)
		_, _ = answered.Body.WriteTo(w)
	})
}

// flat is a form as the JSON object that the schema has for it.
func flat(t require.TestingT, values url.Values) []byte {
	members := object{}
	for name := range values {
		members[name] = values.Get(name)
	}
	body, err := json.Marshal(members)
	require.NoError(t, err)
	return body
}

// exchange holds one request to the API, and its answer, against the standard.
func (s *standard) exchange(method string, answered *httptest.ResponseRecorder, request []byte) {
	s.Helper()
	item, found := s.paths[method].(object)
	require.True(s, found, "the standard has no %s", method)
	operation := item["post"].(object)
	switch code := answered.Code; {
	case code >= 400:
		var refused struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}
		assert.NoError(s, json.Unmarshal(answered.Body.Bytes(), &refused), method)
		assert.NotEmpty(s, refused.Error, method)
		return
	case code == http.StatusNoContent: // sections 11.3 and 11.8 have it so, the description says nothing
		assert.NotContains(s, operation["responses"], "200", method)
		assert.Empty(s, answered.Body.Bytes(), method)
	default:
		assert.Equal(s, "application/json;charset=UTF-8", answered.Header().Get("Content-Type"))
		s.valid(definition(operation["responses"].(object)["200"]), answered.Body.Bytes())
	}
	s.valid(definition(operation["requestBody"]), request)
	s.seen[method] = true
}

// definition is the name of the schema that a body has.
func definition(body any) string {
	schema := body.(object)["content"].(object)["application/json"].(object)["schema"].(object)
	return strings.TrimPrefix(schema["$ref"].(string), "#/components/schemas/")
}

// All methods that this server has, asked in every way that changes their answers,
// and some that they refuse.
func TestConformsToTheStandard(t *testing.T) {
	s := newStandard(t)
	six := []*testpki.Subscriber{}
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson, testpki.RSAPerson, testpki.FOP, testpki.Director, testpki.Kupyna,
		testpki.Stamp, testpki.Passport, testpki.Revoked, testpki.OnHold, testpki.Expired} {
		six = append(six, town.Subscriber(name))
	}
	for _, mode := range []csctest.Mode{csctest.OAuth2Code, csctest.Explicit, csctest.Implicit} {
		p := start(t, csctest.Options{
			Version: 1, Mode: mode, Max: 2, PIN: "1111", OTP: "222222", TSA: town.TSA(testpki.TSAOptions{}),
			Client: csctest.Client{Secret: "shared"}, People: []csctest.Person{{ID: "one", Keys: six}},
		})
		p.handler = s.watch(p.server.Base(), p.server)
		p.must("info", object{"lang": "uk"})
		p.secret = "shared"
		p.enter()
		first := p.must("credentials/list", object{"maxResults": 10, "clientData": "mine"})
		p.must("credentials/list", object{"pageToken": first["nextPageToken"]})
		p.post("credentials/list", object{"userID": "two"})
		for _, id := range first["credentialIDs"].([]any) {
			for _, which := range []string{"none", "single", "chain", "all"} {
				p.post("credentials/info", object{"credentialID": id, "certificates": which, "certInfo": true, "authInfo": which != "none", "lang": "uk"})
			}
		}

		wanted := digests(pki.GOST34311, 2)
		var sad any
		if mode == csctest.OAuth2Code {
			sad = p.granted("credential", p.signing("one-1", pki.GOST34311, wanted...))
		} else {
			request := object{"credentialID": "one-1", "numSignatures": 2, "hash": encoded(wanted...), "description": "Заява"}
			if mode == csctest.Explicit {
				p.must("credentials/sendOTP", object{"credentialID": "one-1"})
				request["PIN"], request["OTP"] = "1111", "222222"
			}
			sad = p.must("credentials/authorize", request)["SAD"]
			p.post("credentials/authorize", object{"credentialID": "one-1"})
		}
		sad = p.must("credentials/extendTransaction", object{"credentialID": "one-1", "SAD": sad, "hash": encoded(wanted...)})["SAD"]
		request := object{"credentialID": "one-1", "SAD": sad, "hash": encoded(wanted...), "signAlgo": "1.2.804.2.1.1.1.1.3.1.1"}
		p.must("signatures/signHash", request)
		p.post("signatures/signHash", request)
		p.must("signatures/timestamp", object{"hash": encoded(wanted...)[0], "hashAlgo": pki.GOST34311.OID().String(), "nonce": "0a"})
		p.must("auth/revoke", object{"token": p.token, "token_type_hint": "access_token"})
	}
	for method := range s.paths {
		assert.Equal(t, method != "/auth/login", s.seen[method], method)
	}
	assert.True(t, s.seen["oauth2/token"])
}
