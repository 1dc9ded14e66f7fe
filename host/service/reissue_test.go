// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
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

// TestMoveByFiles: the person takes the request to the authority, brings the
// certificate back, and the old key says where they went.
func TestMoveByFiles(t *testing.T) {
	b2 := empty()
	serveMover(t, nil, map[string]*token{"B2": b2}, func(v *mover) {
		files := v.toFiles()
		request := files["files"].([]any)[0].(map[string]any)
		assert.Equal(v.t, "request.p10", request["name"])
		parsed, err := pkcs10.Parse(octets(v.t, request["data"]))
		require.NoError(v.t, err)
		assert.True(v.t, pki.EqualPublicKeys(b2.made[0].signer.Public(), parsed.Public))

		operation := v.begin()
		begun := operation["unfinished"].([]any)[0].(map[string]any)
		assert.Equal(v.t, "requested", begun["state"])
		assert.Equal(v.t, "files", begun["road"])
		assert.NotContains(v.t, begun, "needs_key")
		assert.Equal(v.t, []any{"Алмаз-1К", tokenLabel, "B2"}, begun["carrier"].(map[string]any)["names"])

		v.blobs["new"] = v.issued(files)
		plan := v.result("resume", frame{"unfinished": begun["unfinished"], "certificates": []frame{document("new", v.blobs["new"])}})
		assert.Equal(v.t, "requested", plan["state"])
		v.agree()
		assert.NotContains(v.t, v.asked["params"], "key")
		assert.Equal(v.t, plan, v.asked["params"].(map[string]any)["plan"], "the person agreed to what was planned")
		v.pinned("pin", pin)
		done := v.ends("done")
		assert.Equal(v.t, plan["owner"], done["certificate"].(map[string]any)["owner"])
		assert.Equal(v.t, v.blobs["new"], b2.made[0].certificates[0].Raw)

		assert.NotContains(v.t, v.begin(), "unfinished")
		v.say(frame{"id": "k", "method": "keys", "params": frame{"file": document("key", v.blobs["key"])}, "role": "window"})
		v.types(v.asks("password"), testpki.Password)
		old := v.next("window")["result"].(map[string]any)["keys"].([]any)[0].(map[string]any)
		assert.Equal(v.t, "token", old["replaced"].(map[string]any)["carrier"].(map[string]any)["form"])
		assert.Equal(v.t, true, old["selectable"], "until the authority says otherwise")
	})
}

// TestAnotherKeyIsNotTheOld: a move goes on from the key that it began from.
func TestAnotherKeyIsNotTheOld(t *testing.T) {
	serveMover(t, nil, map[string]*token{"B2": empty()}, func(v *mover) {
		v.toFiles()
		begun := v.begin()["unfinished"].([]any)[0].(map[string]any)
		v.blobs["key"] = sample("ecdsa-person.p12")
		v.openFile()
		assert.Equal(v.t, "old-key-needed", v.failure("plan", frame{"key": v.current, "unfinished": begun["unfinished"]}))
		v.blobs["other"] = sample("person.cer")
		v.result("resume", frame{"unfinished": begun["unfinished"], "certificates": []frame{document("other", v.blobs["other"])}})
		v.agree()
		stopped, _ := v.shown()
		assert.Equal(v.t, "certificate-mismatch", stopped["code"], "nor is another certificate the new one")
	})
}

// TestFilesAgain: who lost the files gets the same ones.
func TestFilesAgain(t *testing.T) {
	serveMover(t, nil, map[string]*token{"B2": empty()}, func(v *mover) {
		files := v.toFiles()
		begun := v.begin()["unfinished"].([]any)[0].(map[string]any)
		v.result("resume", frame{"unfinished": begun["unfinished"]})
		v.agree()
		assert.Equal(v.t, files["files"], v.ends("files")["files"])
	})
}

// TestWrongPINAndAgain: a wrong PIN does not make the person begin again, and no
// PIN reaches a token twice.
func TestWrongPINAndAgain(t *testing.T) {
	b2 := empty()
	serveMover(t, nil, map[string]*token{"B2": b2}, func(v *mover) {
		v.begin()
		v.openFile()
		for range 2 {
			v.result("plan", v.anew())
			v.agree()
			v.pinned("pin", "000000")
			stopped, _ := v.shown()
			assert.Equal(v.t, "stopped", stopped["kind"])
			assert.Equal(v.t, "wrong-pin", stopped["code"])
			assert.NotContains(v.t, stopped, "unfinished", "nothing was begun")
		}
		assert.Equal(v.t, key.TriesLast, b2.Tries)
		v.result("plan", v.anew())
		v.agree()
		last, asked := v.shown()
		require.Equal(v.t, "last-try", last["kind"])
		v.say(frame{"id": asked["id"], "result": frame{}, "role": "window"})
		v.pinned("pin", pin)
		v.ends("files")
		assert.Len(v.t, b2.made, 1)
	})
}

// TestNoPINIsNoRefusal: who closes the question for the PIN may plan anew.
func TestNoPINIsNoRefusal(t *testing.T) {
	serveMover(t, nil, map[string]*token{"B2": empty()}, func(v *mover) {
		v.begin()
		v.openFile()
		for range 4 {
			v.result("plan", v.anew())
			v.agree()
			_, asked := v.shown()
			v.say(frame{"id": asked["id"], "error": frame{"code": "cancelled"}, "role": "window"})
			stopped, _ := v.shown()
			assert.Equal(v.t, map[string]any{"kind": "stopped", "code": "cancelled"}, stopped)
		}
	})
}

// TestRefusalsOfOnesOwn: nobody locks themselves out of their own window.
func TestRefusalsOfOnesOwn(t *testing.T) {
	serveMover(t, nil, map[string]*token{"B2": empty()}, func(v *mover) {
		for range 4 {
			v.begin()
			v.say(frame{"id": "c", "method": "cancel", "role": "window"})
			v.answerAmong("window", "c")
			assert.Equal(v.t, map[string]any{"code": "cancelled"}, v.next("extension")["error"])
			assert.Equal(v.t, "close-window", v.next("extension")["method"])
		}
	})
}

// TestTPMIsAPlaceForKeysOnly: the computer's TPM is shown where people move, and
// nowhere else; its PIN is made up, and what it is not is said.
func TestTPMIsAPlaceForKeysOnly(t *testing.T) {
	tpm := &token{Form: key.FormTPM, Makes: []key.Kind{key.ECDSAP256}}
	serveMover(t, nil, map[string]*token{"T": tpm}, func(v *mover) {
		v.begin()
		v.openFile()
		place := v.look(frame{})["tokens"].([]any)[0].(map[string]any)
		assert.Equal(v.t, true, place["blank"])
		assert.Equal(v.t, []any{"ecdsa"}, place["makes"])
		plan := v.result("plan", frame{"key": v.current, "token": place["token"], "kind": "ecdsa"})
		assert.Equal(v.t, []any{"not-qualified-device", "algorithm-changes", "agreement-key-stays"}, plan["cautions"])
		v.agree()
		v.pinned("new-pin", pin)
		v.ends("files")
	})
	serveIn(t, &surroundings{tokens: map[string]*token{"T": tpm, "B2": empty()}}, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		assert.Len(t, v.look(frame{})["tokens"], 1)
	})
}

// TestOntoTheSameToken: the token that holds the current key too is opened once.
func TestOntoTheSameToken(t *testing.T) {
	a1 := &token{Sample: "director.p12", Makes: []key.Kind{key.DSTU4145M257}}
	serveMover(t, nil, map[string]*token{"A1": a1}, func(v *mover) {
		v.begin()
		v.chooseToken(v.a1())
		v.types(v.asks("pin"), pin)
		v.current = v.next("window")["result"].(map[string]any)["selected"].(string)
		v.result("plan", v.anew())
		v.agree()
		v.ends("files")
		assert.Len(v.t, a1.made, 1)
	})
}

// TestAbandon: the new key is destroyed, or stays where it is.
func TestAbandon(t *testing.T) {
	b2 := empty()
	serveMover(t, nil, map[string]*token{"B2": b2}, func(v *mover) {
		for _, leave := range []bool{true, false} {
			v.toFiles()
			begun := v.begin()["unfinished"].([]any)
			require.Len(v.t, begun, 1)
			v.say(frame{"id": "a", "method": "abandon", "role": "window", "params": frame{
				"unfinished": begun[0].(map[string]any)["unfinished"], "leave": leave}})
			if !leave {
				v.types(v.asks("pin"), pin)
			}
			assert.Equal(v.t, frame{"id": "a", "result": map[string]any{}, "role": "window"}, v.next("window"))
			v.say(frame{"id": "c", "method": "cancel", "role": "window"})
			v.answerAmong("window", "c")
			v.next("extension")
			v.next("extension")
			assert.Len(v.t, b2.made, 1)
		}
		assert.NotContains(v.t, v.begin(), "unfinished")
	})
}

// TestPlansThatAreNone: what stands in the way is said before anything is made.
func TestPlansThatAreNone(t *testing.T) {
	b2 := empty()
	serveMover(t, nil, map[string]*token{"B2": b2}, func(v *mover) {
		v.begin()
		token := v.a1()
		v.say(frame{"id": "p", "method": "plan", "params": frame{"key": "k", "token": token, "kind": "dstu4145"}, "role": "window"})
		assert.Equal(v.t, map[string]any{"code": "invalid-params"}, v.next("window")["error"], "no key is open")
		v.openFile()
		for _, params := range []frame{
			{}, {"key": v.current}, {"key": "?", "token": token, "kind": "dstu4145"}, {"key": v.current, "token": "?", "kind": "dstu4145"},
			{"key": v.current, "token": token, "kind": "?"}, {"key": v.current, "unfinished": "?"}, {"key": v.current, "token": token},
			{"key": v.current, "token": token, "kind": "dstu4145", "unfinished": "?"},
			{"key": v.current, "token": token, "kind": "dstu4145", "certificates": []frame{document("key", v.blobs["key"])}},
		} {
			assert.Equal(v.t, "invalid-params", v.failure("plan", params), params)
		}
		assert.Equal(v.t, "invalid-params", v.failure("resume", frame{"unfinished": "?"}))
		assert.Equal(v.t, "invalid-params", v.failure("abandon", frame{"unfinished": "?"}))

		answer := v.call("plan", frame{"key": v.current, "token": token, "kind": "rsa"})
		assert.Equal(v.t, map[string]any{"code": "cannot-generate", "params": map[string]any{"device": "Алмаз-1К"}}, answer["error"])
		v.drawer.plug("B2", false)
		v.result("tokens", frame{})
		assert.Equal(v.t, "no-token", v.failure("plan", frame{"key": v.current, "token": token, "kind": "dstu4145"}))
		assert.Empty(v.t, b2.made)
	})
	serveMover(t, map[string]string{"ocsp": "fails"}, map[string]*token{"B2": empty()}, func(v *mover) {
		v.begin()
		v.openFile()
		assert.Equal(v.t, "status-unavailable", v.failure("plan", v.anew()))
	})
}

// TestConsentIsToOnePlan: an answer to an earlier plan counts for nothing, and one
// that is no agreement to the very plan ends the operation.
func TestConsentIsToOnePlan(t *testing.T) {
	b2 := empty()
	serveMover(t, nil, map[string]*token{"B2": b2}, func(v *mover) {
		v.begin()
		v.openFile()
		v.result("plan", v.anew())
		void := v.asks("consent")
		v.result("plan", v.anew())
		asked := v.asks("consent")
		assert.NotEqual(v.t, void["id"], asked["id"])
		v.say(frame{"id": void["id"], "result": frame{"key": v.current, "approved": true}, "role": "window"})
		assert.Empty(v.t, v.rest(), "nothing begins")

		v.result("plan", v.anew())
		v.asks("consent")
		v.openFile()
		assert.Empty(v.t, v.rest(), "a key that was opened anew voids the plan")
		v.result("plan", v.anew())
		v.asks("consent")
		assert.Equal(v.t, "invalid-params", v.failure("find", frame{"everyone": true}), "nothing is lacking")
		assert.Empty(v.t, v.rest(), "and so does a find")
		assert.Empty(v.t, b2.made)
	})
	for reason, answer := range map[string]frame{
		"no agreement": {"approved": false, "key": "$"}, "another key": {"approved": true, "key": "?"}, "no key": {"approved": true},
	} {
		t.Run(reason, func(t *testing.T) {
			serveMover(t, nil, map[string]*token{"B2": b2}, func(v *mover) {
				v.begin()
				v.openFile()
				v.result("plan", v.anew())
				if answer["key"] == "$" {
					answer["key"] = v.current
				}
				v.say(frame{"id": v.asks("consent")["id"], "result": answer, "role": "window"})
				assert.Equal(v.t, map[string]any{"kind": "error", "code": "malformed"}, v.next("window")["params"])
				assert.Equal(v.t, map[string]any{"code": "malformed"}, v.next("extension")["error"])
				assert.Empty(v.t, b2.made)
			})
		})
	}
}

// TestBusyWhileMoving: nothing else is done while a plan is carried out.
func TestBusyWhileMoving(t *testing.T) {
	serveMover(t, nil, map[string]*token{"B2": empty()}, func(v *mover) {
		v.begin()
		v.openFile()
		plan := v.anew()
		v.result("plan", plan)
		v.agree()
		_, asked := v.shown()
		for method, params := range map[string]frame{
			"plan": plan, "resume": {"unfinished": "?"}, "abandon": {"unfinished": "?"},
			"keys": {"file": document("key", v.blobs["key"])}, "find": {"everyone": true},
		} {
			assert.Equal(v.t, "busy", v.failure(method, params), method)
		}
		v.say(frame{"id": "r2", "method": "reissue", "role": "extension"})
		assert.Equal(v.t, map[string]any{"code": "busy"}, v.next("extension")["error"])
		v.types(asked, pin)
		v.ends("files")
	})
}

// TestNobodyTypesThePIN: a move waits for a person as long as anything does.
func TestNobodyTypesThePIN(t *testing.T) {
	serveMover(t, nil, map[string]*token{"B2": empty()}, func(v *mover) {
		v.begin()
		v.openFile()
		v.result("plan", v.anew())
		v.agree()
		v.shown()
		ended, _ := v.shown()
		assert.Equal(v.t, map[string]any{"kind": "error", "code": "timed-out"}, ended)
		assert.Equal(v.t, map[string]any{"code": "timed-out"}, v.next("extension")["error"])
	})
}

// TestWhoMayMove: no page reaches a move, and a window that has none speaks for
// no page.
func TestWhoMayMove(t *testing.T) {
	forbidden := map[string]any{"code": "forbidden"}
	serveIn(t, &surroundings{tokens: map[string]*token{"B2": empty()}}, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.say(frame{"id": "r", "method": "reissue", "role": "extension"})
		assert.Equal(t, forbidden, v.next("extension")["error"])
		v.open("certificate", frame{})
		v.choose()
		v.asks("consent")
		for _, method := range []string{"plan", "resume", "abandon"} {
			v.say(frame{"id": "w", "method": method, "params": frame{}, "role": "window"})
			assert.Equal(t, forbidden, v.next("window")["error"], method)
			v.say(frame{"id": "p2", "method": method, "params": frame{}, "role": "page"})
			assert.Equal(t, forbidden, v.next("page")["error"], method)
		}
		v.say(frame{"id": "p2", "method": "reissue", "role": "page"})
		assert.Equal(t, forbidden, v.next("page")["error"])
	})
	serveMover(t, nil, map[string]*token{"B2": empty()}, func(v *mover) {
		ask := func() {
			for i, method := range []string{"sign", "login", "certificate", "encrypt", "decrypt", "verify", "cancel"} {
				v.say(frame{"id": fmt.Sprint(i), "method": method, "params": frame{}, "role": "page"})
				assert.Equal(v.t, forbidden, v.next("page")["error"], method)
			}
		}
		ask()
		v.begin()
		ask()
	})
}

// walk goes on until the move comes to an end, giving its PINs, and leaves the
// window at frame number stop, if it comes so far.
func (v *mover) walk(stop int) (outcome string) {
	v.t.Helper()
	for n := 0; ; n++ {
		f := v.next("window")
		params, _ := f["params"].(map[string]any)
		if n == stop {
			v.say(frame{"method": "closed", "role": "extension"})
			if v.next("extension")["error"] == nil { // it was done by then
				return params["outcome"].(string)
			}
			require.Equal(v.t, "close-window", v.next("extension")["method"])
			return ""
		}
		switch params["kind"] {
		case protocol.ShowReissuing:
		case "pin", "new-pin":
			v.types(f, pin)
		default:
			require.Equal(v.t, protocol.ShowReissued, params["kind"], params)
			v.next("extension")
			return params["outcome"].(string)
		}
	}
}

// TestLeftAnywhere: whenever the window is closed, whoever comes back goes on
// where they were, and there is one new key in the end.
func TestLeftAnywhere(t *testing.T) {
	for road, services := range map[string]map[string]string{"files": nil, "cmp": {"cmp": "issues"}} {
		t.Run(road, func(t *testing.T) {
			for stop, left := 0, true; left; stop++ {
				b2 := empty()
				serveMover(t, services, map[string]*token{"B2": b2}, func(v *mover) {
					v.begin()
					v.openFile()
					v.result("plan", v.anew())
					v.agree()
					outcome := v.walk(stop)
					if left = outcome == ""; left {
						outcome = v.again(b2)
					}
					assert.Equal(v.t, map[string]string{"files": "files", "cmp": "done"}[road], outcome)
					require.Len(v.t, b2.made, 1)
					assert.Equal(v.t, road == "cmp", len(b2.made[0].certificates) > 0)
				})
			}
		})
	}
}

// again goes on with what was begun, or begins anew if nothing was. A window that
// was left in the last moment may have missed the end.
func (v *mover) again(onto *token) (outcome string) {
	v.t.Helper()
	begun, _ := v.begin()["unfinished"].([]any)
	if len(begun) == 0 {
		if len(onto.made) > 0 && len(onto.made[0].certificates) > 0 {
			return protocol.OutcomeDone
		}
		v.openFile()
		v.result("plan", v.anew())
	} else {
		move := begun[0].(map[string]any)
		if move["needs_key"] == true {
			assert.Equal(v.t, "old-key-needed", v.failure("resume", frame{"unfinished": move["unfinished"]}))
			v.openFile()
			v.result("plan", frame{"key": v.current, "unfinished": move["unfinished"]})
		} else {
			v.result("resume", frame{"unfinished": move["unfinished"]})
		}
	}
	v.agree()
	return v.walk(-1)
}

// TestAuthorityTakesItsTime: the move is over for now, and whoever goes on with it
// opens the current key, by which the authority knows them.
func TestAuthorityTakesItsTime(t *testing.T) {
	b2 := empty()
	serveMover(t, map[string]string{"cmp": "waits"}, map[string]*token{"B2": b2}, func(v *mover) {
		v.begin()
		v.openFile()
		v.result("plan", v.anew())
		v.agree()
		v.pinned("pin", pin)
		assert.Equal(v.t, number(3600), v.ends("waiting")["wait"])
		assert.Equal(v.t, "waiting", v.again(b2), "too soon")
		time.Sleep(time.Hour)
		assert.Equal(v.t, "done", v.again(b2))
		assert.Len(v.t, b2.made, 1)

		v.begin()
		v.openFile()
		assert.Equal(v.t, "certificate-revoked", v.failure("plan", v.anew()), "the authority ended it")
	})
}

// TestAuthorityRefuses: the person learns what it says, and the new key waits for
// what they decide.
func TestAuthorityRefuses(t *testing.T) {
	b2 := empty()
	serveMover(t, map[string]string{"cmp": "rejects"}, map[string]*token{"B2": b2}, func(v *mover) {
		v.begin()
		v.openFile()
		plan := v.result("plan", v.anew())
		v.agree()
		v.pinned("pin", pin)
		stopped, _ := v.shown()
		assert.Equal(v.t, "request-rejected", stopped["code"])
		said := stopped["params"].(map[string]any)
		assert.Equal(v.t, plan["authority"], said["authority"])
		assert.Equal(v.t, "Дані змінилися", said["text"])
		require.Len(v.t, b2.made, 1)
		assert.Equal(v.t, map[string]any{}, v.result("abandon", frame{"unfinished": stopped["unfinished"], "leave": true}))
	})
}
