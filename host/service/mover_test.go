// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"maps"
	"testing"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/require"
)

// mover is a person who moves from the key of a file to another one, in the
// extension's own window.
type mover struct {
	*visit
	current string // the key that is open
}

// serveMover is serve for a person who moves onto tokens. By default the
// authority takes files.
func serveMover(t *testing.T, services map[string]string, tokens map[string]*token, test func(*mover)) {
	serveMoverIn(t, &surroundings{services: services, tokens: tokens}, test)
}

func serveMoverIn(t *testing.T, around *surroundings, test func(*mover)) {
	around.services = maps.Clone(around.services)
	if around.services == nil {
		around.services = map[string]string{}
	}
	if around.services["ocsp"] == "" {
		around.services["ocsp"] = "answers"
	}
	serveIn(t, around, func(b *browser) {
		v := &mover{visit: b.visit("director.p12", map[string][]byte{})}
		v.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
			"version": "1", "protocol": 1, "language": "uk", "browser": "b"}})
		require.Contains(v.t, v.next("extension"), "result")
		test(v)
	})
}

// empty is a token without keys, on which new ones are made.
func empty() *token { return &token{Makes: []key.Kind{key.DSTU4145M257}} }

// begin opens the window and answers what it is about.
func (v *mover) begin() map[string]any {
	v.t.Helper()
	v.say(frame{"id": "r", "method": "reissue", "role": "extension"})
	v.say(frame{"id": v.next("extension")["id"], "result": frame{}, "role": "extension"})
	return v.result("operation", frame{})
}

// call makes a call of the window and returns the answer, passing over all else.
func (v *mover) call(method string, params frame) frame {
	v.t.Helper()
	v.say(frame{"id": "w", "method": method, "params": params, "role": "window"})
	return v.answerAmong("window", "w")
}

// result is that of a call.
func (v *mover) result(method string, params frame) map[string]any {
	v.t.Helper()
	answer := v.call(method, params)
	require.Contains(v.t, answer, "result", answer)
	return answer["result"].(map[string]any)
}

// failure is the code that a call is answered with.
func (v *mover) failure(method string, params frame) any {
	v.t.Helper()
	answer := v.call(method, params)
	require.Contains(v.t, answer, "error", answer)
	return answer["error"].(map[string]any)["code"]
}

// openFile opens the current key.
func (v *mover) openFile() {
	v.t.Helper()
	v.say(frame{"id": "k", "method": "keys", "params": frame{"file": document("key", v.blobs["key"])}, "role": "window"})
	v.types(v.asks("password"), testpki.Password)
	answer := v.next("window")
	require.Contains(v.t, answer, "result", answer)
	v.current = answer["result"].(map[string]any)["selected"].(string)
}

// anew are the params of a plan from the current key onto the first token.
func (v *mover) anew() frame {
	return frame{"key": v.current, "token": v.a1(), "kind": "dstu4145"}
}

// agree agrees to the plan that is asked about now.
func (v *mover) agree() {
	v.t.Helper()
	v.asked = v.asks("consent")
	answer := frame{"approved": true}
	if k, ok := v.asked["params"].(map[string]any)["key"]; ok {
		answer["key"] = k
	}
	v.say(frame{"id": v.asked["id"], "result": answer, "role": "window"})
}

// shown is the next of what the window is shown or asked that is no step.
func (v *mover) shown() (params map[string]any, asked frame) {
	v.t.Helper()
	for {
		f := v.next("window")
		if params, _ = f["params"].(map[string]any); params["kind"] != protocol.ShowReissuing {
			return params, f
		}
	}
}

// pinned types the PIN that is asked for now.
func (v *mover) pinned(kind, pin string) {
	v.t.Helper()
	params, asked := v.shown()
	require.Equal(v.t, kind, params["kind"], params)
	v.types(asked, pin)
}

// ends is what the window is shown in the end; the operation is over then.
func (v *mover) ends(outcome string) map[string]any {
	v.t.Helper()
	params, _ := v.shown()
	require.Equal(v.t, protocol.ShowReissued, params["kind"], params)
	require.Equal(v.t, outcome, params["outcome"])
	require.Empty(v.t, v.queue["extension"], "nobody hangs up before that is shown")
	require.Equal(v.t, frame{"id": "r", "result": map[string]any{}, "role": "extension"}, v.next("extension"), "and the window stays")
	return params
}

// toFiles goes all the way to the two files.
func (v *mover) toFiles() map[string]any {
	v.t.Helper()
	v.begin()
	v.openFile()
	v.result("plan", v.anew())
	v.agree()
	v.pinned("pin", pin)
	return v.ends("files")
}

// issued is the certificate that the authority issues for the signed request.
func (v *mover) issued(files map[string]any) []byte {
	signed := files["files"].([]any)[1].(map[string]any)
	require.Equal(v.t, "request.p7s", signed["name"])
	certificate, err := v.witness.IssueSigned(octets(v.t, signed["data"]))
	require.NoError(v.t, err)
	return certificate.Raw
}
