// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/reissue"
)

// unfinishedSeen is a re-issue that was begun, as programs see it. Its texts are fit
// to show.
type unfinishedSeen struct {
	ID        string          `json:"id"` // for --resume and --abandon
	State     reissue.State   `json:"state"`
	Began     time.Time       `json:"began"`
	Old       key.Description `json:"old"`
	Carrier   []string        `json:"carrier"`
	Form      key.Form        `json:"form"`
	Kind      key.Kind        `json:"kind"`
	Road      reissue.Road    `json:"road"`
	Authority string          `json:"authority"`
	NeedsKey  bool            `json:"needs_key"` // --key, unless a certificate is brought
}

func shownUnfinished(p *reissue.Plan) unfinishedSeen {
	return unfinishedSeen{
		ID: p.ID, State: p.State, Began: p.Began, Old: key.DescribeCertificate(p.Old),
		Carrier: p.Onto.DisplayNames(), Form: p.Onto.Form, Kind: p.Kind, Road: p.Road, Authority: p.Authority, NeedsKey: p.NeedsOldKey,
	}
}

// listUnfinished tells what was begun and is not over.
func (c *call) listUnfinished() int {
	plans, err := c.Reissue.Unfinished()
	if c.json {
		all := []unfinishedSeen{}
		for _, p := range plans {
			all = append(all, shownUnfinished(p))
		}
		if err != nil {
			return c.failAfter(map[string]any{"unfinished": all}, err)
		}
		return c.writeJSON(map[string]any{"unfinished": all})
	}
	if len(plans) == 0 && err == nil {
		fmt.Fprintln(c.out, c.words.text("cli_no_reissues"))
	}
	for i, p := range plans {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		c.printUnfinished(p)
	}
	if err != nil {
		return c.fail(err)
	}
	return exitDone
}

func (c *call) printUnfinished(p *reissue.Plan) {
	fmt.Fprintln(c.out, c.words.text("cli_unfinished", c.owner(p.Old), placeName(p.Onto)))
	c.line(stateWord(p.State), pki.DisplayText(p.Authority))
	c.line("cli_unfinished_dates", date(p.Began), date(p.Old.NotAfter))
	fmt.Fprintln(c.out, "  "+goingOn(p))
}

// stateWord is the word for how far a re-issue came, as people are told it.
func stateWord(s reissue.State) string {
	switch s {
	case reissue.Planned:
		return "state_planned"
	case reissue.Generated, reissue.Requested:
		return "state_made"
	case reissue.Waiting:
		return "state_requested"
	}
	return "state_issued"
}

// short is how much of an identifier people are shown.
const short = 8

// goingOn is the command that goes on with a re-issue.
func goingOn(p *reissue.Plan) string {
	command := "pidpys reissue --resume " + p.ID[:short]
	switch {
	case p.NeedsOldKey:
		command += " --key …"
	case p.Road == reissue.Files && p.State == reissue.Waiting:
		command += " --certificate …"
	}
	return command
}

// unfinished is the one re-issue whose identifier begins so.
func (c *call) unfinished(id string) (one *reissue.Plan, several bool, err error) {
	plans, err := c.Reissue.Unfinished()
	plans = slices.DeleteFunc(plans, func(p *reissue.Plan) bool { return !strings.HasPrefix(p.ID, strings.ToLower(id)) })
	switch {
	case len(plans) == 1:
		return plans[0], false, nil
	case len(plans) > 1:
		return nil, true, nil
	case err != nil:
		return nil, false, err
	}
	return nil, false, reissue.ErrNoPlan
}
