// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import "os/exec"

// ownGroup does nothing: a browser on Windows ends its children by a job
// object of its own.
func ownGroup(*exec.Cmd) {}

// endGroup ends the process at once.
func endGroup(c *exec.Cmd) { _ = c.Process.Kill() }
