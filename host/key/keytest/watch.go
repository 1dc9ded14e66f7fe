// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keytest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

// patience is how long a source may take to see what is there.
const patience = 20 * time.Second

// Await watches until a source sees what is wanted, and answers that. The test
// fails if it does not come within twenty seconds.
func Await(t testing.TB, s key.Hotplug, wanted func(key.Plugged) bool) key.Plugged {
	t.Helper()
	ctx, end := context.WithTimeout(t.Context(), patience)
	defer end()
	var seen key.Plugged
	found := false
	require.NoError(t, s.Watch(ctx, func(p key.Plugged) {
		if seen = p; wanted(p) {
			found = true
			end()
		}
	}))
	require.True(t, found, "%+v", seen)
	return seen
}
