// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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
		assert.Equal(v.t, "reissue-over", v.failure("resume", frame{"unfinished": stopped["unfinished"]}))
	})
}
