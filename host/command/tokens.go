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
	code, ok := c.parseAlone(f, args)
	switch {
	case !ok:
		return code
	case len(c.hotplugs()) == 0:
		return c.fail(c.lacksTokens())
	}
	c.warnOfSettings()
	if err := c.permit(tokenScheme); err != nil {
		c.warn(c.fault(err))
	}
	if *retry {
		if err := c.revive(ctx); err != nil {
			return c.fail(err)
		}
	}
	if *watch {
		return c.watchTokens(ctx)
	}
	seen, err := c.hotplugs().now(ctx)
	switch {
	case err != nil:
		return c.fail(err)
	case c.json:
		return c.writeJSON(c.sight(seen))
	}
	c.printPlugged(seen)
	return exitDone
}

// lacksTokens is why there are no tokens to use, where there is no source of them.
func (c *call) lacksTokens() error {
	if err := c.permit(tokenScheme); err != nil {
		return err
	}
	return &key.DriverError{Trouble: noWorker}
}

// warnOfSettings says which settings are not followed, so that somebody may miss
// what they added.
func (c *call) warnOfSettings() {
	for i, leftOut := range c.SettingsLeftOut {
		f := c.worded("settings-left-out", leftOut.Error())
		if i < len(c.SettingsLeftOut)-1 {
			f.Hint = "" // it is the same for all
		}
		c.warn(f)
	}
}

// revive has all drivers tried again that were set aside.
func (c *call) revive(ctx context.Context) error {
	seen, err := c.hotplugs().now(ctx)
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
	err := c.hotplugs().watch(ctx, func(now key.Plugged) {
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
	if !slices.ContainsFunc(seen.Carriers, func(carrier key.Carrier) bool { return !carrier.Blank }) {
		fmt.Fprintln(c.out, c.words.text("cli_no_tokens"))
	}
	for i, carrier := range seen.Carriers {
		if i > 0 || carrier.Blank {
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
