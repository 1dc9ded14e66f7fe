// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
)

// errNotAgreed: there is nobody to ask, and the command line did not agree.
var errNotAgreed = errors.New("nobody agreed")

// tpmRemove: pidpys tpm remove REF [--yes] [--json]
//
// What is removed is gone for good, but for a sealed key file of which there is a
// copy under a password that somebody knows.
func (c *call) tpmRemove(ctx context.Context, args []string) int {
	f := c.flags("tpm_remove")
	agreed := f.Bool("yes", false, "")
	name, code, ok := c.operand(f, args, "cli_lacks_tpm_key")
	if !ok {
		return code
	}
	if err := c.lacksTPM(); err != nil {
		return c.fail(err)
	}
	ref := key.Ref(name)
	if ref.Scheme() != tpm.Scheme {
		return c.misuse(f, c.words.text("cli_lacks_tpm_key"))
	}
	if !*agreed {
		if err := c.agree(ctx, c.removal(ctx, ref), errNotAgreed); err != nil {
			return c.fail(err)
		}
	}
	if err := c.TPM.Remove(ctx, ref); err != nil {
		return c.fail(err)
	}
	if c.json {
		return c.writeJSON(map[string]key.Ref{"removed": ref})
	}
	fmt.Fprintln(c.out, c.words.text("cli_removed", name))
	return exitDone
}

// removal is the question before an entry is removed. What cannot be seen, since
// its TPM is not there any more, may be removed all the same.
func (c *call) removal(ctx context.Context, ref key.Ref) string {
	seen, _ := hotplugs{c.TPM}.now(ctx)
	word, name := "cli_remove", string(ref)
	if i := slices.IndexFunc(seen.Carriers, func(carrier key.Carrier) bool { return carrier.Ref == ref }); i >= 0 {
		name = c.heading(seen.Carriers[i])
		if seen.Carriers[i].Form == key.FormSealed {
			word = "cli_remove_sealed"
		}
	}
	return c.words.text(word, name)
}
