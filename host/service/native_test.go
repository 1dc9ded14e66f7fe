// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dialogs are windows of the system that are programs.
type dialogs struct {
	language, site string
	asked          []key.Question
	given          [][]byte
	secret         []byte
	err            error
	waits          bool // for a person who never comes
}

func (d *dialogs) native(language, site string) service.Prompter {
	d.language, d.site = language, site
	return d
}

func (d *dialogs) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	if err := d.Confirm(ctx, q); err != nil {
		return nil, err
	}
	d.given = append(d.given, bytes.Clone(d.secret))
	return d.given[len(d.given)-1], nil
}

func (d *dialogs) Confirm(ctx context.Context, q key.Question) error {
	d.asked = append(d.asked, q)
	if d.waits {
		<-ctx.Done()
		return ctx.Err()
	}
	return d.err
}

// serveNative is serveTokens where windows of the system ask.
func serveNative(t *testing.T, a1 *token, d *dialogs, test func(v *visit)) {
	serveIn(t, &surroundings{tokens: map[string]*token{"A1": a1}, native: d.native}, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		test(v)
	})
}

// TestTheSystemAsks: for the PIN, for leave to try it, for it once more after the
// consent, and for the password of a file; our window is told to say so.
func TestTheSystemAsks(t *testing.T) {
	d := &dialogs{secret: []byte(pin)}
	serveNative(t, &token{Sample: "director.p12", Tries: key.TriesLast, Always: true}, d, func(v *visit) {
		v.blobs["doc"] = []byte("document")
		v.open("sign", frame{"documents": []frame{document("doc", v.blobs["doc"])}})
		v.say(frame{"id": "o", "method": "operation", "role": "window"})
		assert.Equal(v.t, true, v.next("window")["result"].(map[string]any)["native"])
		shown := v.look(frame{})
		v.chooseToken(shown["tokens"].([]any)[0].(map[string]any)["token"].(string))
		for range 2 {
			v.asks("pin-native")
			v.asks("go-on")
		}
		require.Contains(v.t, v.next("window"), "result")
		v.agree()
		v.asks("signing")
		v.asks("pin-native")
		v.asks("go-on")
		require.Contains(v.t, v.answerOf("p"), "result")
		assert.Equal(v.t, []string{"uk", "https://cabinet.example"}, []string{d.language, d.site})
		assert.Equal(v.t, []key.QuestionKind{key.AskLastTry, key.AskPIN, key.AskKeyPIN}, []key.QuestionKind{d.asked[0].Kind, d.asked[1].Kind, d.asked[2].Kind})
		assert.Equal(v.t, 1, d.asked[2].Of)
		assert.Equal(v.t, "A1", d.asked[2].Carrier.Serial)
		for _, given := range d.given {
			assert.Equal(v.t, make([]byte, len(pin)), given, "wiped")
		}
	})
	d = &dialogs{secret: []byte(testpki.Password)}
	serveNative(t, &token{Sample: "director.p12"}, d, func(v *visit) {
		v.open("certificate", frame{})
		v.say(frame{"id": "k", "method": "keys", "role": "window", "params": frame{"file": frame{"name": `C:\fakepath\Ключ.p12`, "size": len(v.blobs["key"]), "blob": "key"}}})
		v.asks("pin-native")
		v.asks("go-on")
		require.Contains(v.t, v.next("window"), "result")
		assert.Equal(v.t, []key.Question{{Kind: key.AskPassword, Ref: "file:Ключ.p12"}}, d.asked)
	})
}

// TestTheSystemDoesNotAsk: a no there is a no here, and a window that cannot be
// had is not a wrong PIN.
func TestTheSystemDoesNotAsk(t *testing.T) {
	for _, test := range []struct {
		dialogs dialogs
		failure map[string]any
	}{
		{dialogs{err: key.ErrCancelled}, map[string]any{"code": "cancelled"}},
		{dialogs{err: errors.Join(key.ErrPINEntry, errors.New("no display"))}, map[string]any{"code": "pin-entry-unavailable"}},
		{dialogs{err: errors.New("surprise")}, map[string]any{"code": "internal"}},
		{dialogs{secret: bytes.Repeat([]byte{'1'}, protocol.MaxSecret+1)}, map[string]any{"code": "pin-length", "params": map[string]any{"min": number(4), "max": number(8)}}},
	} {
		t.Run(test.failure["code"].(string), func(t *testing.T) {
			a1 := &token{Sample: "director.p12"}
			serveNative(t, a1, &test.dialogs, func(v *visit) {
				v.open("certificate", frame{})
				v.chooseToken(v.a1())
				v.asks("pin-native")
				v.asks("go-on")
				assert.Equal(v.t, test.failure, v.next("window")["error"])
				assert.Equal(v.t, key.TriesUnknown, a1.Tries)
				for _, given := range test.dialogs.given {
					assert.Equal(v.t, make([]byte, len(given)), given, "wiped")
				}
			})
		})
	}
}

// TestNobodyActsInTheSystem: whoever opened a window of the system and went away
// is waited for as long as anybody.
func TestNobodyActsInTheSystem(t *testing.T) {
	t.Run("before the consent", func(t *testing.T) {
		serveNative(t, &token{Sample: "director.p12"}, &dialogs{waits: true}, func(v *visit) {
			v.open("certificate", frame{})
			v.chooseToken(v.a1())
			v.asks("pin-native")
			started := time.Now()
			assert.Equal(v.t, map[string]any{"code": "timed-out"}, v.answerOf("p")["error"])
			assert.Equal(v.t, protocol.MaxSilence, time.Since(started))
		})
	})
	t.Run("after it", func(t *testing.T) {
		d := &dialogs{secret: []byte(pin)}
		serveNative(t, &token{Sample: "director.p12", Always: true}, d, func(v *visit) {
			v.blobs["doc"] = []byte("document")
			v.open("sign", frame{"documents": []frame{document("doc", v.blobs["doc"])}})
			v.chooseToken(v.a1())
			v.asks("pin-native")
			v.asks("go-on")
			require.Contains(v.t, v.next("window"), "result")
			d.waits = true
			v.agree()
			started := time.Now()
			assert.Equal(v.t, map[string]any{"code": "timed-out"}, v.answerOf("p")["error"])
			assert.Equal(v.t, protocol.MaxSilence, time.Since(started))
		})
	})
	t.Run("and the person chooses another", func(t *testing.T) {
		serveNative(t, &token{Sample: "director.p12"}, &dialogs{waits: true}, func(v *visit) {
			v.open("certificate", frame{})
			token := v.a1()
			v.chooseToken(token)
			v.asks("pin-native")
			v.say(frame{"id": "k2", "method": "keys", "params": frame{"token": token}, "role": "window"})
			v.asks("go-on")
			assert.Equal(v.t, map[string]any{"code": "cancelled"}, v.next("window")["error"])
			v.refuse()
		})
	})
}
