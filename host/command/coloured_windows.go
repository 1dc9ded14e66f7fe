// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"os"

	"golang.org/x/sys/windows"
)

// coloured has a console follow ECMA-48, which it does for who asks; false if it
// cannot.
func coloured(screen *os.File) bool {
	console := windows.Handle(screen.Fd())
	var mode uint32
	return windows.GetConsoleMode(console, &mode) == nil &&
		windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
