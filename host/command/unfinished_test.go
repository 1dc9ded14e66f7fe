// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/reissue"
)

// TestStateWords: nobody is told to wait for an authority that was not asked yet.
func TestStateWords(t *testing.T) {
	for state, want := range map[reissue.State]string{
		reissue.Planned:   "state_planned",
		reissue.Generated: "state_made",
		reissue.Requested: "state_made",
		reissue.Waiting:   "state_requested",
		reissue.Issued:    "state_issued",
		reissue.Kept:      "state_issued",
	} {
		assert.Equal(t, want, stateWord(state), "%s", state)
	}
}
