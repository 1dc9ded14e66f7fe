// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/reissue"
)

// run does what the plan says, once that is agreed to wherever the current key is
// to sign.
func (r *reissuing) run(ctx context.Context) int {
	hands := reissue.Hands{Open: r.openOnto, Tell: r.step}
	var err error
	if hands.Certificates, err = certificateFiles(r.flags.certificates); err != nil {
		return r.fail(err)
	}
	if r.from == nil && r.flags.keyName != "" {
		if err := r.takeOld(ctx); err != nil {
			return r.fail(err)
		}
	}
	if r.from != nil {
		hands.Old = r.old.Key
		if err := r.consent(ctx); err != nil {
			return r.fail(err)
		}
	}
	outcome, err := r.Reissue.Run(ctx, r.plan, hands)
	if err != nil {
		return r.fail(err)
	}
	return r.tellOutcome(outcome)
}

// consent shows the plan and has it agreed to.
func (r *reissuing) consent(ctx context.Context) error {
	r.printPlan()
	if r.flags.yes {
		return nil
	}
	question := "cli_reissue_agree"
	if r.plan.State != reissue.Planned {
		question = "cli_reissue_agree_begun"
	}
	return r.agree(ctx, r.words.text(question), errNotAgreed)
}

// step tells what the re-issue does now.
func (r *reissuing) step(s reissue.Step) {
	fmt.Fprintln(r.err, r.words.text("reissuing_"+string(s))+"…")
}

// openOnto opens the carrier of the new key. One that the current key is on as
// well is lent: it is one person's turn at a time.
func (r *reissuing) openOnto(ctx context.Context, ref key.Ref) (key.Generator, error) {
	if r.from != nil && means(key.Ref(r.flags.keyName), ref) {
		if g, ok := r.from.Store.(key.Generator); ok {
			return key.Lent(g), nil
		}
		return nil, key.ErrNoGenerator
	}
	source, err := r.hotplug(ref)
	if err != nil {
		return nil, err
	}
	return key.OpenGenerator(ctx, source, ref, r.terminal(keyFlags{
		password: r.flags.pin, lastTry: r.flags.key.lastTry, sharedTries: r.flags.key.sharedTries,
	}))
}
