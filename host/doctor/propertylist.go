// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"os/exec"
)

// PropertyList is [Bench.PropertyList] by plutil(1), which macOS has.
func PropertyList(ctx context.Context, path string) ([]byte, error) {
	return exec.CommandContext(ctx, "/usr/bin/plutil", "-convert", "json", "-o", "-", path).Output()
}
