// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"runtime"
)

// version: pidpys version [--json]
func (c *call) version(_ context.Context, args []string) int {
	f := c.flags("version")
	operands, code, ok := c.parse(f, args)
	if !ok {
		return code
	}
	if len(operands) > 0 {
		return c.superfluous(f, operands[0])
	}
	if c.json {
		return c.writeJSON(map[string]string{
			"version": c.Version, "host": c.Host.Name, "os": runtime.GOOS, "arch": runtime.GOARCH, "go": runtime.Version(),
		})
	}
	fmt.Fprintf(c.out, "pidpys %s (%s, %s/%s)\n", c.Version, c.Host.Name, runtime.GOOS, runtime.GOARCH)
	return exitDone
}
