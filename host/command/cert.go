// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import "context"

// cert: pidpys cert show|find|export …
func (c *call) cert(ctx context.Context, args []string) int {
	verbs := map[string]func(context.Context, []string) int{
		"show":   c.certShow,
		"find":   c.certFind,
		"export": c.certExport,
	}
	if len(args) > 0 {
		if run, known := verbs[args[0]]; known {
			return run(ctx, args[1:])
		}
	}
	f := c.flags("cert")
	operands, code, ok := c.parse(f, args)
	switch {
	case !ok:
		return code
	case len(operands) == 0:
		return c.misuse(f, c.words.text("cli_lacks_verb"))
	}
	return c.misuse(f, c.words.text("cli_unknown_command", "cert "+operands[0]))
}
