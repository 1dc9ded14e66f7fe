// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/testpki"
)

// Everything that is sent to a service of CSC 1 is as the standard's own JSON
// Schema (section 12) has it, and nothing is sent beside.
func TestRequestsOfTheStandard(t *testing.T) {
	text := string(interop.Read(t, "csc/v1/csc_schema_v.1.0.3.0.json"))
	// Two references are to places of the OpenAPI description.
	text = strings.ReplaceAll(text, "#/components/schemas/", "#/definitions/")
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	for _, definition := range parsed.(object)["definitions"].(object) {
		if d := definition.(object); d["properties"] != nil {
			d["additionalProperties"] = false
		}
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft7)
	require.NoError(t, compiler.AddResource("schema.json", parsed))

	seen := map[string]bool{}
	for mode, change := range map[string]func(*rssp){
		"oauth2code": func(*rssp) {},
		"implicit":   func(*rssp) {},
		"explicit": func(r *rssp) {
			r.about["PIN"], r.about["OTP"] = object{"presence": "true"}, object{"presence": "true", "type": "online"}
		},
	} {
		r, ask := newRSSP(t, 1, testpki.Person), &person{pin: "1234", otp: "5678"}
		r.mode(mode)
		change(r)
		r.info["methods"] = []string{"signatures/timestamp"}
		s, _ := identify(t, r.provider(t), ask)
		r.signed(t, s, ask, r.digests(2))
		_, _ = s.(csc.Stamper).Timestamp(t.Context(), r.digests(1)[0], []byte{1})
		for _, a := range r.calls {
			if a.body == nil {
				continue
			}
			name := "input-" + strings.ReplaceAll(strings.TrimPrefix(a.path, "/"), "/", "-")
			name = strings.Replace(name, "signHash", "signhash", 1)
			schema, err := compiler.Compile("schema.json#/definitions/" + name)
			require.NoError(t, err)
			assert.NoError(t, schema.Validate(a.body), name)
			seen[name] = true
		}
	}
	assert.Len(t, seen, 7, "info, list, info, authorize, sendOTP, signHash, timestamp")
}

// Neither a log nor an error holds what lets anybody in.
func TestNothingSecretIsTold(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		var log bytes.Buffer
		heard := func(c *csc.Config) {
			c.Log = logrus.New()
			c.Log.SetOutput(&log)
			c.Log.SetLevel(logrus.TraceLevel)
			c.ClientSecret = []byte("secret-of-client")
		}
		var errors []string
		for _, path := range []string{"/oauth2/token", "/credentials/list", "/credentials/info", "/credentials/authorize", "/signatures/signHash"} {
			for _, answer := range broken {
				r, ask := newRSSP(t, version, testpki.Person), &person{pin: "pin-of-person"}
				r.mode("explicit", object{"type": "Password", "id": "PIN"})
				r.about["PIN"] = object{"presence": "true"}
				r.on(path, answer)
				s, err := r.provider(t, heard).Enter(t.Context(), "", ask)
				if err == nil {
					_, err = s.Start(t.Context(), cloudIdentify, ask)
					require.NoError(t, err)
					_, err = s.Poll(t.Context(), operation)
				}
				if err == nil {
					_, err = s.Start(t.Context(), signRequest(r.digests(1)), ask)
				}
				if err == nil {
					_, err = s.Poll(t.Context(), operation)
				}
				require.Error(t, err)
				errors = append(errors, err.Error())
				ask.wiped(t)
			}
		}
		told := log.String() + strings.Join(errors, "\n")
		assert.Contains(t, told, "no answer")
		for _, secret := range []string{"token-of-", "sad-of-", "code-", "secret-of-client", "pin-of-person", "Bearer"} {
			assert.NotContains(t, told, secret)
		}
	})
}
