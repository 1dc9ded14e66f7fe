// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/protocol"
)

// TestExamine: one at a time, in the language of hello, and no longer than the
// connection.
func TestExamine(t *testing.T) {
	hello := frame{"id": "h", "method": "hello", "role": "extension", "params": frame{"version": "1", "protocol": 1, "language": "en", "browser": "b"}}
	began, ended := make(chan struct{}), false
	look := func(ctx context.Context, language string, offline bool) protocol.Examination {
		assert.Equal(t, "en", language)
		if offline {
			return protocol.Examination{Findings: []protocol.Observation{}, Worst: "ok"}
		}
		close(began)
		<-ctx.Done()
		ended = true
		return protocol.Examination{Findings: []protocol.Observation{}, Worst: "error"}
	}
	serveIn(t, &surroundings{examine: look}, func(b *browser) {
		b.say(hello)
		require.Contains(b.t, b.next("extension"), "result")
		for range 2 {
			b.say(frame{"id": "e0", "method": "examine", "params": frame{"offline": true}, "role": "extension"})
			assert.Equal(b.t, map[string]any{"findings": []any{}, "worst": "ok"}, b.next("extension")["result"])
		}
		b.say(frame{"id": "e0", "method": "examine", "params": frame{"offline": "no"}, "role": "extension"})
		assert.Equal(b.t, map[string]any{"code": "invalid-params"}, b.next("extension")["error"])
		b.say(frame{"id": "e1", "method": "examine", "role": "extension"})
		<-began
		b.say(frame{"id": "e2", "method": "examine", "role": "extension"})
		answer := b.next("extension")
		assert.Equal(b.t, "e2", answer["id"])
		assert.Equal(b.t, map[string]any{"code": "busy"}, answer["error"])
		b.in.Close()
	})
	assert.True(t, ended, "the connection waits for it, and ends it")
}

// TestExamineByNobody: a host that cannot says so.
func TestExamineByNobody(t *testing.T) {
	serve(t, func(b *browser) {
		b.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{"version": "1", "protocol": 1, "language": "uk", "browser": "b"}})
		require.Contains(b.t, b.next("extension"), "result")
		b.say(frame{"id": "e", "method": "examine", "role": "extension"})
		assert.Equal(b.t, map[string]any{"code": "unsupported"}, b.next("extension")["error"])
	})
}
