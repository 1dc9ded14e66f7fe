// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type sample struct {
	Name   string          `json:"name"`
	Size   int64           `json:"size,omitempty"`
	Flag   *bool           `json:"flag,omitempty"`
	Choice *string         `json:"choice"`
	List   []sample        `json:"list,omitempty"`
	Octets protocol.Base64 `json:"octets,omitempty"`
	Any    protocol.Raw    `json:"any,omitempty"`
}

func TestUnmarshal(t *testing.T) {
	var got sample
	in := ` {"name":"\u0417віт \ud83d\ude00 \"1\"\n","choice":null,"size":-7,"flag":false,` +
		`"list":[{"name":"","choice":"a"}],"octets":"AAE=","any":[1,{"x":null}]} `
	require.NoError(t, protocol.Unmarshal([]byte(in), &got))
	assert.Equal(t, "Звіт 😀 \"1\"\n", got.Name)
	assert.Equal(t, int64(-7), got.Size)
	assert.False(t, *got.Flag)
	assert.Nil(t, got.Choice)
	assert.Equal(t, "a", *got.List[0].Choice)
	assert.Equal(t, protocol.Base64{0, 1}, got.Octets)
	assert.JSONEq(t, `[1,{"x":null}]`, string(got.Any))
}

func TestUnmarshalKeepsLoneSurrogatesOfNames(t *testing.T) {
	var got sample
	require.NoError(t, protocol.Unmarshal([]byte(`{"name":"a\ud800b","choice":null}`), &got))
	assert.Equal(t, "a\uFFFDb", got.Name)
}

func TestUnmarshalRefuses(t *testing.T) {
	deep := strings.Repeat("[", protocol.MaxDepth) + strings.Repeat("]", protocol.MaxDepth)
	for reason, in := range map[string]string{
		"nothing":                      ``,
		"no object":                    `[]`,
		"cut short":                    `{"name":"a","choice":`,
		"two values":                   `{"name":"a","choice":null}{}`,
		"unknown member":               `{"name":"a","choice":null,"x":1}`,
		"another case":                 `{"Name":"a","choice":null}`,
		"escaped member":               `{"n\u0061me":"a","choice":null}`,
		"member twice":                 `{"name":"a","choice":null,"name":"b"}`,
		"member twice, inside any":     `{"name":"a","choice":null,"any":{"x":1,"x":2}}`,
		"member missing":               `{"choice":null}`,
		"null for a string":            `{"name":null,"choice":null}`,
		"null for what may be absent":  `{"name":"a","choice":null,"flag":null}`,
		"number for a string":          `{"name":1,"choice":null}`,
		"string for a number":          `{"name":"a","choice":null,"size":"1"}`,
		"fraction":                     `{"name":"a","choice":null,"size":1.0}`,
		"exponent":                     `{"name":"a","choice":null,"size":1e1}`,
		"leading zero":                 `{"name":"a","choice":null,"size":01}`,
		"over 64 bits":                 `{"name":"a","choice":null,"size":9223372036854775808}`,
		"fraction, inside any":         `{"name":"a","choice":null,"any":0.5}`,
		"number for a bool":            `{"name":"a","choice":null,"flag":1}`,
		"octets that are not UTF-8":    "{\"name\":\"\xff\",\"choice\":null}",
		"control character":            "{\"name\":\"\x01\",\"choice\":null}",
		"unknown escape":               `{"name":"\x","choice":null}`,
		"escape cut short":             `{"name":"\u12","choice":null}`,
		"comma before the end":         `{"name":"a","choice":null,}`,
		"comma before the end of list": `{"name":"a","choice":null,"list":[],"any":[1,]}`,
		"too deep":                     `{"name":"a","choice":null,"any":` + deep + `}`,
		"base64 without padding":       `{"name":"a","choice":null,"octets":"AAE"}`,
		"base64 with line breaks":      `{"name":"a","choice":null,"octets":"AA\nE="}`,
		"base64 with trailing bits":    `{"name":"a","choice":null,"octets":"AAF="}`,
		"base64 of the other alphabet": `{"name":"a","choice":null,"octets":"__8="}`,
		"comment":                      `{"name":"a",/**/"choice":null}`,
		"byte order mark":              "\ufeff{}",
	} {
		t.Run(reason, func(t *testing.T) {
			err := protocol.Unmarshal([]byte(in), &sample{})
			require.ErrorIs(t, err, protocol.ErrMalformed)
		})
	}
}

func TestErrorsDoNotQuote(t *testing.T) {
	err := protocol.Unmarshal([]byte(`{"name":"3190512345","choice":"3190512345","3190512345":1}`), &sample{})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "3190512345")
}

func TestSecret(t *testing.T) {
	frame := []byte(`{"secret":"пар\u043eль \"\\\/\b\f\n\r\t \ud83d\ude00"}`)
	var answer protocol.SecretAnswer
	require.NoError(t, protocol.Unmarshal(frame, &answer))
	assert.Equal(t, "пароль \"\\/\b\f\n\r\t 😀", string([]byte(answer.Secret)))

	assert.Equal(t, "[secret] [secret] [secret]", fmt.Sprintf("%v %s %#x", answer.Secret, answer.Secret, answer.Secret))
	_, err := json.Marshal(answer)
	assert.Error(t, err)

	whole := unsafe.Slice(unsafe.SliceData(answer.Secret), cap(answer.Secret))
	answer.Secret.Wipe()
	assert.Equal(t, make([]byte, len(whole)), whole, "nothing of the secret is left, not even beyond its length")

	assert.Error(t, protocol.Unmarshal([]byte(`{"secret":"\ud800"}`), &answer), "no password has half a character")
}

// FuzzUnmarshal holds the decoder to encoding/json: what it takes, that takes
// too, and with the same result.
func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"name":"\u0417\ud83d\ude00\ud800","choice":null,"size":-7,"flag":false,"list":[],"any":[1,{"x":null}]}`))
	f.Add([]byte(`{"name":"a","choice":"b","octets":"AAE="}`))
	f.Add([]byte(`{"name":"a","choice":null,"any":[[[[[[[[]]]]]]]]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		var got sample
		if protocol.Unmarshal(in, &got) != nil {
			return
		}
		d := json.NewDecoder(bytes.NewReader(in))
		d.DisallowUnknownFields()
		var want struct {
			Name   string          `json:"name"`
			Size   int64           `json:"size"`
			Flag   *bool           `json:"flag"`
			Choice *string         `json:"choice"`
			List   json.RawMessage `json:"list"`
			Octets []byte          `json:"octets"`
			Any    json.RawMessage `json:"any"`
		}
		require.NoError(t, d.Decode(&want))
		require.Equal(t, want.Name, got.Name)
		require.Equal(t, want.Size, got.Size)
		require.Equal(t, want.Flag, got.Flag)
		require.Equal(t, want.Choice, got.Choice)
		require.True(t, bytes.Equal(want.Octets, got.Octets))
		require.Equal(t, string(want.Any), string(got.Any))
	})
}
