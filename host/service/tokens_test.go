// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serveTokens is serve with one token, "A1".
func serveTokens(t *testing.T, a1 *token, test func(v *visit)) {
	serveIn(t, &surroundings{tokens: map[string]*token{"A1": a1}}, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		test(v)
	})
}

// look asks what is plugged in, and returns the answer.
func (v *visit) look(params frame) map[string]any {
	v.t.Helper()
	v.say(frame{"id": "t", "method": "tokens", "params": params, "role": "window"})
	answer := v.next("window")
	require.Contains(v.t, answer, "result")
	return answer["result"].(map[string]any)
}

// a1 is what the window calls the first token.
func (v *visit) a1() string {
	return v.look(frame{})["tokens"].([]any)[0].(map[string]any)["token"].(string)
}

// chooseToken begins to open a token.
func (v *visit) chooseToken(token string) {
	v.say(frame{"id": "k", "method": "keys", "params": frame{"token": token}, "role": "window"})
}

// asks returns the question that the window is asked now.
func (v *visit) asks(kind string) frame {
	v.t.Helper()
	asked := v.next("window")
	params, _ := asked["params"].(map[string]any)
	require.Equal(v.t, kind, params["kind"], asked)
	return asked
}

func (v *visit) types(question frame, secret string) {
	v.say(frame{"id": question["id"], "result": frame{"secret": secret}, "role": "window"})
}

func (v *visit) openToken() {
	v.t.Helper()
	v.chooseToken(v.a1())
	v.types(v.asks("pin"), pin)
	require.Contains(v.t, v.next("window"), "result")
}

// TestWatchingIsNotActing: a window that waits for a token is answered every 25
// seconds, and keeps the operation alive no longer than a window that is silent.
func TestWatchingIsNotActing(t *testing.T) {
	serveTokens(t, &token{Sample: "director.p12"}, func(v *visit) {
		v.open("certificate", frame{})
		first := v.look(frame{})
		started := time.Now()
		for {
			v.say(frame{"id": "t", "method": "tokens", "params": frame{"seen": first["state"]}, "role": "window"})
			answer := v.next("window")
			if answer["result"] == nil {
				break // that was the last moment
			}
			assert.Equal(v.t, first, answer["result"])
			assert.Zero(v.t, time.Since(started)%protocol.MaxPoll)
		}
		assert.Equal(v.t, protocol.MaxSilence, time.Since(started))
		assert.Equal(v.t, map[string]any{"code": "timed-out"}, v.answerOf("p")["error"])
	})
}

// TestNothingToWatch: without a source of tokens, and with one that fails or says
// nothing, the window is answered all the same.
func TestNothingToWatch(t *testing.T) {
	nothing := func(state int) map[string]any {
		return map[string]any{"state": number(state), "tokens": []any{}, "troubles": []any{}}
	}
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		assert.Equal(b.t, nothing(1), v.look(frame{}))
	})
	serveTokens(t, &token{Sample: "director.p12"}, func(v *visit) {
		v.drawer.broken = errors.New("no luck")
		v.open("certificate", frame{})
		assert.Equal(v.t, nothing(1), v.look(frame{}))
		assert.Contains(v.t, v.log.String(), "no luck")
	})
	serveTokens(t, &token{Sample: "director.p12"}, func(v *visit) {
		v.drawer.silent = true
		v.open("certificate", frame{})
		started := time.Now()
		assert.Equal(v.t, nothing(1), v.look(frame{}))
		assert.Equal(v.t, protocol.MaxPoll, time.Since(started))
		v.drawer.change(func() { v.drawer.silent = false })
		assert.Len(v.t, v.look(frame{"seen": 1})["tokens"], 1, "what comes later is news")
	})
}

// TestTokensAreForOperationsWithAKey: none is shown where nobody needs one, and
// none once the operation is over.
func TestTokensAreForOperationsWithAKey(t *testing.T) {
	serveTokens(t, &token{Sample: "director.p12"}, func(v *visit) {
		call := func(method string, params frame) any {
			v.say(frame{"id": "t", "method": method, "params": params, "role": "window"})
			return v.answerAmong("window", "t")["error"]
		}
		cancelled, invalid := map[string]any{"code": "cancelled"}, map[string]any{"code": "invalid-params"}
		assert.Equal(v.t, cancelled, call("tokens", frame{}))
		assert.Equal(v.t, cancelled, call("revive", frame{"driver": "d"}))

		v.blobs["doc"] = []byte("document")
		v.open("encrypt", frame{"documents": []frame{document("doc", v.blobs["doc"])}, "recipients": []protocol.Base64{sample("rsa-person.receiver")}})
		assert.Equal(v.t, invalid, call("tokens", frame{}))
		assert.Zero(v.t, v.drawer.watchers)
		v.refuse()

		v.open("certificate", frame{})
		old := v.a1()
		v.refuse()
		v.open("certificate", frame{})
		assert.NotEqual(v.t, old, v.a1())
		assert.Equal(v.t, invalid, call("tokens", frame{"seen": -1}))
		assert.Equal(v.t, invalid, call("keys", frame{"token": old}), "that operation is over")
	})
}

// refuse is «Скасувати».
func (v *visit) refuse() {
	v.say(frame{"id": "c", "method": "cancel", "role": "window"})
	v.answerAmong("window", "c")
	require.Equal(v.t, map[string]any{"code": "cancelled"}, v.answerOf("p")["error"])
	require.Equal(v.t, "close-window", v.next("extension")["method"])
}

// answerAmong passes over all that is not the answer to a call.
func (v *visit) answerAmong(role, id string) frame {
	for {
		if f := v.next(role); f["id"] == id && f["method"] == nil {
			return f
		}
	}
}

// TestTokensBeyondTheLimits: whatever is plugged in, the answer keeps to a frame.
func TestTokensBeyondTheLimits(t *testing.T) {
	around := &surroundings{tokens: map[string]*token{}}
	for i := range protocol.MaxTokens + 1 {
		around.tokens[fmt.Sprintf("%03d", i)] = &token{Sample: "privatbank.jks"}
	}
	long := strings.Repeat("<", 5_000)
	for range protocol.MaxTroubles + 1 {
		around.troubles = append(around.troubles, key.Trouble{Kind: key.DriverRefused, Device: long, Path: long, Reason: key.RefusedLink})
	}
	serveIn(t, around, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		shown := v.look(frame{})
		keys := 0
		for _, token := range shown["tokens"].([]any) {
			keys += len(token.(map[string]any)["keys"].([]any))
		}
		assert.Len(b.t, shown["tokens"], protocol.MaxTokens)
		assert.Equal(b.t, protocol.MaxTokenKeys, keys)
		assert.Len(b.t, shown["troubles"], protocol.MaxTroubles)
	})
}

// TestAllOrNothing: a token that is taken out between two signatures has made
// none, as far as the page learns.
func TestAllOrNothing(t *testing.T) {
	a1 := &token{Sample: "director.p12"}
	serveTokens(t, a1, func(v *visit) {
		signed := 0
		a1.signing = func() {
			if signed++; signed == 2 {
				v.drawer.plug("A1", false)
			}
		}
		v.blobs["one"], v.blobs["two"] = []byte("one"), []byte("two")
		v.open("sign", frame{"documents": []frame{document("one", v.blobs["one"]), document("two", v.blobs["two"])}})
		v.openToken()
		v.agree()
		assert.Equal(v.t, map[string]any{"code": "failed"}, v.answerOf("p")["error"], "pages learn nothing of tokens")
		v.asks("signing")
		assert.Equal(v.t, map[string]any{"kind": "error", "code": "token-removed"}, v.next("window")["params"])
		assert.Equal(v.t, 2, signed)
	})
}

// TestKeyPINUnanswered: after the consent nobody waits for a person for ever.
func TestKeyPINUnanswered(t *testing.T) {
	serveTokens(t, &token{Sample: "director.p12", Always: true}, func(v *visit) {
		v.blobs["doc"] = []byte("document")
		v.open("sign", frame{"documents": []frame{document("doc", v.blobs["doc"])}})
		v.openToken()
		v.agree()
		v.asks("signing")
		v.asks("key-pin")
		started := time.Now()
		assert.Equal(v.t, map[string]any{"code": "timed-out"}, v.answerOf("p")["error"])
		assert.Equal(v.t, protocol.MaxSilence, time.Since(started))
	})
}

// TestNoPINThreeTimes: who agrees and then gives no PIN, here or on the reader,
// has refused.
func TestNoPINThreeTimes(t *testing.T) {
	thrice := func(v *visit, open, refuse func()) {
		for range 3 {
			v.blobs["challenge"] = make([]byte, 32)
			v.open("login", frame{"challenge": frame{"blob": "challenge"}})
			open()
			v.agree()
			v.asks("signing")
			refuse()
			assert.Equal(v.t, map[string]any{"code": "cancelled"}, v.answerOf("p")["error"])
			v.next("extension")
		}
		v.say(frame{"id": "p", "method": "certificate", "role": "page"})
		assert.Equal(v.t, map[string]any{"code": "too-many-cancels"}, v.answerOf("p")["error"])
	}
	t.Run("here", func(t *testing.T) {
		serveTokens(t, &token{Sample: "director.p12", Always: true}, func(v *visit) {
			thrice(v, v.openToken, func() {
				v.say(frame{"id": v.asks("key-pin")["id"], "error": frame{"code": "cancelled"}, "role": "window"})
			})
		})
	})
	t.Run("on the reader", func(t *testing.T) {
		serveTokens(t, &token{Sample: "director.p12", Pad: true, red: true}, func(v *visit) {
			thrice(v, func() {
				v.chooseToken(v.a1())
				require.Contains(v.t, v.next("window"), "result")
			}, func() {
				v.asks("pin-pad")
				v.asks("go-on")
			})
		})
	})
}

// TestDecryptWithAToken: what was encrypted to the key of a token, it opens, and
// asks for the PIN that it wants at every use.
func TestDecryptWithAToken(t *testing.T) {
	director := authorities().Subscriber(testpki.Director)
	for name, always := range map[string]bool{"once": false, "always": true} {
		t.Run(name, func(t *testing.T) {
			serveTokens(t, &token{Sample: "director.p12", Always: always}, func(v *visit) {
				v.written = map[string][]byte{}
				v.blobs["doc"] = sealed([]byte("Податкове повідомлення"), testpki.Person, director.AgreeCert)
				v.open("decrypt", frame{"document": document("doc", v.blobs["doc"])})
				v.openToken()
				v.agree()
				v.asks("decrypting")
				if always {
					v.types(v.asks("key-pin"), pin)
				}
				require.Contains(v.t, v.answerOf("p"), "result")
				assert.Equal(v.t, "Податкове повідомлення", string(v.written["p 0"]))
			})
		})
	}
}

// TestDecryptAfterRemoval: that a token is gone is not the message's fault.
func TestDecryptAfterRemoval(t *testing.T) {
	director := authorities().Subscriber(testpki.Director)
	serveTokens(t, &token{Sample: "director.p12"}, func(v *visit) {
		v.blobs["doc"] = sealed([]byte("Податкове повідомлення"), testpki.Person, director.AgreeCert)
		v.open("decrypt", frame{"document": document("doc", v.blobs["doc"])})
		v.openToken()
		v.drawer.plug("A1", false)
		v.agree()
		v.asks("decrypting")
		assert.Equal(v.t, map[string]any{"kind": "error", "code": "token-removed"}, v.next("window")["params"])
	})
}

// TestFindForAToken: certificates are added to keys of a token that is open,
// without another PIN, and the key that the person turned to stays it.
func TestFindForAToken(t *testing.T) {
	serveTokens(t, &token{Sample: "person+director.p12", Bare: true}, func(v *visit) {
		v.blobs["person"], v.blobs["director"] = sample("person.cer"), sample("director.cer")
		v.open("certificate", frame{})
		token := v.look(frame{})["tokens"].([]any)[0].(map[string]any)
		ski := token["keys"].([]any)[1].(map[string]any)["ski"]
		v.say(frame{"id": "k", "method": "keys", "params": frame{"token": token["token"], "ski": ski}, "role": "window"})
		v.types(v.asks("pin"), pin)
		assert.Nil(v.t, v.next("window")["result"].(map[string]any)["selected"], "no key has a certificate")
		v.find(frame{"certificates": []frame{document("person", v.blobs["person"]), document("director", v.blobs["director"])}})
		found := v.next("window")["result"].(map[string]any)
		second := found["keys"].([]any)[1].(map[string]any)
		assert.Equal(v.t, ski, second["ski"])
		assert.Equal(v.t, second["key"], found["selected"])
		v.agree()
		assert.Equal(v.t, second["key"], v.asked["params"].(map[string]any)["key"])
		assert.Contains(v.t, v.answerOf("p"), "result", "whom the person turned to needs no second turn")
	})
}

// TestAnswersThatAreNoPIN: what is not as PROTOCOL.md has it opens nothing and
// costs no try.
func TestAnswersThatAreNoPIN(t *testing.T) {
	for reason, answer := range map[string]frame{
		"nothing":         {"result": frame{}},
		"more":            {"result": frame{"secret": pin, "more": 1}},
		"a number":        {"result": frame{"secret": 738194}},
		"an array":        {"result": []string{pin}},
		"a null":          {"result": frame{"secret": nil}},
		"a refusal":       {"error": frame{"code": "cancelled"}},
		"a made-up error": {"error": frame{"code": "made-up"}},
	} {
		t.Run(reason, func(t *testing.T) {
			a1 := &token{Sample: "director.p12", Tries: key.TriesFew}
			serveTokens(t, a1, func(v *visit) {
				v.open("certificate", frame{})
				v.chooseToken(v.a1())
				answer["id"], answer["role"] = v.asks("pin")["id"], "window"
				v.say(answer)
				assert.Contains(v.t, v.next("window"), "error")
				assert.Equal(v.t, key.TriesFew, a1.Tries)
				assert.Empty(v.t, v.rest(), "nobody is asked for consent")
			})
		})
	}
}

// TestAnswersThatAreNoLeave: nothing but {} agrees to the last try.
func TestAnswersThatAreNoLeave(t *testing.T) {
	for reason, answer := range map[string]frame{
		"a secret":  {"result": frame{"secret": pin}},
		"approval":  {"result": frame{"approved": true}},
		"a boolean": {"result": true},
		"an error":  {"error": frame{"code": "failed"}},
	} {
		t.Run(reason, func(t *testing.T) {
			serveTokens(t, &token{Sample: "director.p12", Tries: key.TriesLast}, func(v *visit) {
				v.open("certificate", frame{})
				v.chooseToken(v.a1())
				answer["id"], answer["role"] = v.asks("last-try")["id"], "window"
				v.say(answer)
				assert.Contains(v.t, v.next("window"), "error")
				assert.Empty(v.t, v.rest(), "nobody is asked for the PIN")
			})
		})
	}
}

// TestAnotherChoiceWhileAsked: the question for a PIN is void once the person
// chose something else, and a PIN that comes then reaches no token.
func TestAnotherChoiceWhileAsked(t *testing.T) {
	a1 := &token{Sample: "director.p12"}
	serveTokens(t, a1, func(v *visit) {
		v.open("certificate", frame{})
		token := v.a1()
		v.chooseToken(token)
		void := v.asks("pin")
		v.say(frame{"id": "k2", "method": "keys", "params": frame{"token": token}, "role": "window"})
		assert.Equal(v.t, map[string]any{"code": "cancelled"}, v.next("window")["error"])
		again := v.asks("pin")
		v.types(void, "0000")
		synctest.Wait()
		assert.Equal(v.t, key.TriesUnknown, a1.Tries)
		v.types(again, pin)
		require.Contains(v.t, v.next("window"), "result")
		v.asks("consent")
		v.choose() // a file instead
		v.agree()
		assert.Contains(v.t, v.answerOf("p"), "result")
	})
}

func TestReviveInVain(t *testing.T) {
	crashed := key.Trouble{Kind: key.DriverCrashed, Driver: "d"}
	serveIn(t, &surroundings{tokens: map[string]*token{}, troubles: []key.Trouble{crashed}}, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		v.look(frame{})
		synctest.Wait()
		b.drawer.broken = &key.DriverError{Trouble: crashed}
		v.say(frame{"id": "r", "method": "revive", "params": frame{"driver": "d"}, "role": "window"})
		assert.Equal(b.t, "driver-crashed", v.next("window")["error"].(map[string]any)["code"])
		for _, params := range []frame{{}, {"driver": ""}, {"driver": 1}, {"driver": "d", "more": 1}} {
			v.say(frame{"id": "r", "method": "revive", "params": params, "role": "window"})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, v.next("window")["error"])
		}
	})
}

// TestPluggingInAndOut: tokens come and go while a window looks, opens and is
// closed, all at once.
func TestPluggingInAndOut(t *testing.T) {
	around := &surroundings{tokens: map[string]*token{"A1": {Sample: "ecdsa-person.p12"}, "B2": {Sample: "ecdsa-person.p12"}}}
	serveIn(t, around, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		token := v.a1()
		var plugging sync.WaitGroup
		for name := range around.tokens {
			plugging.Go(func() {
				for i := range 50 {
					b.drawer.plug(name, i%2 == 0)
				}
			})
		}
		for i := range 50 {
			v.say(frame{"id": fmt.Sprint("t", i), "method": "tokens", "params": frame{"seen": i + 1}, "role": "window"})
			v.say(frame{"id": fmt.Sprint("k", i), "method": "keys", "params": frame{"token": token}, "role": "window"})
		}
		plugging.Wait()
		answers := map[any]bool{}
		for _, f := range v.rest() {
			if f["method"] == nil {
				assert.False(b.t, answers[f["id"]], "%s answered twice", f["id"])
				answers[f["id"]] = true
			}
		}
		v.refuse()
	})
}

// number is one as it came in a frame.
func number(n int) json.Number { return json.Number(fmt.Sprint(n)) }
