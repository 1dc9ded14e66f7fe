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
	code, ok := c.parseAlone(f, args)
	if !ok {
		return code
	}
	if c.json {
		return c.writeJSON(map[string]string{
			"version": c.Version, "host": c.Host.Name, "os": runtime.GOOS, "arch": runtime.GOARCH, "go": runtime.Version(),
		})
	}
	fmt.Fprintf(c.out, "pidpys %s (%s, %s/%s)\n", c.Version, c.Host.Name, runtime.GOOS, runtime.GOARCH)
	return exitDone
}
