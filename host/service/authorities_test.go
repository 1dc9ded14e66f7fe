// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAuthorities: the extension alone learns them without an operation, and as a window
// does.
func TestAuthorities(t *testing.T) {
	serveAmong(t, map[string]string{"КНЕДП ДПС": "nobody"}, nil, func(b *browser) {
		b.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{"version": "1", "protocol": 1, "language": "uk", "browser": "b"}})
		require.Contains(b.t, b.next("extension"), "result")
		b.say(frame{"id": "a", "method": "authorities", "params": frame{"all": true}, "role": "extension"})
		assert.Equal(b.t, map[string]any{"code": "invalid-params"}, b.next("extension")["error"])
		b.say(frame{"id": "b", "method": "authorities", "role": "extension"})
		answer := b.next("extension")
		require.Contains(b.t, answer, "result")
		listed := answer["result"].(map[string]any)["authorities"].([]any)
		require.NotEmpty(b.t, listed)
		assert.Contains(b.t, listed[0], "name")
		assert.Contains(b.t, listed[0], "lookup")
	})
	serve(t, func(b *browser) {
		b.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{"version": "1", "protocol": 1, "language": "uk", "browser": "b", "origin": "https://cabinet.example"}})
		require.Contains(b.t, b.next("extension"), "result")
		b.say(frame{"id": "a", "method": "authorities", "role": "extension"})
		assert.Equal(b.t, map[string]any{"code": "forbidden"}, b.next("extension")["error"])
	})
}
