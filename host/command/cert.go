// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import "context"

// cert: pidpys cert show|find|export …
func (c *call) cert(ctx context.Context, args []string) int {
	return c.verb(ctx, "cert", args, map[string]func(context.Context, []string) int{
		"show":   c.certShow,
		"find":   c.certFind,
		"export": c.certExport,
	})
}
