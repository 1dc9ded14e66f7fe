// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package command

import "os"

// coloured reports whether a terminal follows ECMA-48.
func coloured(*os.File) bool { return os.Getenv("TERM") != "dumb" }
