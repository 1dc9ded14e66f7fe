// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

// TestHotplugsAreSeenTogether: nobody is told of half of what there is.
func TestHotplugsAreSeenTogether(t *testing.T) {
	one := &fakeTokens{states: []key.Plugged{{Carriers: []key.Carrier{carrier("Work")}, Troubles: []key.Trouble{noWorker}}}}
	other := &fakeTokens{states: []key.Plugged{{Carriers: []key.Carrier{carrier("Home")}}}}
	seen, err := hotplugs{one, other}.now(t.Context())
	require.NoError(t, err)
	assert.Equal(t, key.Plugged{Carriers: []key.Carrier{carrier("Work"), carrier("Home")}, Troubles: []key.Trouble{noWorker}}, seen)
}

// brokenWatch is a place that cannot be watched.
type brokenWatch struct{ fakeTokens }

var errBroken = errors.New("broken")

func (*brokenWatch) Watch(context.Context, func(key.Plugged)) error { return errBroken }

func TestHotplugsEndWithTheFirstThatFails(t *testing.T) {
	err := hotplugs{&fakeTokens{}, &brokenWatch{}}.watch(t.Context(), func(key.Plugged) { assert.Fail(t, "half of it was told") })
	assert.ErrorIs(t, err, errBroken)
}
