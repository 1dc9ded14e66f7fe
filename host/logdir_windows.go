// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import "os"

// logDir is %LOCALAPPDATA%, which does not roam between machines.
func logDir() (string, error) { return os.UserCacheDir() }
