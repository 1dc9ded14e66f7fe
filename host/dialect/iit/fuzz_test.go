// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/protocol"
)

// FuzzAnswer: whatever a page sends, it gets one response with its id, either a
// result with a code or an error, and no octets of a password that it gave.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"jsonrpc":"2.0","id":0,"method":"GetVersion","params":[],"session_id":null}`,
		`{"jsonrpc":"2.0","id":"1","method":"CtxReadPrivateKey","params":[{"className":"EndUserContext","classVersion":1,"classFields":{"handle":"00"}},{"className":"EndUserKeyMedia","classVersion":0,"classFields":{"typeIndex":1,"devIndex":0,"password":"12345"}}],"session_id":"a"}`,
		`{"jsonrpc":"2.0","id":1,"method":"SaveCertificates","params":[{"className":"EndUserByteArray","classVersion":1,"classFields":{"data":"MAA="}}]}`,
		`{"jsonrpc":"2.0","id":1,"method":"VerifyDataInternalOnTimeEx","params":["AAAA",0,null,false,false,null]}`,
		`{"jsonrpc":"2.0","id":1,"method":"SetOCSPSettings","params":[{"className":"EndUserOCSPSettings","classVersion":1,"classFields":{"useOCSP":true,"beforeStore":true,"address":"czo.gov.ua","port":"80"}}]}`,
		`{"jsonrpc":"2.0","id":1,"method":"EnvelopEx","params":[["i1"],["s1"],true,{"className":"EndUserByteArray","classVersion":1,"classFields":{"data":"ZGF0YQ=="}}]}`,
		`{"jsonrpc":"2.0","id":1,"method":"SignHash","params":["SEFTSA=="]}`,
		`{"jsonrpc":"2.0","id":1,"method":"DeleteFile","params":["/"]}`,
		`{"jsonrpc":"2.0","id":[1],"method":"","params":{}}`,
		`[[[[[[[[[[`,
		"\xff",
	} {
		f.Add([]byte(seed))
	}
	for _, file := range []string{"euscp-1.3.55", "eusw-1.3.56"} {
		path, ok := interop.Find("iit-protocol/page-messages-" + file + ".json")
		if !ok {
			continue
		}
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		var r recording
		require.NoError(f, json.Unmarshal(text, &r))
		for _, run := range r.Runs {
			for _, step := range run.Steps {
				for _, call := range step.Calls {
					f.Add([]byte(jsonOf(f, map[string]any{"jsonrpc": "2.0", "id": 1, "method": call.Method, "params": call.Params, "session_id": "s"})))
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, request []byte) {
		p := newPage(t)
		p.desk.sign = p.pretend
		defer p.Close()
		text := p.Answer(t.Context(), request)
		var got struct {
			Version string        `json:"jsonrpc"`
			ID      protocol.Raw  `json:"id"`
			Result  *protocol.Raw `json:"result,omitempty"`
			Error   *rpcError     `json:"error,omitempty"`
			Session string        `json:"session_id"`
		}
		require.NoError(t, protocol.Unmarshal(text, &got), "%s", text)
		require.NotEqual(t, got.Result == nil, got.Error == nil, "%s", text)
		if got.Result != nil {
			require.NotEqual(t, "null", string(got.ID))
		}
	})
}

// FuzzMoment: a time that is read is written as the same time.
func FuzzMoment(f *testing.F) {
	f.Add("21.11.2026 9:5:7")
	f.Add("01.02.2026 00:00:00")
	f.Add("32.1.2026 0:0:0")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := parseMoment(text)
		if err != nil {
			return
		}
		written, err := moment(read).MarshalJSON()
		require.NoError(t, err)
		if read.IsZero() {
			return
		}
		var again string
		require.NoError(t, json.Unmarshal(written, &again))
		same, err := parseMoment(again)
		require.NoError(t, err)
		require.Equal(t, read.Truncate(time.Second), same, "a fraction is dropped")
	})
}
