// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
)

// code is that of the next error for the page; of a result, nothing.
func (c counter) code() string {
	c.t.Helper()
	failure, _ := c.next("page")["error"].(map[string]any)
	code, _ := failure["code"].(string)
	return code
}

// TestTalkInPieces: what is long goes both ways in pieces that no pair of surrogates is cut
// by.
func TestTalkInPieces(t *testing.T) {
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		text := strings.Repeat("a😀", 100_000) // an odd number of units to the piece
		pieces := []string{"say ", text[:5*40_000], "", text[5*40_000 : 5*80_000], text[5*80_000:]}
		for i, piece := range pieces {
			c.say(utterance("p", piece, i == len(pieces)-1))
			if i < len(pieces)-1 {
				assert.Equal(t, map[string]any{"text": "", "last": false}, c.next("page")["result"])
			}
		}
		var heard strings.Builder
		for last := false; !last; {
			result := c.next("page")["result"].(map[string]any)
			piece := result["text"].(string)
			assert.LessOrEqual(t, protocol.Text(piece).Units(), protocol.MaxUtterance)
			heard.WriteString(piece)
			if last = result["last"].(bool); !last {
				c.say(frame{"id": "p", "method": "dialect", "params": frame{}, "role": "page"})
			}
		}
		assert.Equal(t, text, heard.String())
	})
}

// TestTalkRefuses says what a page may not do, and that it can go on after it.
func TestTalkRefuses(t *testing.T) {
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		raw := func(params string) string {
			c.say(frame{"id": "p", "method": "dialect", "params": json.RawMessage(params), "role": "page"})
			return c.code()
		}
		long := strings.Repeat("a", protocol.MaxUtterance)
		for name, params := range map[string]string{
			"nothing to fetch":    `{}`,
			"no end":              `{"text":"say"}`,
			"no text":             `{"last":true}`,
			"half a pair":         `{"text":"\ud83d","last":true}`,
			"the other half":      `{"text":"\ude00","last":false}`,
			"too long":            `{"text":"` + long + `a","last":true}`,
			"too long in pairs":   `{"text":"` + long[:protocol.MaxUtterance-1] + `😀","last":true}`,
			"null":                `{"text":null,"last":true}`,
			"a number":            `{"text":1,"last":true}`,
			"something else":      `{"text":"say","last":true,"more":1}`,
			"an end that is none": `{"text":"say","last":1}`,
		} {
			assert.Equal(t, "invalid-params", raw(params), name)
		}
		c.say(utterance("p", "say forgot", false))
		assert.Empty(t, c.code())
		assert.Equal(t, "invalid-params", raw(`{"text":"`+long+`a","last":false}`))
		c.says("say ten")
		assert.Equal(t, "ten", c.hears(), "what came before is forgotten")
		for _, params := range []string{`{"text":"\ud83d","last":true}`, `{"text":"say"}`, `{"last":true}`, `{}`} {
			c.say(utterance("p", "say forgot", false))
			assert.Empty(t, c.code())
			assert.Equal(t, "invalid-params", raw(params))
			c.says("say ten")
			assert.Equal(t, "ten", c.hears(), params)
		}
	})
}

// TestTalkWithoutEnd: a request that never ends, and an answer, are no longer than they may
// be.
func TestTalkWithoutEnd(t *testing.T) {
	if raceDetector {
		t.Skip("hundreds of megabytes take too long")
	}
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		piece := strings.Repeat("я", protocol.MaxUtterance)
		pieces := protocol.MaxDialect / len(piece)
		for range pieces {
			c.say(utterance("p", piece, false))
			assert.Empty(t, c.code())
		}
		c.say(utterance("p", "я", false))
		assert.Equal(t, "failed", c.code(), "too large, which the page is not told")
		c.says("say я")
		assert.Equal(t, "я", c.hears())

		c.says(fmt.Sprintf("repeat %d", protocol.MaxDialect/2+1))
		assert.Equal(t, "failed", c.code())
		c.says("say я")
		assert.Equal(t, "я", c.hears())
	})
}

// TestTalkFloods: one request at a time; what is not fetched is forgotten by the next.
func TestTalkFloods(t *testing.T) {
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		c.say(utterance("1", "wait", true))
		for i := range 30 {
			c.say(utterance(fmt.Sprint("f", i), "say no", true))
			assert.Equal(t, map[string]any{"code": "busy"}, c.answerAmong("page", fmt.Sprint("f", i))["error"])
		}
		c.say(frame{"id": "d", "method": "dialect", "params": frame{}, "role": "page"})
		assert.Equal(t, map[string]any{"code": "busy"}, c.answerAmong("page", "d")["error"])
		c.say(frame{"id": "c", "method": "cancel", "params": frame{"id": "another"}, "role": "page"})
		assert.Contains(t, c.answerAmong("page", "c"), "result")
		synctest.Wait()
		c.say(frame{"id": "c", "method": "cancel", "params": frame{"id": "1"}, "role": "page"})
		assert.Contains(t, c.answerAmong("page", "c"), "result")
		assert.Equal(t, map[string]any{"code": "cancelled"}, c.answerAmong("page", "1")["error"])

		c.says("repeat 200000")
		c.next("page")
		c.says("say new")
		assert.Equal(t, "new", c.hears())
		c.say(frame{"id": "d", "method": "dialect", "params": frame{}, "role": "page"})
		assert.Equal(t, "invalid-params", c.code())
	})
}

// TestTwoLanguages: a page speaks either our protocol or a dialect that the host knows.
func TestTwoLanguages(t *testing.T) {
	hello := func(params frame) frame {
		params["version"], params["protocol"], params["language"], params["browser"] = "1", 1, "uk", "b"
		return frame{"id": "h", "method": "hello", "role": "extension", "params": params}
	}
	for name, tt := range map[string]struct {
		params frame
		code   string
	}{
		"unknown":        {frame{"origin": "https://a.example", "dialect": frame{"name": "other", "hashes": false}}, "unsupported"},
		"without a page": {frame{"dialect": frame{"name": "iit", "hashes": false}}, "invalid-params"},
		"without hashes": {frame{"origin": "https://a.example", "dialect": frame{"name": "iit"}}, "invalid-params"},
	} {
		serve(t, func(b *browser) {
			b.say(hello(tt.params))
			assert.Equal(t, map[string]any{"code": tt.code}, b.next("extension")["error"], name)
			b.say(utterance("p", "say", true))
			assert.Equal(t, map[string]any{"code": "failed"}, b.next("page")["error"], name)
		})
	}
	serve(t, func(b *browser) {
		b.say(hello(frame{"origin": "https://a.example"}))
		b.next("extension")
		b.say(utterance("p", "say", true))
		assert.Equal(t, map[string]any{"code": "forbidden"}, b.next("page")["error"])
	})
	serveDesk(t, &surroundings{}, "director.p12", true, func(c counter) {
		for _, method := range []string{"sign", "login", "certificate", "encrypt", "decrypt", "verify"} {
			c.say(frame{"id": "p", "method": method, "params": frame{}, "role": "page"})
			assert.Equal(t, "forbidden", c.code(), method)
		}
	})
}
