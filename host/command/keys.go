// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// keys: pidpys keys FILE|REF [--password-file F] [--cert FILE]… [--json]
func (c *call) keys(args []string) int {
	f := c.flags("keys")
	var flags keyFlags
	flags.register(f)
	operands, code, ok := c.parse(f, args)
	if !ok {
		return code
	}
	if len(operands) != 1 {
		return c.usage("keys FILE [--password-file F] [--cert FILE]…")
	}
	o, err := c.open(context.Background(), operands[0], flags)
	if err != nil {
		return c.fail(err)
	}
	defer o.Close()
	listing := key.Describe(o.Store, o.candidates)
	if c.json {
		return c.writeJSON(listing)
	}
	for i, candidate := range o.candidates {
		c.card(candidate, listing.Keys[i])
	}
	return exitDone
}

// card prints one key as its owner knows it: whose, for what, until when.
func (c *call) card(candidate key.Candidate, entry key.Entry) {
	uses := make([]string, 0, 2)
	for _, use := range entry.Usage {
		uses = append(uses, c.words.text("cli_usage_"+use))
	}
	use := strings.Join(uses, ", ")
	if use == "" {
		use = c.words.text("cli_usage_unknown")
	}
	if candidate.Certificate == nil {
		fmt.Fprintln(c.out, c.words.text("cli_key_bare", use, entry.SKI))
		return
	}
	owner := pki.Subject(candidate.Certificate)
	fmt.Fprintln(c.out, c.words.text("cli_key", pki.DisplayText(owner.DisplayName()), use, candidate.Certificate.NotAfter.Local().Format("02.01.2006")))
	for _, line := range []struct{ key, value string }{
		{"cli_drfo", owner.DRFO},
		{"cli_edrpou", owner.EDRPOU},
		{"cli_organization", owner.Organization},
		{"cli_issuer", entry.Certificate.Issuer},
		{"cli_ski", entry.SKI},
	} {
		if line.value != "" {
			fmt.Fprintln(c.out, "  "+c.words.text(line.key, pki.DisplayText(line.value)))
		}
	}
}
