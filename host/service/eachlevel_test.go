// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// levels are those that the signatures say they reached.
func (f *stack) levels() map[string]int {
	levels := map[string]int{}
	for _, outcome := range f.outcomes {
		levels[outcome["signature"].(map[string]any)["level"].(string)]++
	}
	return levels
}

// TestLevelOfEach: every signature lasts by itself, and the services are asked for what it
// takes and, before anything, once whether they are there.
func TestLevelOfEach(t *testing.T) {
	const count = 5
	for _, tt := range []struct {
		key, level string
		stamps     int
	}{
		{"ecdsa-person.p12", "B-T", 1 + count},
		{"ecdsa-person.p12", "B-LTA", 1 + 2*count},
		{"director.p12", "B-T", 2 * count}, // one of the content, too
	} {
		t.Run(tt.key+" "+tt.level, func(t *testing.T) {
			serveAmong(t, nil, everybody, func(b *browser) {
				f := b.stack(tt.key, count)
				f.sign(frame{"level": tt.level})
				f.agree()
				assert.Equal(b.t, map[string]any{"signed": number(count), "failed": number(0)}, result(b.t, f.answerOf("p")))
				for i, outcome := range f.outcomes {
					s := outcome["signature"].(map[string]any)
					assert.Equal(b.t, cades.Level(tt.level), lasting(b.t, octets(b.t, s["prefix"]), f.documents[i]).Level)
				}
				assert.Equal(b.t, map[string]int{tt.level: count}, f.levels())
				assert.Equal(b.t, tt.stamps, b.witness.stamped)
				shown := f.told(protocol.ShowDone)
				assert.Len(b.t, shown, 1, "and nothing of services for each")
			})
		})
	}
}

// TestServiceFailsInTheMiddle: the person is asked once, and answers for the rest of the
// list; what the page has stays as it is.
func TestServiceFailsInTheMiddle(t *testing.T) {
	const count = 40
	at := func(t *testing.T, do func(f *stack, question frame)) {
		serveAmong(t, nil, everybody, func(b *browser) {
			f := b.stack("ecdsa-person.p12", count)
			f.sign(frame{"level": "B-T"})
			f.at(9, func() { b.witness.become(nil) })
			f.agree()
			f.told(protocol.ShowSigning)
			do(f, f.askedLevel("B-T", "B-B", "time-stamp-unavailable"))
		})
	}
	t.Run("settled", func(t *testing.T) {
		at(t, func(f *stack, question frame) {
			f.say(frame{"id": question["id"], "result": frame{"level": "B-B"}, "role": "window"})
			assert.Equal(f.t, map[string]any{"signed": number(count), "failed": number(0)}, result(f.t, f.answerOf("p")))
			levels := f.levels()
			assert.Equal(f.t, count, levels["B-T"]+levels["B-B"])
			assert.GreaterOrEqual(f.t, levels["B-T"], 10)
			assert.Greater(f.t, levels["B-B"], 10)
		})
	})
	t.Run("tried again", func(t *testing.T) {
		at(t, func(f *stack, question frame) {
			f.witness.become(services(f.t, everybody).services)
			f.say(frame{"id": question["id"], "result": frame{"level": "B-T"}, "role": "window"})
			assert.Equal(f.t, map[string]any{"signed": number(count), "failed": number(0)}, result(f.t, f.answerOf("p")))
			assert.Equal(f.t, map[string]int{"B-T": count}, f.levels())
		})
	})
	t.Run("refused", func(t *testing.T) {
		at(t, func(f *stack, question frame) {
			f.say(frame{"id": question["id"], "error": frame{"code": "cancelled"}, "role": "window"})
			f.stops("cancelled", "cancelled")
		})
	})
	t.Run("cancelled meanwhile", func(t *testing.T) {
		at(t, func(f *stack, _ frame) {
			f.calls("cancel")()
			f.stops("cancelled", "cancelled")
		})
	})
	t.Run("not answered", func(t *testing.T) {
		at(t, func(f *stack, _ frame) {
			began := time.Now()
			f.stops("timed-out", "timed-out")
			assert.Equal(f.t, protocol.MaxSilence, time.Since(began))
		})
	})
	t.Run("answered otherwise", func(t *testing.T) {
		at(t, func(f *stack, question frame) {
			f.say(frame{"id": question["id"], "result": frame{"level": "B-LT"}, "role": "window"})
			f.stops("failed", "malformed")
		})
	})
}

// TestNoServiceForEach: where nothing is signed yet it is as with one document.
func TestNoServiceForEach(t *testing.T) {
	serveAmong(t, nil, map[string]string{"tsa": "fails", "ocsp": "answers"}, func(b *browser) {
		f := b.stack("ecdsa-person.p12", 3)
		f.sign(frame{"level": "B-T"})
		f.agree()
		question := f.askedLevel("B-T", "B-B", "time-stamp-unavailable")
		f.say(frame{"id": question["id"], "error": frame{"code": "cancelled"}, "role": "window"})
		require.Equal(b.t, map[string]any{"code": "cancelled"}, f.answerOf("p")["error"])
		assert.Empty(b.t, f.outcomes)
	})
}
