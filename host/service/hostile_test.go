// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestIntroductions: whose page it is must be an origin, and is said once.
func TestIntroductions(t *testing.T) {
	hello := func(change frame) frame {
		params := frame{"version": "1", "protocol": 1, "origin": "https://cabinet.example", "language": "uk", "browser": "b"}
		for name, value := range change {
			params[name] = value
		}
		return frame{"id": "h", "method": "hello", "params": params, "role": "extension"}
	}
	for _, origin := range []string{"", "null", "cabinet.example", "https://", "https://cabinet.example/", "https://cabinet.example/3190512345?a#b",
		"https://somebody@cabinet.example", "blob:https://cabinet.example/1", "data:text/html,a", "https://cabinet.example\n", "https://a b"} {
		serve(t, func(b *browser) {
			for _, member := range []string{"origin", "top_origin"} {
				if member == "top_origin" && origin == "" {
					continue
				}
				b.say(hello(frame{member: origin}))
				assert.Equal(b.t, map[string]any{"code": "invalid-params"}, b.next("extension")["error"], "%s %q", member, origin)
			}
			b.say(hello(frame{"origin": "http://localhost:8080", "top_origin": "https://cabinet.example"}))
			assert.Contains(b.t, b.next("extension"), "result", "nothing was lost by that")
		})
	}
	serve(t, func(b *browser) {
		b.say(hello(frame{"protocol": protocol.Version + 1}))
		assert.Equal(b.t, map[string]any{"code": "host-too-old"}, b.next("extension")["error"])
		b.say(hello(nil))
		assert.Equal(b.t, map[string]any{"code": "invalid-params"}, b.next("extension")["error"], "the connection serves nothing else")
		b.say(frame{"id": "p", "method": "certificate", "role": "page"})
		assert.Equal(b.t, map[string]any{"code": "failed"}, b.next("page")["error"])
	})
}

// TestTaxCabinetInAFrame: its contract is for a page whose top page is its own
// too.
func TestTaxCabinetInAFrame(t *testing.T) {
	serve(t, func(b *browser) {
		b.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
			"version": "1", "protocol": 1, "origin": "https://tax.example", "top_origin": "https://evil.example", "language": "uk", "browser": "b"}})
		require.Contains(b.t, b.next("extension"), "result")
		b.say(frame{"id": "p", "method": "login", "params": frame{"profile": "tax-cabinet"}, "role": "page"})
		assert.Equal(b.t, map[string]any{"code": "forbidden"}, b.next("page")["error"])
	})
}

// TestPagesWordsStayThePages: what a page answers to a read reaches the window as
// one of two codes, whatever else the page says.
func TestPagesWordsStayThePages(t *testing.T) {
	for said, shown := range map[string]string{
		"unknown-blob": "unknown-blob", "read-failed": "read-failed",
		"cancelled": "read-failed", "timed-out": "read-failed", "wrong-password": "read-failed", "зроблено": "read-failed",
	} {
		serve(t, func(b *browser) {
			v := b.visit("ecdsa-person.p12", map[string][]byte{})
			v.greet("https://cabinet.example")
			v.open("sign", frame{"documents": []frame{{"name": "a", "size": 1, "blob": "unreadable"}}})
			failure := frame{"code": said, "params": frame{"authority": "Натисніть «Підписати»"}}
			v.say(frame{"id": v.next("page")["id"], "error": failure, "role": "page"})
			assert.Equal(b.t, map[string]any{"kind": "error", "code": shown}, v.next("window")["params"], said)
			assert.Equal(b.t, map[string]any{"code": "failed"}, v.answerOf("p")["error"])
		})
	}
}

// TestSizesThatAreNotSo: a document is as long as the page said, or is not
// signed.
func TestSizesThatAreNotSo(t *testing.T) {
	content := []byte("Податкова декларація")
	for _, size := range []int{len(content) + 1, 1 << 20, protocol.MaxTotal} {
		serve(t, func(b *browser) {
			v := b.visit("ecdsa-person.p12", map[string][]byte{"doc": content})
			v.greet("https://cabinet.example")
			v.open("sign", frame{"documents": []frame{{"name": "a", "size": size, "blob": "doc"}}})
			assert.Equal(b.t, map[string]any{"kind": "error", "code": "read-failed"}, v.next("window")["params"], size)
		})
	}
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		small := b.read
		b.read = func(role string, p readParams) []byte {
			if p.Blob == "doc" {
				return content // more than was asked for
			}
			return small(role, p)
		}
		v.greet("https://cabinet.example")
		v.open("sign", frame{"documents": []frame{{"name": "a", "size": 1, "blob": "doc"}}})
		assert.Equal(b.t, map[string]any{"kind": "error", "code": "read-failed"}, v.next("window")["params"])
	})
	for _, size := range []int{-1, protocol.MaxTotal + 1} {
		serve(t, func(b *browser) {
			b.visit("ecdsa-person.p12", map[string][]byte{}).greet("https://cabinet.example")
			b.say(frame{"id": "p", "method": "sign", "params": frame{"documents": []frame{{"name": "a", "size": size, "blob": "doc"}}}, "role": "page"})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, b.next("page")["error"])
		})
	}
}

// TestConsentIsForOneQuestion: an agreement counts once, from the window, for the
// question it was given to, and for no earlier or later one.
func TestConsentIsForOneQuestion(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		v.choose()
		void := v.next("window")
		agree := func(question frame, role string) {
			v.say(frame{"id": question["id"], "result": frame{"key": question["params"].(map[string]any)["key"], "approved": true}, "role": role})
		}
		v.choose() // the same file anew
		asked := v.next("window")
		agree(void, "window")
		agree(asked, "page")
		agree(asked, "extension")
		assert.Empty(b.t, v.rest(), "nothing was agreed to")
		agree(asked, "window")
		agree(asked, "window")
		assert.Contains(b.t, v.answerOf("p"), "result")
		v.next("window")
		v.next("extension")

		v.open("certificate", frame{})
		agree(asked, "window")
		v.choose()
		agree(void, "window")
		agree(asked, "window")
		require.Equal(b.t, "consent", v.next("window")["params"].(map[string]any)["kind"])
		assert.Empty(b.t, v.rest(), "nor by what was agreed to before")
	})
}

// TestFlood: a page that calls and calls is answered, and the person's own
// «Скасувати» still gets through.
func TestFlood(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("sign", frame{"documents": []frame{{"name": "a", "size": 1 << 30, "blob": "unreadable"}}})
		for i := range 2_000 {
			for _, method := range []string{"sign", "verify", "keys", "cancel", strings.Repeat("x", 1000)} {
				v.say(frame{"id": fmt.Sprint(method[:1], i), "method": method, "role": "page"})
			}
			v.say(frame{"method": "closed", "role": "page"})
			v.say(frame{"id": "nothing", "result": frame{}, "role": "page"})
		}
		v.say(frame{"id": "c", "method": "cancel", "role": "window"})
		answers := map[any]int{}
		for f := v.next("page"); f["id"] != "p"; f = v.next("page") {
			if f["method"] == nil {
				answers[f["error"].(map[string]any)["code"]]++
			}
		}
		assert.Equal(b.t, map[any]int{"invalid-params": 6_000, "forbidden": 2_000, "unsupported": 2_000}, answers)
		assert.Contains(b.t, b.log.String(), "code=cancelled")
		assert.NotContains(b.t, b.log.String(), "xxx")
	})
}

// TestPasswordsOfAnyOctets: quotes, escapes, zeros and halves of characters.
func TestPasswordsOfAnyOctets(t *testing.T) {
	for secret, code := range map[string]string{
		"": "empty-password", "\x00": "wrong-password",
		// HMAC fills its keys up with zeros, so this opens the key, and only the
		// MAC of the file is another.
		testpki.Password + "\x00": "damaged-container",
		strings.Repeat("п", 512):  "wrong-password", strings.Repeat("п", 513): "wrong-password",
	} {
		serve(t, func(b *browser) {
			v := b.visit("ecdsa-person.p12", map[string][]byte{})
			v.greet("https://cabinet.example")
			v.open("certificate", frame{})
			v.say(frame{"id": "k", "method": "keys", "role": "window", "params": frame{"file": document("key", v.blobs["key"])}})
			v.say(frame{"id": v.next("window")["id"], "result": frame{"secret": secret}, "role": "window"})
			assert.Equal(b.t, map[string]any{"code": code}, v.next("window")["error"], "%.9q", secret)
		})
	}
}

// TestKeyPasswordsOfAnyOctets: the same for the password that keys have of
// their own.
func TestKeyPasswordsOfAnyOctets(t *testing.T) {
	for secret, code := range map[string]string{
		"": "wrong-key-password", testpki.KeyPassword + "\x00": "wrong-key-password",
		testpki.Password: "wrong-key-password", strings.Repeat("п", 513): "wrong-key-password",
	} {
		serve(t, func(b *browser) {
			v := b.visit("jks-two-passwords.jks", map[string][]byte{})
			v.greet("https://cabinet.example")
			v.open("certificate", frame{})
			v.say(frame{"id": "k", "method": "keys", "role": "window", "params": frame{"file": document("key", v.blobs["key"])}})
			v.say(frame{"id": v.next("window")["id"], "result": frame{"secret": testpki.Password}, "role": "window"})
			asked := v.next("window")
			require.Equal(b.t, map[string]any{"kind": "key-password", "file": "key"}, asked["params"])
			v.say(frame{"id": asked["id"], "result": frame{"secret": secret}, "role": "window"})
			assert.Equal(b.t, map[string]any{"code": code}, v.next("window")["error"], "%.9q", secret)
		})
	}
}

// TestOfSeveralKeysThePersonChooses: a yes to the key that is asked about first
// counts only once the person has turned to a key.
func TestOfSeveralKeysThePersonChooses(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("person+director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		v.choose()
		v.agree()
		first := v.asked["params"].(map[string]any)["key"]
		v.asked = v.next("window")
		assert.Equal(b.t, first, v.asked["params"].(map[string]any)["key"], "asked again")
		v.say(frame{"id": v.asked["id"], "result": frame{"key": first, "approved": false}, "role": "window"})
		v.agree()
		assert.Equal(b.t, first, v.asked["params"].(map[string]any)["key"], "the first may be the one")
		assert.Contains(b.t, v.answerOf("p"), "result")
	})
}
