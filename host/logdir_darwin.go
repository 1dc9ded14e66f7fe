// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"path/filepath"
)

// logDir is where the Console application looks.
func logDir() (string, error) {
	home, err := os.UserHomeDir()
	return filepath.Join(home, "Library", "Logs"), err
}
