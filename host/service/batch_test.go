// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// at does something just before the page answers for the document of that index.
func (f *stack) at(document int, do func()) {
	f.took = func(outcome map[string]any) {
		f.outcomes = append(f.outcomes, outcome)
		if outcome["document"] == number(document) {
			do()
		}
	}
}

// calls is a call of the window, whose answer does not matter.
func (f *stack) calls(method string) func() {
	return func() { f.say(frame{"id": "w", "method": method, "role": "window"}) }
}

// stops waits for the end in the middle, as the page and the window are told of it, and
// answers how many signatures the page has.
func (f *stack) stops(page, window string) int {
	f.t.Helper()
	answer := result(f.t, f.answerOf("p"))
	assert.Equal(f.t, page, answer["stopped"])
	signed := len(f.outcomes)
	assert.Equal(f.t, number(signed), answer["signed"], "what the page has")
	var done map[string]any
	for done["kind"] != protocol.ShowDone {
		done, _ = f.next("window")["params"].(map[string]any)
	}
	assert.Equal(f.t, map[string]any{
		"kind": "done", "signed": number(signed), "failed": number(0), "of": number(len(f.documents)), "stopped": done["stopped"],
	}, done)
	assert.Equal(f.t, window, done["stopped"].(map[string]any)["code"])
	for _, outcome := range f.outcomes {
		f.whole(outcome, true)
	}
	for _, said := range f.rest() { // but the answer to a page's cancel
		assert.Equal(f.t, frame{"id": "c", "result": map[string]any{}, "role": "page"}, said, "the window stays for the person to read")
	}
	return signed
}

// TestPause: what is being handed over still is, nothing comes after it, and it goes on
// where it stood.
func TestPause(t *testing.T) {
	serve(t, func(b *browser) {
		f := b.stack("ecdsa-person.p12", 200)
		f.sign(nil)
		f.at(20, f.calls("pause"))
		f.agree()
		require.Equal(b.t, map[string]any{}, f.answerAmong("window", "w")["result"])
		for range 3 { // as often as the person likes
			paused := f.told(protocol.ShowPaused)[0]
			assert.Empty(b.t, f.rest())
			has := len(f.outcomes)
			assert.Equal(b.t, map[string]any{"kind": "paused", "signed": number(has), "failed": number(0), "of": number(200)}, paused)
			f.calls("pause")()
			assert.Equal(b.t, map[string]any{}, f.answerAmong("window", "w")["result"], "which is no more than one pause")
			time.Sleep(protocol.MaxSilence - time.Second)
			assert.Len(b.t, f.outcomes, has)
			f.at(has+20, f.calls("pause"))
			f.calls("proceed")()
			assert.Equal(b.t, map[string]any{}, f.answerAmong("window", "w")["result"])
			assert.Equal(b.t, map[string]any{"kind": "signing", "signed": number(has), "failed": number(0), "of": number(200)}, f.told(protocol.ShowSigning)[0])
			f.answerAmong("window", "w")
		}
		f.told(protocol.ShowPaused)
		f.calls("proceed")()
		assert.Equal(b.t, map[string]any{"signed": number(200), "failed": number(0)}, result(b.t, f.answerOf("p")))
		for i, outcome := range f.outcomes {
			assert.Equal(b.t, number(i), outcome["document"])
		}
	})
}

// TestPauseIsForEach: there is nothing to pause before the consent, nor of what is signed
// as one thing.
func TestPauseIsForEach(t *testing.T) {
	for _, each := range []bool{true, false} {
		serve(t, func(b *browser) {
			f := b.stack("ecdsa-person.p12", 2)
			f.open("sign", frame{"documents": f.files(0, 2), "each": each})
			for _, method := range []string{"pause", "proceed"} {
				f.say(frame{"id": "w", "method": method, "role": "window"})
				assert.Equal(b.t, map[string]any{"code": "invalid-params"}, f.next("window")["error"])
			}
			f.say(frame{"id": "w", "method": "documents", "params": frame{"from": -1}, "role": "window"})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, f.next("window")["error"])
			f.refuse()
		})
	}
}

// TestForgottenPause: ten minutes later the rest is not signed.
func TestForgottenPause(t *testing.T) {
	serve(t, func(b *browser) {
		f := b.stack("ecdsa-person.p12", 50)
		f.sign(nil)
		f.at(10, f.calls("pause"))
		f.agree()
		f.told(protocol.ShowPaused)
		began := time.Now()
		signed := f.stops("timed-out", "timed-out")
		assert.Equal(b.t, protocol.MaxSilence, time.Since(began))
		assert.Less(b.t, signed, 20)
	})
}

// TestEndInTheMiddle: whoever ends it, what the page has stays, and it is no refusal: the
// page may go on with the rest.
func TestEndInTheMiddle(t *testing.T) {
	serve(t, func(b *browser) {
		f := b.stack("ecdsa-person.p12", 50)
		for range 2 {
			for _, end := range []func(){
				f.calls("cancel"),
				func() { f.say(frame{"id": "c", "method": "cancel", "params": frame{"id": "p"}, "role": "page"}) },
				func() { f.say(frame{"method": "closed", "role": "extension"}) },
			} {
				f.outcomes = nil
				f.sign(nil)
				f.at(10, end)
				f.agree()
				assert.Less(b.t, f.stops("cancelled", "cancelled"), 20)
			}
		}
	})
}

// TestEndAfterTheLast: where the page has everything there is nothing to end any more.
func TestEndAfterTheLast(t *testing.T) {
	serve(t, func(b *browser) {
		f := b.stack("ecdsa-person.p12", 3)
		f.sign(nil)
		f.at(2, f.calls("cancel"))
		f.agree()
		assert.Equal(b.t, map[string]any{"signed": number(3), "failed": number(0)}, result(b.t, f.answerOf("p")))
		assert.Equal(b.t, "close-window", f.next("extension")["method"])
	})
}

// TestEndOfAPause is an end in the middle.
func TestEndOfAPause(t *testing.T) {
	serve(t, func(b *browser) {
		f := b.stack("ecdsa-person.p12", 50)
		f.sign(nil)
		f.at(10, f.calls("pause"))
		f.agree()
		f.told(protocol.ShowPaused)
		f.calls("cancel")()
		f.stops("cancelled", "cancelled")
	})
}

// TestEndBeforeAnything: where the page has no signature it is an error, and a refusal if
// it was the person's.
func TestEndBeforeAnything(t *testing.T) {
	serveIn(t, &surroundings{tokens: map[string]*token{"A1": {Sample: "director.p12", Always: true}}}, func(b *browser) {
		f := b.stack("director.p12", 2)
		for range 3 {
			f.begin(nil)
			f.openToken()
			f.agree()
			f.told(protocol.ShowSigning)
			f.asks("key-pin")
			f.refuse()
		}
		f.list()
		f.say(frame{"id": "p", "method": "sign", "params": frame{"documents": []frame{}, "listed": 2, "each": true}, "role": "page"})
		assert.Equal(b.t, map[string]any{"code": "too-many-cancels"}, f.next("page")["error"])
		assert.Empty(b.t, f.outcomes)
	})
}

// TestKeyPINsOfEach: a key that wants its PIN each time counts the whole list, and who
// gives no more PINs keeps what was signed.
func TestKeyPINsOfEach(t *testing.T) {
	for name, end := range map[string]func(f *stack, question frame){
		"cancelled at the question": func(f *stack, question frame) {
			f.say(frame{"id": question["id"], "error": frame{"code": "cancelled"}, "role": "window"})
		},
		"cancelled meanwhile": func(f *stack, _ frame) { f.calls("cancel")() },
	} {
		t.Run(name, func(t *testing.T) {
			serveIn(t, &surroundings{tokens: map[string]*token{"A1": {Sample: "director.p12", Always: true}}}, func(b *browser) {
				f := b.stack("director.p12", 5)
				f.begin(nil)
				f.openToken()
				f.agree()
				for i := range 4 {
					question := f.next("window")
					for question["method"] == "show" {
						question = f.next("window")
					}
					params := question["params"].(map[string]any)
					assert.Equal(b.t, []any{"key-pin", number(i + 1), number(5)}, []any{params["kind"], params["number"], params["of"]})
					if i < 3 {
						f.types(question, pin)
					} else {
						end(f, question)
					}
				}
				// The second and third are signed together, and so is the fourth with the fifth.
				assert.Equal(b.t, 3, f.stops("cancelled", "cancelled"))
			})
		})
	}
}

// TestTokenTakenOut: what was signed before stays.
func TestTokenTakenOut(t *testing.T) {
	key := &token{Sample: "director.p12"}
	serveIn(t, &surroundings{tokens: map[string]*token{"A1": key}}, func(b *browser) {
		uses := 0
		key.signing = func() {
			if uses++; uses == 20 {
				b.drawer.plug("A1", false)
			}
		}
		f := b.stack("director.p12", 40)
		f.begin(nil)
		f.openToken()
		f.agree()
		assert.Equal(b.t, 15, f.stops("failed", "token-removed"), "the groups before: 1, 2, 4 and 8")
	})
}

// TestFaultOfOneSignature: what the key cannot do with one document is no matter of the
// others.
func TestFaultOfOneSignature(t *testing.T) {
	wrong := map[string]error{"звіт 0.xml": key.ErrFault, "звіт 3.xml": &key.DriverError{Trouble: key.Trouble{Kind: key.DriverFailed}, Value: 5}}
	serveIn(t, &surroundings{tokens: map[string]*token{"A1": {Sample: "director.p12", faults: wrong}}}, func(b *browser) {
		f := b.stack("director.p12", 5)
		f.begin(nil)
		f.openToken()
		f.agree()
		assert.Equal(b.t, map[string]any{"signed": number(3), "failed": number(2)}, result(b.t, f.answerOf("p")))
		for i, outcome := range f.outcomes {
			if i == 0 || i == 3 {
				assert.Equal(b.t, "failed", outcome["code"])
			} else {
				f.whole(outcome, true)
			}
		}
		var codes []any
		for _, shown := range f.told(protocol.ShowDone) {
			if shown["kind"] == protocol.ShowNotSigned {
				codes = append(codes, shown["code"])
			}
		}
		assert.Equal(b.t, []any{"internal", "driver-failed"}, codes)
	})
}

// TestPagesThatTakeNothing: a page that does not take a signature gets no more, and one
// that does not answer is not waited for.
func TestPagesThatTakeNothing(t *testing.T) {
	for _, tt := range []struct {
		name, page, window string
		answer             func(f *stack, id any)
		waits              time.Duration
	}{
		{"refuses", "failed", "write-failed", func(f *stack, id any) {
			f.say(frame{"id": id, "error": frame{"code": "internal"}, "role": "page"})
		}, 0},
		{"is silent", "timed-out", "timed-out", func(*stack, any) {}, protocol.MaxReply},
	} {
		t.Run(tt.name, func(t *testing.T) {
			serve(t, func(b *browser) {
				f := b.stack("ecdsa-person.p12", 30)
				f.sign(nil)
				f.took = nil
				f.agree()
				began := time.Now()
				var answer frame
				for i := 0; answer == nil; i++ {
					switch said := f.next("page"); {
					case said["id"] == "p":
						answer = said
					case i < 5:
						f.outcomes = append(f.outcomes, said["params"].(map[string]any))
						f.say(frame{"id": said["id"], "result": frame{}, "role": "page"})
					default:
						require.LessOrEqual(b.t, i, 9, "at most four under way")
						if i == 5 {
							tt.answer(f, said["id"])
						}
					}
				}
				assert.Equal(b.t, fmt.Sprint(tt.page), result(b.t, answer)["stopped"])
				shown := f.told(protocol.ShowDone)
				done := shown[len(shown)-1]
				assert.Equal(b.t, tt.window, done["stopped"].(map[string]any)["code"])
				assert.Equal(b.t, number(5), done["signed"])
				assert.LessOrEqual(b.t, time.Since(began), 2*protocol.MaxReply)
				assert.GreaterOrEqual(b.t, time.Since(began), tt.waits)
			})
		})
	}
}

// TestProvidersOfEach: a key that a provider keeps is confirmed once for all, as many as it
// signs by that.
func TestProvidersOfEach(t *testing.T) {
	for _, cms := range []bool{false, true} {
		serveProvider(t, &keeper{Sample: "ecdsa-person.p12", Asks: []string{"link"}, CMS: cms, Max: 3}, func(v *visit) {
			f := v.stack(3)
			f.begin(nil)
			f.chooseProvider()
			f.agreeAmong()
			assert.Equal(v.t, map[string]any{"signed": number(3), "failed": number(0)}, result(v.t, f.answerOf("p")))
			links := 0
			for _, shown := range f.told(protocol.ShowDone) {
				if shown["kind"] == protocol.ShowLink {
					links++
				}
			}
			assert.Equal(v.t, 1, links)
			for _, outcome := range f.outcomes {
				f.whole(outcome, true)
			}
			f.next("extension")

			f.documents = append(f.documents, []byte("one more than that"))
			f.begin(nil)
			keys := f.chooseProvider()["result"].(map[string]any)["keys"].([]any)
			assert.Equal(v.t, "too-many", keys[0].(map[string]any)["status"])
		})
	}
}
