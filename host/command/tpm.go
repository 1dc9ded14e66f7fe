// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"strconv"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// tpm: pidpys tpm [status] [--json], or pidpys tpm remove REF …
func (c *call) tpm(ctx context.Context, args []string) int {
	if len(args) > 0 {
		switch args[0] {
		case "remove":
			return c.tpmRemove(ctx, args[1:])
		case "status":
			args = args[1:]
		}
	}
	f := c.flags("tpm")
	operands, code, ok := c.parse(f, args)
	switch {
	case !ok:
		return code
	case len(operands) > 0:
		return c.misuse(f, c.words.text("cli_unknown_command", "tpm "+operands[0]))
	}
	status, err := c.tpmStatus(ctx)
	switch {
	case err != nil:
		return c.fail(err)
	case c.json:
		return c.writeJSON(shownStatus(status))
	}
	c.printStatus(status)
	return exitDone
}

// tpmStatus asks the TPM, if there is one.
func (c *call) tpmStatus(ctx context.Context) (tpm.Status, error) {
	if err := c.lacksTPM(); err != nil {
		return tpm.Status{}, err
	}
	return c.TPM.Status(ctx)
}

// lacksTPM is why there is no TPM to use; nil where there may be.
func (c *call) lacksTPM() error {
	if err := c.permit(tpm.Scheme); err != nil {
		return err
	}
	if c.TPM == nil {
		return key.ErrNoTPM
	}
	return nil
}

// tpmSeen is what a TPM says of itself, as programs see it. Times are seconds.
type tpmSeen struct {
	Manufacturer string `json:"manufacturer"` // fit to show
	Firmware     string `json:"firmware"`
	Counter      int    `json:"counter"` // wrong PINs that it counted
	Max          int    `json:"max"`     // that lock it
	Interval     int    `json:"interval"`
	Recovery     int    `json:"recovery"`
	Guarded      bool   `json:"guarded"` // against guessing; else it counts nothing
	InLockout    bool   `json:"in_lockout"`
	Wait         int    `json:"wait"`
	Parent       string `json:"parent"` // handle, hexadecimal
}

func shownStatus(s tpm.Status) tpmSeen {
	return tpmSeen{
		Manufacturer: pki.DisplayText(s.Manufacturer), Firmware: pki.DisplayText(s.Firmware),
		Counter: s.Counter, Max: s.Max, Interval: seconds(s.Interval), Recovery: seconds(s.Recovery),
		Guarded: s.Guarded(), InLockout: s.InLockout, Wait: seconds(s.Wait), Parent: fmt.Sprintf("%#x", s.Parent),
	}
}

func (c *call) printStatus(s tpm.Status) {
	fmt.Fprintln(c.out, c.words.text("form_tpm_blank"))
	c.line("cli_tpm_maker", s.Manufacturer, s.Firmware)
	if s.Guarded() {
		c.line("cli_tpm_count", strconv.Itoa(s.Counter), strconv.Itoa(s.Max))
		c.line("cli_tpm_interval", c.duration(s.Interval))
	} else {
		fmt.Fprintln(c.out, "  "+c.guard(s))
	}
	if s.InLockout {
		c.line("tries_locked")
	}
	if s.Wait > 0 {
		c.line("tries_wait", c.duration(s.Wait))
	}
	c.line("form_tpm_note")
}

// guard says whether PINs can be guessed, for whoever is about to rely on one.
func (c *call) guard(s tpm.Status) string {
	if s.Guarded() {
		return c.words.text("cli_tpm_guarded")
	}
	return c.words.text("cli_caution", c.words.text("caution_unlimited_tries"))
}
