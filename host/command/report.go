// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/validation"
)

// printReport tells a person what was found: the answer first, then whose
// signature it is, then the reasons.
func (c *call) printReport(r protocol.Report) {
	if len(r.Signatures) == 0 {
		fmt.Fprintln(c.out, c.words.text("cli_no_signatures"))
	}
	for _, v := range r.Signatures {
		fmt.Fprintln(c.out, c.words.text("cli_verdict_"+verdictKey[v.Indication], v.Indication, v.SubIndication))
		for _, line := range []struct{ key, value string }{
			{"cli_signer", v.Signer.Name},
			{"cli_drfo", v.Signer.DRFO},
			{"cli_edrpou", v.Signer.EDRPOU},
			{"cli_organization", v.Signer.Organization},
			{"cli_claimed_time", localTime(v.ClaimedTime)},
			{"cli_level", v.Level},
			{"cli_hash", c.hashName(v.Hash)},
		} {
			if line.value != "" {
				fmt.Fprintln(c.out, "  "+c.words.text(line.key, line.value))
			}
		}
		for _, finding := range append(append([]protocol.Finding{}, v.Errors...), v.Warnings...) {
			fmt.Fprintln(c.out, "  • "+c.finding(finding))
		}
	}
}

var verdictKey = map[string]string{
	string(validation.TotalPassed): "passed", string(validation.TotalFailed): "failed", string(validation.Indeterminate): "indeterminate",
}

// hashName is a hash as its standard calls it, where the catalogue knows it.
func (c *call) hashName(name string) string {
	if key := "hash_" + name; c.words.has(key) {
		return c.words.text(key)
	}
	return name
}

// localTime puts a time of the report on this computer's clock.
func localTime(rfc3339 string) string {
	t, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return t.Local().Format("02.01.2006 15:04:05")
}
