// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"fmt"
	"strconv"

	"github.com/pidpys/pidpys/host/validation"
)

// printIndications prints the verdicts in the words of ETSI EN 319 102-1, for
// whoever compares them with another program's.
func (c *call) printIndications(verdicts []validation.Verdict) {
	for i, v := range verdicts {
		number := ""
		if len(verdicts) > 1 {
			number = strconv.Itoa(i+1) + ". "
		}
		answer := string(v.Indication)
		if v.SubIndication != "" {
			answer += ", " + string(v.SubIndication)
		}
		fmt.Fprintln(c.out, number+c.words.text("cli_indication", answer))
	}
}
