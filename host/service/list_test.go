// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"testing"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
)

// TestLists: what a page may list, and what not; a list that was refused is as it was.
func TestLists(t *testing.T) {
	serve(t, func(b *browser) {
		f := b.stack("ecdsa-person.p12", protocol.MaxListed)
		list := func(params frame) frame {
			f.say(frame{"id": "l", "method": "list", "params": params, "role": "page"})
			return f.next("page")
		}
		refused := func(why string, params frame) {
			b.t.Helper()
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, list(params)["error"], why)
		}
		sign := func(params frame) {
			f.say(frame{"id": "p", "method": "sign", "params": params, "role": "page"})
		}
		f.list()
		refused("more than 10 000", frame{"documents": f.files(0, 1)})
		refused("nothing", frame{"documents": []frame{}})
		refused("more than one message may hold", frame{"documents": f.files(0, 257), "anew": true})
		refused("a document without a handle", frame{"documents": []frame{{"name": "a", "size": 1, "blob": ""}}, "anew": true})
		refused("a size that is none", frame{"documents": []frame{{"name": "a", "size": -1, "blob": "b"}}, "anew": true})
		refused("more than 16 GiB", frame{"documents": []frame{{"name": "a", "size": 16 << 30, "blob": "b"}, {"name": "a", "size": 1, "blob": "b"}}, "anew": true})
		for why, params := range map[string]frame{
			"another count":               {"documents": []frame{}, "listed": 9999, "each": true},
			"no count":                    {"documents": []frame{}, "each": true},
			"not each, and more than 256": {"documents": []frame{}, "listed": 10000},
			"one more than 10 000":        {"documents": f.files(0, 1), "listed": 10000, "each": true},
			"no such hash":                {"documents": []frame{}, "listed": 10000, "each": true, "hash": "md5"},
		} {
			sign(params)
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, f.next("page")["error"], why)
		}
		assert.Equal(b.t, map[string]any{"listed": number(0)}, list(frame{"documents": []frame{}, "anew": true})["result"])
		sign(frame{"documents": []frame{}, "listed": 0, "each": true})
		assert.Equal(b.t, map[string]any{"code": "invalid-params"}, f.next("page")["error"], "nothing to sign")
		assert.Equal(b.t, map[string]any{"listed": number(2)}, list(frame{"documents": f.files(0, 2)})["result"])
		assert.Equal(b.t, map[string]any{"listed": number(3)}, list(frame{"documents": f.files(5, 8), "anew": true})["result"])
		f.open("sign", frame{"documents": []frame{}, "listed": 3})
		assert.Equal(b.t, map[string]any{"code": "busy"}, list(frame{"documents": f.files(0, 1)})["error"])
		f.choose()
		f.agree()
		assert.Len(b.t, f.answerOf("p")["result"].(map[string]any)["signatures"], 3, "few may be listed, and be signed as ever")
	})
}
