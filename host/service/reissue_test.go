// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"fmt"
	"testing"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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
