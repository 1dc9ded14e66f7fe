// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/host/protocol"
)

// The severities of PROTOCOL.md, section 5.
const (
	severe  = "error"
	warned  = "warning"
	notable = "note"
)

// doctor: pidpys doctor [--all] [--offline] [--json]
//
// It looks whether all is in place for a signature, and says what is not, what that
// means and what to do next. Notes, and what is as it should be, are told by --all
// and as JSON alone. The exit code is 1 if there is an error.
func (c *call) doctor(ctx context.Context, args []string) int {
	f := c.flags("doctor")
	all, offline := f.Bool("all", false, ""), f.Bool("offline", false, "")
	code, ok := c.parseAlone(f, args)
	if !ok {
		return code
	}
	found := c.Examine(ctx, c.language, *offline)
	if err := ctx.Err(); err != nil {
		return c.fail(err)
	}
	switch {
	case c.json:
		code = c.writeJSON(found)
	default:
		c.printExamination(found, *all)
	}
	if code == exitDone && found.Worst == severe {
		return exitNo
	}
	return code
}

// printExamination prints what was found, the worst first.
func (c *call) printExamination(found protocol.Examination, all bool) {
	count := map[string]int{}
	for _, finding := range found.Findings {
		count[finding.Severity]++
		if all || finding.Severity == severe || finding.Severity == warned {
			c.printFinding(finding)
		}
	}
	if count[severe]+count[warned] == 0 {
		fmt.Fprintln(c.out, c.words.text("cli_doctor_good"))
	} else {
		fmt.Fprintln(c.out, c.words.text("cli_doctor_bad", strconv.Itoa(count[severe]), strconv.Itoa(count[warned])))
	}
	if folded := len(found.Findings) - count[severe] - count[warned]; folded > 0 && !all {
		fmt.Fprintln(c.out, c.words.text("cli_doctor_rest", strconv.Itoa(folded)))
	}
}

// printFinding prints one, whose texts are fit to show.
func (c *call) printFinding(f protocol.Observation) {
	mark := map[string]string{severe: "✗", warned: "!", notable: "·"}[f.Severity]
	if mark == "" {
		mark = "✓"
	}
	fmt.Fprintf(c.out, "%s %s · %s\n", mark, c.words.text("doctor_severity_"+f.Severity), f.Subject)
	fmt.Fprintf(c.out, "  %s\n", f.Message)
	if f.Remedy != "" {
		fmt.Fprintf(c.out, "  → %s\n", strings.TrimSpace(f.Remedy))
	}
	fmt.Fprintln(c.out)
}
