// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package webeid

import (
	"crypto/elliptic"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/key"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStatus(t *testing.T) {
	d := &dialect{desk: &fakeDesk{t: t}}
	assert.Equal(t, Version, ask(t, d, "status", map[string]any{}).Version)
	assert.Equal(t, invalidArgument, ask(t, d, "status", map[string]any{"lang": "uk"}).Error.Code, "it takes nothing")
	script, err := os.ReadFile("../../../extension/compat/webeid.js")
	require.NoError(t, err)
	assert.Contains(t, string(script), "VERSION = '"+Version+"'")
}

func TestRequestsThatAreNone(t *testing.T) {
	d := &dialect{desk: &fakeDesk{t: t}}
	for reason, request := range map[string]string{
		"nothing":           "",
		"no JSON":           "{",
		"no object":         "[]",
		"two":               `{"command":"status","arguments":{}} {}`,
		"no command":        `{"arguments":{}}`,
		"no arguments":      `{"command":"status"}`,
		"no object of them": `{"command":"status","arguments":[]}`,
		"twice":             `{"command":"status","command":"status","arguments":{}}`,
		"another command":   `{"command":"quit","arguments":{}}`,
		"something more":    `{"command":"status","arguments":{},"origin":"https://bank.example"}`,
		"too much":          `{"command":"status","arguments":{}` + strings.Repeat(" ", maxRequest) + "}",
		"too deep":          `{"command":"sign","arguments":{"hash":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + "}}",
	} {
		var answer struct {
			Error struct{ Code, Message string }
		}
		require.NoError(t, json.Unmarshal(d.Answer(t.Context(), []byte(request)), &answer), reason)
		assert.Equal(t, invalidArgument, answer.Error.Code, reason)
	}
}

func TestWords(t *testing.T) {
	said, err := os.ReadFile("failure.go")
	require.NoError(t, err)
	for _, language := range []string{"uk", "en"} {
		found := 0
		for word := range extension.Words(language) {
			if strings.HasPrefix(word, "webeid_") {
				found++
				assert.Contains(t, string(said), `"`+word+`"`, "a word that nobody says")
			}
		}
		assert.Equal(t, strings.Count(string(said), `"webeid_`), found, language)
	}
}

func FuzzAnswer(f *testing.F) {
	person := candidate(f, ecdsaKey(f, elliptic.P256()), toSign)
	people := []key.Candidate{person, candidate(f, ecdsaKey(f, elliptic.P384()), toSignIn), national()}
	for _, command := range []string{"status", "authenticate", "get-signing-certificate", "sign", "quit"} {
		for _, arguments := range []map[string]any{{}, {"challengeNonce": nonce}, order(person, nil), order(people[2], map[string]any{"lang": "uk"})} {
			seed, err := json.Marshal(map[string]any{"command": command, "arguments": arguments})
			require.NoError(f, err)
			f.Add(seed)
		}
	}
	f.Fuzz(func(t *testing.T, request []byte) {
		d := &dialect{desk: &fakeDesk{t: t, people: people}}
		defer d.Close()
		var answer map[string]any
		require.NoError(t, json.Unmarshal(d.Answer(t.Context(), request), &answer))
		require.NotEmpty(t, answer)
	})
}
