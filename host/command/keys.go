// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// keys: pidpys keys FILE|REF [--password-file F] [--cert FILE]… [--json]
func (c *call) keys(ctx context.Context, args []string) int {
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
	o, err := c.open(ctx, operands[0], flags)
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
	fmt.Fprintln(c.out, c.words.text("cli_key", c.owner(candidate.Certificate), use, date(candidate.Certificate.NotAfter)))
	for _, line := range []struct{ key, value string }{
		{"cli_drfo", owner.DRFO},
		{"cli_edrpou", owner.EDRPOU},
		{"cli_organization", owner.DisplayOrganization()},
		{"cli_issuer", entry.Certificate.Issuer},
		{"cli_ski", entry.SKI},
	} {
		if line.value != "" {
			fmt.Fprintln(c.out, "  "+c.words.text(line.key, line.value))
		}
	}
}

// owner is whose certificate it is. Test certificates may name nobody.
func (c *call) owner(certificate *x509.Certificate) string {
	if name := pki.Subject(certificate).DisplayName(); name != "" {
		return name
	}
	return c.words.text("cli_nameless")
}

// date is a day as people write it, where they are.
func date(t time.Time) string { return t.Local().Format("02.01.2006") }
