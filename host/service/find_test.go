// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const provider = "Тестовий кваліфікований надавач електронних довірчих послуг"

// TestOneWayToFind: a find call says where to look, once, and names what the
// window was told of.
func TestOneWayToFind(t *testing.T) {
	file := document("cert", []byte("certificate"))
	many := make([]frame, 17)
	for i := range many {
		many[i] = file
	}
	for reason, params := range map[string]frame{
		"nowhere":                  {},
		"not everyone":             {"everyone": false},
		"one and everyone":         {"authority": provider, "everyone": true},
		"one and files":            {"authority": provider, "certificates": []frame{file}},
		"everyone and files":       {"everyone": true, "certificates": []frame{file}},
		"everyone and no files":    {"everyone": true, "certificates": []frame{}},
		"no files":                 {"certificates": []frame{}},
		"too many files":           {"certificates": many},
		"no name":                  {"authority": ""},
		"an unknown name":          {"authority": "http://127.0.0.1/"},
		"a name with other quotes": {"authority": "«" + provider + "»"},
		"null":                     {"everyone": nil},
	} {
		t.Run(reason, func(t *testing.T) {
			serveAmong(t, map[string]string{provider: "knows"}, nil, func(b *browser) {
				v := b.visit("person.key6", map[string][]byte{})
				v.greet("https://cabinet.example")
				v.open("certificate", frame{})
				v.choose()
				v.find(params)
				assert.Equal(b.t, map[string]any{"code": "invalid-params"}, v.next("window")["error"])
				assert.Empty(b.t, v.rest())
			})
		})
	}
}

func (v *visit) find(params frame) {
	v.say(frame{"id": "f", "method": "find", "params": params, "role": "window"})
}

// TestFindVoidsTheQuestion: a yes to what was asked before a find counts for
// nothing, though the find was in vain and the key is still the same.
func TestFindVoidsTheQuestion(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"other": sample("person.cer")})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		v.choose()
		void := v.next("window")
		v.find(frame{"certificates": []frame{document("other", v.blobs["other"])}})
		assert.Equal(b.t, map[string]any{"code": "certificate-mismatch"}, v.next("window")["error"])
		asked := v.next("window")
		assert.Equal(b.t, void["params"], asked["params"], "asked again")
		agree := frame{"key": asked["params"].(map[string]any)["key"], "approved": true}
		v.say(frame{"id": void["id"], "result": agree, "role": "window"})
		assert.Empty(b.t, v.rest(), "nothing was agreed to")
		v.say(frame{"id": asked["id"], "result": agree, "role": "window"})
		assert.Contains(b.t, v.answerOf("p"), "result")
	})
}

// TestFoundKeysAreOtherKeys: the references from before a find mean nothing
// after it.
func TestFoundKeysAreOtherKeys(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"same": sample("director.cer")})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		v.choose()
		before := v.next("window")["params"].(map[string]any)["key"]
		v.find(frame{"certificates": []frame{document("same", v.blobs["same"])}})
		require.Contains(b.t, v.next("window"), "result", "what is known already is no mistake")
		asked := v.next("window")
		assert.NotEqual(b.t, before, asked["params"].(map[string]any)["key"])
		v.say(frame{"id": asked["id"], "result": frame{"key": before, "approved": false}, "role": "window"})
		assert.Equal(b.t, map[string]any{"code": "failed"}, v.answerOf("p")["error"])
	})
}

// TestFindAfterConsent: what the person agreed to is not replaced any more.
func TestFindAfterConsent(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"same": sample("director.cer")})
		v.greet("https://cabinet.example")
		v.open("login", frame{"challenge": frame{"blob": "unreadable"}})
		v.choose()
		v.agree()
		require.Equal(b.t, map[string]any{"kind": "signing"}, v.next("window")["params"])
		v.find(frame{"certificates": []frame{document("same", v.blobs["same"])}})
		assert.Equal(b.t, map[string]any{"code": "busy"}, v.next("window")["error"])
	})
}

// TestFindBesideKeys: there is nothing to find for while a file is being
// opened, or after it could not be.
func TestFindBesideKeys(t *testing.T) {
	serveAmong(t, map[string]string{provider: "knows"}, nil, func(b *browser) {
		v := b.visit("person.key6", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		v.choose()
		v.say(frame{"id": "k2", "method": "keys", "role": "window", "params": frame{"file": document("key", v.blobs["key"])}})
		asked := v.next("window")
		nothing := func() {
			v.find(frame{"everyone": true})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, v.next("window")["error"])
		}
		nothing()
		v.say(frame{"id": asked["id"], "result": frame{"secret": "wrong"}, "role": "window"})
		assert.Equal(b.t, map[string]any{"code": "wrong-password"}, v.next("window")["error"])
		nothing()
	})
}
