// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package strictjson_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/strictjson"
)

func TestDecode(t *testing.T) {
	var v struct{ Name string }
	require.NoError(t, strictjson.Decode([]byte(" {\"name\": \"Оксана\"}\n"), &v))
	assert.Equal(t, "Оксана", v.Name)
	for name, text := range map[string]string{
		"nothing":                "",
		"cut off":                `{"name": "a"`,
		"another type":           `{"name": 1}`,
		"an unknown member":      `{"name": "a", "nmae": "b"}`,
		"a second value":         `{"name": "a"} {}`,
		"a letter after it":      `{"name": "a"}x`,
		"a bracket that is over": `{"name": "a"}}`,
	} {
		t.Run(name, func(t *testing.T) { assert.Error(t, strictjson.Decode([]byte(text), &v)) })
	}
	assert.ErrorIs(t, strictjson.Decode([]byte(`{} {}`), &v), strictjson.ErrTrailing)
}

func TestMembers(t *testing.T) {
	members, err := strictjson.Members([]byte(" {\"b\": [1, 2], \"a\": {\"b\": null}, \"b\": \"\\u0456\"}\n"))
	require.NoError(t, err)
	assert.Equal(t, []strictjson.Member{{"b", []byte(`[1, 2]`)}, {"a", []byte(`{"b": null}`)}, {"b", []byte(`"\u0456"`)}}, members)
	none, err := strictjson.Members([]byte(`{}`))
	require.NoError(t, err)
	assert.Empty(t, none)
	for name, text := range map[string]string{
		"nothing":        "",
		"no value":       `{"a"}`,
		"cut off":        `{"a": 1`,
		"a comma":        `{"a": 1,}`,
		"no comma":       `{"a": 1 "b": 2}`,
		"a number":       `{1: 2}`,
		"a broken value": `{"a": [}`,
		"another end":    `{"a": 1]`,
	} {
		_, err := strictjson.Members([]byte(text))
		assert.Error(t, err, name)
	}
	for _, text := range []string{`[]`, `"a"`, `null`, `1`} {
		_, err := strictjson.Members([]byte(text))
		assert.ErrorIs(t, err, strictjson.ErrNoObject, text)
	}
	_, err = strictjson.Members([]byte(`{}x`))
	assert.ErrorIs(t, err, strictjson.ErrTrailing)
}

// FuzzMembers: what comes apart is JSON, and would be again.
func FuzzMembers(f *testing.F) {
	f.Add([]byte(`{"a": [1, {"b": null}], "a": ""}`))
	f.Add([]byte(`{"a": 1}{`))
	f.Fuzz(func(t *testing.T, data []byte) {
		members, err := strictjson.Members(data)
		require.Equal(t, err == nil, json.Valid(data) && bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")))
		for _, m := range members {
			require.True(t, json.Valid(m.Value))
		}
	})
}
