// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"

	"github.com/pidpys/pidpys/host/reissue"
)

// abandon gives the re-issue up, once that is agreed to. The new key is destroyed,
// unless it has a certificate or the carrier is not at hand.
func (r *reissuing) abandon(ctx context.Context) int {
	if !r.flags.yes {
		fmt.Fprintln(r.err, r.words.text("abandon_text", placeName(r.plan.Onto)))
		if err := r.agree(ctx, r.words.text("cli_abandon"), errNotAgreed); err != nil {
			return r.fail(err)
		}
	}
	hands := reissue.Hands{Open: r.openOnto}
	if r.flags.leave {
		hands.Open = nil
	}
	outcome, err := r.Reissue.Abandon(ctx, r.plan.ID, hands)
	if err != nil {
		return r.fail(err)
	}
	if r.json {
		return r.writeJSON(map[string]any{"reissue": r.plan.ID, "state": outcome.State, "key_left": outcome.KeyLeft})
	}
	fmt.Fprintln(r.out, r.words.text("cli_abandoned"))
	if outcome.KeyLeft {
		fmt.Fprintln(r.out, r.words.text("cli_key_left", placeName(r.plan.Onto)))
	}
	return exitDone
}
