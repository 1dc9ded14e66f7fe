// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import "encoding/json"

// writeJSON prints one JSON document for a program to read.
func (c *call) writeJSON(value any) int {
	e := json.NewEncoder(c.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return exitTrouble
	}
	return exitDone
}
