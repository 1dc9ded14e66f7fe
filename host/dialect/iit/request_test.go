// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/protocol"
)

// TestAnswers: requests as pages write them, and responses to the letter.
func TestAnswers(t *testing.T) {
	for name, test := range map[string]struct{ request, want string }{
		"the first of all": {
			`{"jsonrpc":"2.0","id":0,"method":"GetVersion","params":[],"session_id":null}`,
			`{"jsonrpc":"2.0","id":0,"result":{"result":"1.3.65535","error":{"code":0,"message":""}},"session_id":"ours"}`,
		},
		"an id that is a string": {
			`{"jsonrpc":"2.0","id":"3","method":"IsInitialized","params":[],"session_id":"theirs"}`,
			`{"jsonrpc":"2.0","id":"3","result":{"result":false,"error":{"code":0,"message":""}},"session_id":"theirs"}`,
		},
		"no params, no session, something new": {
			`{"jsonrpc":"2.0","id":7,"method":"Initialize","since":{"a":[null]}}`,
			`{"jsonrpc":"2.0","id":7,"result":{"result":null,"error":{"code":0,"message":""}},"session_id":"ours"}`,
		},
		"before Initialize": {
			`{"jsonrpc":"2.0","id":1,"method":"CtxCreate","params":[]}`,
			`{"jsonrpc":"2.0","id":1,"result":{"result":null,"error":{"code":1,"message":"Сайт звернувся до Pidpys, не підготувавши роботи. Оновіть сторінку."}},"session_id":"ours"}`,
		},
		"refused": {
			`{"jsonrpc":"2.0","id":1,"method":"DeleteFile","params":["/etc/passwd"]}`,
			`{"jsonrpc":"2.0","id":1,"result":{"result":null,"error":{"code":65534,"message":"Сайт просить того, чого Pidpys не робить."}},"session_id":"ours"}`,
		},
		"unknown": {
			`{"jsonrpc":"2.0","id":1,"method":"getversion","params":[]}`,
			`{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"},"session_id":"ours"}`,
		},
		"markup in a session": {
			`{"jsonrpc":"2.0","id":1,"method":"GetVersion","params":[],"session_id":"<\"\u2028"}`,
			`{"jsonrpc":"2.0","id":1,"result":{"result":"1.3.65535","error":{"code":0,"message":""}},"session_id":"\u003c\"\u2028"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := strangePage(t)
			p.session = "ours"
			assert.Equal(t, test.want, string(p.Answer(t.Context(), []byte(test.request))))
		})
	}
}

// TestNoRequests: what is no call has an error that page libraries take for a
// broken connection.
func TestNoRequests(t *testing.T) {
	long := func(n int) string { return strings.Repeat("a", n) }
	for why, test := range map[string]struct {
		request string
		code    int
		id      string
	}{
		"nothing":               {``, -32700, `null`},
		"no JSON":               {`GetVersion`, -32700, `null`},
		"cut off":               {`{"jsonrpc":"2.0","id":1,"method":"GetVersion"`, -32700, `1`},
		"two":                   {`{"jsonrpc":"2.0","id":1,"method":"GetVersion"}{}`, -32700, `1`},
		"an array, as a batch":  {`[{"jsonrpc":"2.0","id":1,"method":"GetVersion"}]`, -32600, `null`},
		"null":                  {`null`, -32600, `null`},
		"another version":       {`{"id":1,"jsonrpc":"1.0","method":"GetVersion"}`, -32600, `1`},
		"no version":            {`{"id":1,"method":"GetVersion"}`, -32600, `1`},
		"no id":                 {`{"jsonrpc":"2.0","method":"GetVersion"}`, -32600, `null`},
		"an id that is null":    {`{"jsonrpc":"2.0","id":null,"method":"GetVersion"}`, -32600, `null`},
		"an id that is a list":  {`{"jsonrpc":"2.0","id":[1],"method":"GetVersion"}`, -32600, `null`},
		"a long id":             {`{"jsonrpc":"2.0","id":"` + long(maxID) + `","method":"GetVersion"}`, -32600, `null`},
		"two ids":               {`{"jsonrpc":"2.0","id":1,"id":2,"method":"GetVersion"}`, -32600, `1`},
		"no method":             {`{"jsonrpc":"2.0","id":1}`, -32600, `1`},
		"a method by number":    {`{"jsonrpc":"2.0","id":1,"method":1}`, -32600, `1`},
		"a long method":         {`{"jsonrpc":"2.0","id":1,"method":"` + long(maxMethod+1) + `"}`, -32600, `1`},
		"params by name":        {`{"jsonrpc":"2.0","id":1,"method":"GetVersion","params":{}}`, -32600, `1`},
		"many params":           {`{"jsonrpc":"2.0","id":1,"method":"GetVersion","params":[0` + strings.Repeat(",0", maxParams) + `]}`, -32600, `1`},
		"a long session":        {`{"jsonrpc":"2.0","id":1,"method":"GetVersion","session_id":"` + long(maxSession+1) + `"}`, -32600, `1`},
		"a session by number":   {`{"jsonrpc":"2.0","id":1,"method":"GetVersion","session_id":1}`, -32600, `1`},
		"too deep":              {`{"jsonrpc":"2.0","id":1,"method":"GetVersion","params":` + strings.Repeat("[", 8) + strings.Repeat("]", 8) + `}`, -32600, `1`},
		"deeper than any stack": {`{"id":1,"jsonrpc":` + strings.Repeat("[", 1<<20), -32700, `1`},
		"a fraction":            {`{"jsonrpc":"2.0","id":1,"method":"SetLanguage","params":[1.5]}`, -32600, `1`},
		"a name with an escape": {`{"jsonrpc":"2.0","id":1,"\u006dethod":"GetVersion"}`, -32600, `1`},
	} {
		t.Run(why, func(t *testing.T) {
			p := strangePage(t)
			var got struct {
				Version string       `json:"jsonrpc"`
				ID      protocol.Raw `json:"id"`
				Error   rpcError     `json:"error"`
				Session string       `json:"session_id"`
			}
			require.NoError(t, protocol.Unmarshal(p.Answer(t.Context(), []byte(test.request)), &got))
			assert.Equal(t, test.code, got.Error.Code)
			assert.NotEmpty(t, got.Error.Message)
			assert.Equal(t, test.id, string(got.ID))
			assert.NotEmpty(t, got.Session)
		})
	}
}

// TestArguments: shapes of arguments that a method has not are a bad parameter, and
// nothing else happens.
func TestArguments(t *testing.T) {
	p := newPage(t)
	object := func(class string, version any, fields string) json.RawMessage {
		return fmt.Appendf(nil, `{"className":%q,"classVersion":%v,"classFields":%s}`, class, version, fields)
	}
	for why, params := range map[string][]any{
		"none":                    {},
		"one too many":            {bytesArg(nil), nil},
		"null":                    {nil},
		"a string":                {"AAAA"},
		"a list":                  {[]any{bytesArg(nil)}},
		"another class":           {object("EndUserKeyMedia", 1, `{"data":"AAAA"}`)},
		"a class nobody knows":    {object("EndUserbytearray", 1, `{"data":"AAAA"}`)},
		"a version yet to come":   {object(classByteArray, 2, `{"data":"AAAA"}`)},
		"a version below all":     {object(classByteArray, -1, `{"data":"AAAA"}`)},
		"a version in words":      {object(classByteArray, `"1"`, `{"data":"AAAA"}`)},
		"no fields":               {object(classByteArray, 1, `null`)},
		"not its field":           {object(classByteArray, 1, `{"Data":"AAAA"}`)},
		"a field twice":           {json.RawMessage(`{"className":"EndUserByteArray","className":"EndUserByteArray","classVersion":1,"classFields":{"data":""}}`)},
		"no base64":               {object(classByteArray, 1, `{"data":"A"}`)},
		"base64 of URLs":          {object(classByteArray, 1, `{"data":"_-8="}`)},
		"octets as a list":        {object(classByteArray, 1, `{"data":[1,2]}`)},
		"an object without class": {json.RawMessage(`{"data":"AAAA"}`)},
	} {
		t.Run(why, func(t *testing.T) {
			method := "Hash"
			_, code, _ := p.callRaw(method, params)
			assert.Contains(t, []Code{codeBadParameter, -1}, code)
			assert.Empty(t, p.hashed.contents)
		})
	}
	for _, fine := range []json.RawMessage{
		object(classByteArray, 1, `{"data":"AAAA"}`), object(classByteArray, 0, `{"data":"AA\r\nAA","more":{}}`),
	} {
		assert.Equal(t, p.does("Hash", bytesArg([]byte{0, 0, 0})), p.does("Hash", fine))
	}
}

// callRaw answers -1 where a request was refused before its method.
func (p *page) callRaw(method string, params []any) (json.RawMessage, Code, string) {
	text := jsonOf(p.t, map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	if strings.Contains(string(p.Answer(p.t.Context(), []byte(text))), `"error":{"code":-326`) {
		return nil, -1, ""
	}
	return p.answer([]byte(text), 1)
}

// TestAnswerTooLong: an answer beyond what the protocol carries is told as such.
func TestAnswerTooLong(t *testing.T) {
	p := newPage(t)
	answer := p.encode(response{Version: "2.0", ID: protocol.Raw("1"), Result: &outcome{Result: octets(make([]byte, protocol.MaxDialect*3/4))}})
	assert.Contains(t, string(answer), `"code":6,`)
	assert.Less(t, len(answer), 1000)
}
