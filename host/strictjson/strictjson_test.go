// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package strictjson_test

import (
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
