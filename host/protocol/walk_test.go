// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/protocol"
)

// walked is what the walk over a value shows.
func walked(raw protocol.Raw) (all []string, err error) {
	if strings.HasPrefix(strings.TrimSpace(string(raw)), "[") {
		err = raw.Elements(func(v protocol.Raw) error { all = append(all, string(v)); return nil })
		return all, err
	}
	err = raw.Members(func(name string, v protocol.Raw) error { all = append(all, name+"="+string(v)); return nil })
	return all, err
}

func TestWalk(t *testing.T) {
	for text, want := range map[string][]string{
		`{"a": 1, "b": {"c": [null]}, "a": "\""}`: {`a=1`, `b={"c": [null]}`, `a="\""`},
		` [1 , {"a":1} , "[" ] `:                  {`1`, `{"a":1}`, `"["`},
		`{}`:                                      nil,
		`[]`:                                      nil,
	} {
		got, err := walked(protocol.Raw(text))
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for why, text := range map[string]string{
		"nothing":           ``,
		"a bare value":      `1`,
		"cut off":           `{"a": [1, 2`,
		"more than one":     `{} {}`,
		"too deep":          strings.Repeat("[", protocol.MaxDepth+1) + strings.Repeat("]", protocol.MaxDepth+1),
		"a fraction":        `[1.5]`,
		"an escaped name":   `{"\u0061": 1}`,
		"twice, further in": `[{"a": 1, "a": 2}]`,
	} {
		_, err := walked(protocol.Raw(text))
		assert.ErrorIs(t, err, protocol.ErrMalformed, why)
	}
	enough := errors.New("enough")
	assert.ErrorIs(t, protocol.Raw(`[1, 2]`).Elements(func(protocol.Raw) error { return enough }), enough)
	assert.ErrorIs(t, protocol.Raw(`{"a": 1}`).Members(func(string, protocol.Raw) error { return enough }), enough)
}

// FuzzWalk: what is walked over without a fault is JSON, in parts too.
func FuzzWalk(f *testing.F) {
	for _, seed := range []string{`{"a":[1,{"b":null}],"a":""}`, `[true,"\ud800",-0]`, `{"a":1`, `[1.5]`, `{}{}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		check := func(v protocol.Raw) error { require.True(t, json.Valid(v)); return nil }
		if protocol.Raw(data).Elements(check) == nil || protocol.Raw(data).Members(func(_ string, v protocol.Raw) error { return check(v) }) == nil {
			require.True(t, json.Valid(data))
		}
	})
}
