// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/service"
)

// fail tells what stopped the re-issue, and how to go on with what was begun.
func (r *reissuing) fail(err error) int {
	begun := r.begun()
	var done map[string]any
	if begun != nil {
		done = map[string]any{"reissue": begun.ID, "state": begun.State}
	}
	code := r.failWith(done, r.fault(err))
	if begun != nil && !r.json {
		fmt.Fprintln(r.err, r.words.text("cli_reissue_begun"))
		fmt.Fprintln(r.err, "  "+goingOn(begun))
	}
	return code
}

// begun is the re-issue if there is something to go on with.
func (r *reissuing) begun() *reissue.Plan {
	if r.plan == nil {
		return nil
	}
	plans, _ := r.Reissue.Unfinished() // what cannot be read is not this one
	if i := slices.IndexFunc(plans, func(p *reissue.Plan) bool { return p.ID == r.plan.ID }); i >= 0 {
		return plans[i]
	}
	return nil
}

// fault is what stopped the re-issue, in words that know the carrier. The advice
// elsewhere is about signatures.
func (r *reissuing) fault(err error) fault {
	f := r.call.fault(err)
	if untimely, ok := errors.AsType[*pki.ValidityError](err); ok {
		f = r.detailed(err, string(service.AsError(untimely).Code))
	}
	if f.Code == string(protocol.CannotGenerate) {
		f = r.worded(f.Code, r.carrier())
	}
	if hint := "cli_reissue_hint_" + strings.ReplaceAll(f.Code, "-", "_"); r.words.has(hint) {
		f.Hint = r.words.text(hint)
	}
	return f
}

// carrier is what a person can tell the carrier of the new key by.
func (r *reissuing) carrier() string {
	if r.plan != nil {
		return placeName(r.plan.Onto)
	}
	return carrierName(r.onto)
}
