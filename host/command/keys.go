// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// keys: pidpys keys FILE|REF [--password-file F] [--key-password-file F]
// [--cert FILE]… [--json]
//
// People are told whose keys they are; programs get every key as it stands in
// the file.
func (c *call) keys(ctx context.Context, args []string) int {
	f := c.flags("keys")
	var flags keyFlags
	flags.register(f)
	name, code, ok := c.operand(f, args, "cli_lacks_key")
	if !ok {
		return code
	}
	o, err := c.open(ctx, name, flags)
	if err != nil {
		return c.fail(err)
	}
	defer o.Close()
	if c.json {
		return c.writeJSON(key.Describe(o.Store, o.candidates))
	}
	if len(o.candidates) == 0 {
		fmt.Fprintln(c.out, c.words.text("cli_no_keys"))
	}
	owners, bare := people(o.candidates)
	for i, theirs := range owners {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		c.printPerson(theirs, o.chains())
	}
	if len(bare) > 0 {
		if len(owners) > 0 {
			fmt.Fprintln(c.out)
		}
		fmt.Fprintln(c.out, c.words.text("cli_bare_keys"))
		for _, candidate := range bare {
			c.printUse(c.uses(candidate.Usage, pki.KindUnknown), candidate)
		}
		c.printSearch(name)
	}
	return exitDone
}

// printSearch prints how to find the certificates of the keys in a file or on a
// token.
func (c *call) printSearch(name string) {
	if inFile(name) {
		name = pki.DisplayText(name)
	} else {
		name = argument(name)
	}
	fmt.Fprintln(c.out, extension.Fill(c.words["cli_find_certificate"], name))
}

// people groups keys by their owners, in the order in which each first comes.
// Those without a certificate are nobody's yet.
func people(candidates []key.Candidate) (owners [][]key.Candidate, bare []key.Candidate) {
	type identity struct{ name, organization, drfo, edrpou, unzr string }
	places := map[identity]int{}
	for _, candidate := range candidates {
		if candidate.Certificate == nil {
			bare = append(bare, candidate)
			continue
		}
		p := pki.Subject(candidate.Certificate)
		who := identity{p.DisplayName(), p.DisplayOrganization(), p.DRFO, p.EDRPOU, p.UNZR}
		place, known := places[who]
		if !known {
			place = len(owners)
			places[who] = place
			owners = append(owners, nil)
		}
		owners[place] = append(owners[place], candidate)
	}
	return owners, bare
}

// printPerson prints the keys of one owner as they know them: who they are,
// then for what each key is, and until when.
func (c *call) printPerson(theirs []key.Candidate, chains chains) {
	c.printOwner(theirs[0].Certificate)
	var issuers []string
	verified := true
	for _, candidate := range theirs {
		if issuer := pki.Issuer(candidate.Certificate).DisplayName(); !slices.Contains(issuers, issuer) {
			issuers = append(issuers, issuer)
		}
		verified = verified && chains.verify(candidate.Certificate)
	}
	for _, issuer := range issuers {
		c.line("cli_issuer", issuer)
	}
	if !verified {
		c.line("cli_unverified")
	}
	for _, candidate := range theirs {
		c.printUse(c.uses(candidate.Usage, kindOf(candidate.Certificate))+", "+c.term(candidate.Certificate), candidate)
	}
}

// printUse prints what a key is for, the name that programs have for it, and what
// took its place.
func (c *call) printUse(what string, candidate key.Candidate) {
	fmt.Fprintln(c.out, "  • "+what)
	if ids := pki.KeyIDs(candidate.Key.Public()); len(ids) > 0 {
		fmt.Fprintln(c.out, "    "+c.words.text("cli_ski", fmt.Sprintf("%X", ids[0])))
	}
	if replacement, replaced := c.Reissue.Replaced(candidate.Key.Public()); replaced {
		fmt.Fprintln(c.out, "    "+c.words.text("replaced", date(replacement.Since)))
		fmt.Fprintln(c.out, "    "+c.words.text("replaced_hint", placeName(replacement.Onto)))
	}
}
