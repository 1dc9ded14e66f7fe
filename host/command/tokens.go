// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// noWorker is why a program that was made without them sees no tokens.
var noWorker = key.Trouble{Kind: key.NoWorker}

// tokens: pidpys tokens [--watch] [--retry] [--json]
//
// It lists what is plugged in and asks for no PIN. --watch goes on to tell what
// comes and goes, until it is interrupted; as JSON it prints one line for each
// state. --retry lets drivers be tried again that were set aside.
func (c *call) tokens(ctx context.Context, args []string) int {
	f := c.flags("tokens")
	watch, retry := f.Bool("watch", false, ""), f.Bool("retry", false, "")
	operands, code, ok := c.parse(f, args)
	switch {
	case !ok:
		return code
	case len(operands) > 0:
		return c.superfluous(f, operands[0])
	case c.Tokens == nil:
		return c.fail(&key.DriverError{Trouble: noWorker})
	}
	if c.SettingsLeftOut != nil {
		c.warn(c.worded("settings-left-out", c.SettingsLeftOut.Error()))
	}
	if *retry {
		if err := c.revive(ctx); err != nil {
			return c.fail(err)
		}
	}
	if *watch {
		return c.watchTokens(ctx)
	}
	seen, err := c.plugged(ctx)
	switch {
	case err != nil:
		return c.fail(err)
	case c.json:
		return c.writeJSON(c.sight(seen))
	}
	c.printPlugged(seen)
	return exitDone
}

// plugged is what is plugged in now. To list waits for every driver, for which a
// watch has less patience.
func (c *call) plugged(ctx context.Context) (seen key.Plugged, err error) {
	if _, err := c.Tokens.List(ctx); err != nil {
		return key.Plugged{}, err
	}
	once, end := context.WithCancel(ctx)
	defer end()
	err = c.Tokens.Watch(once, func(p key.Plugged) {
		if once.Err() == nil {
			seen = p
			end()
		}
	})
	if err == nil {
		err = ctx.Err()
	}
	return seen, err
}

// revive has all drivers tried again that were set aside.
func (c *call) revive(ctx context.Context) error {
	seen, err := c.plugged(ctx)
	if err != nil {
		return err
	}
	for _, trouble := range seen.Troubles {
		if trouble.Driver == "" {
			continue
		}
		if err := c.Tokens.Revive(ctx, trouble.Driver); err != nil {
			return err
		}
	}
	return nil
}

// watchTokens tells of every change until an interrupt, which is how it ends.
func (c *call) watchTokens(ctx context.Context) int {
	var before *key.Plugged
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	err := c.Tokens.Watch(ctx, func(now key.Plugged) {
		switch {
		case c.json:
			_ = lines.Encode(c.sight(now)) // what is written is looked after
		case before == nil:
			c.printPlugged(now)
		default:
			c.printChange(*before, now)
		}
		before = &now
	})
	if err != nil {
		return c.fail(err)
	}
	return exitDone
}

// printPlugged prints what is plugged in and what is in the way.
func (c *call) printPlugged(seen key.Plugged) {
	if len(seen.Carriers) == 0 {
		fmt.Fprintln(c.out, c.words.text("cli_no_tokens"))
	}
	for i, carrier := range seen.Carriers {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		c.printCarrier(carrier)
	}
	for _, trouble := range seen.Troubles {
		fmt.Fprintln(c.out)
		c.printTrouble(trouble)
	}
}

// printChange prints what came, went and became another between two sights.
func (c *call) printChange(before, now key.Plugged) {
	in := func(carriers []key.Carrier, ref key.Ref) int {
		return slices.IndexFunc(carriers, func(other key.Carrier) bool { return other.Ref == ref })
	}
	for _, carrier := range before.Carriers {
		if in(now.Carriers, carrier.Ref) < 0 {
			fmt.Fprintf(c.out, "\n%s\n", c.words.text("token_went", carrierName(&carrier)))
		}
	}
	for _, carrier := range now.Carriers {
		known := in(before.Carriers, carrier.Ref)
		switch {
		case known < 0:
			fmt.Fprintf(c.out, "\n%s\n", c.words.text("token_came", carrierName(&carrier)))
			c.printState(carrier)
		case !reflect.DeepEqual(before.Carriers[known], carrier):
			fmt.Fprintln(c.out)
			c.printCarrier(carrier)
		}
	}
	for _, trouble := range now.Troubles {
		if !slices.Contains(before.Troubles, trouble) {
			fmt.Fprintln(c.out)
			c.printTrouble(trouble)
		}
	}
}

// printCarrier prints what a carrier is called and what is to be known of it.
func (c *call) printCarrier(carrier key.Carrier) {
	fmt.Fprintln(c.out, c.words.text("cli_token", carrierName(&carrier)))
	c.printState(carrier)
}

// printState prints what is to be known of a carrier's PIN, the reference to it,
// and whose keys it has.
func (c *call) printState(carrier key.Carrier) {
	if carrier.Form == key.FormSimulated {
		c.line("token_simulated")
	}
	if word := triesWord(carrier.PIN.Tries); word != "" {
		c.line(word)
	}
	if carrier.PIN.Unset {
		c.line("token_unset")
	}
	if carrier.PIN.Pad {
		c.line("pin_elsewhere_pad")
	}
	fmt.Fprintln(c.out, "  --key "+argument(string(carrier.Ref)))
	p := c.unfiled()
	owners, bare := people(p.pair(carrier.Keys))
	for _, theirs := range owners {
		fmt.Fprintln(c.out)
		c.printPerson(theirs, p.chains())
	}
	switch {
	case len(carrier.Keys) == 0:
		c.line("token_keys_unseen")
	case len(bare) > 0:
		fmt.Fprintln(c.out)
		fmt.Fprintln(c.out, c.words.text("cli_bare_keys"))
		for _, candidate := range bare {
			c.printUse(c.uses(candidate.Usage, pki.KindUnknown), candidate)
		}
		c.printSearch(string(carrier.Ref))
	}
}
