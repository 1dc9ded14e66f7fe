// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"fmt"
	"strings"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// printCarrier prints what a carrier is called and what is to be known of it.
func (c *call) printCarrier(carrier key.Carrier) {
	fmt.Fprintln(c.out, c.heading(carrier))
	c.printState(carrier)
}

// heading says what a carrier is. What belongs to this computer has no name of a
// device.
func (c *call) heading(carrier key.Carrier) string {
	switch {
	case !builtIn(carrier.Form):
		return c.words.text("cli_token", carrierName(&carrier))
	case carrier.Blank:
		return c.words.text("form_tpm_blank")
	}
	return c.words.text("cli_built_in", c.words.text("form_"+string(carrier.Form)), carrier.Label)
}

// builtIn tells whether what has this form is part of this computer.
func builtIn(form key.Form) bool { return form == key.FormTPM || form == key.FormSealed }

// printState prints what is to be known of a carrier's PIN, the reference to it,
// what new keys it makes, and whose keys it has.
func (c *call) printState(carrier key.Carrier) {
	if carrier.Form == key.FormSimulated {
		c.line("token_simulated")
	}
	if builtIn(carrier.Form) {
		c.line("form_" + string(carrier.Form) + "_note")
	}
	c.printPIN(carrier.PIN)
	if len(carrier.Makes) > 0 {
		c.line("cli_makes", c.algorithms(carrier.Makes))
	}
	if carrier.Blank {
		fmt.Fprintln(c.out, "  --onto "+argument(string(carrier.Ref)))
		return
	}
	fmt.Fprintln(c.out, "  --key "+argument(string(carrier.Ref)))
	c.printKeysOf(carrier)
}

// printPIN prints what is to be known before a PIN is typed.
func (c *call) printPIN(pin key.PIN) {
	if word := triesWord(pin.Tries); word != "" {
		c.line(word)
	}
	if pin.Wait > 0 {
		c.line("tries_wait", c.duration(pin.Wait))
	}
	if pin.Unset {
		c.line("token_unset")
	}
	if pin.Pad {
		c.line("pin_elsewhere_pad")
	}
}

// algorithms are the kinds of new keys, in words.
func (c *call) algorithms(kinds []key.Kind) string {
	var names []string
	for _, kind := range kinds {
		names = append(names, c.words.text("algorithm_"+string(kind)))
	}
	return strings.Join(names, ", ")
}

// printKeysOf prints whose keys a carrier shows.
func (c *call) printKeysOf(carrier key.Carrier) {
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
