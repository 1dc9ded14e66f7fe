// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import "golang.org/x/sys/windows"

// forbidDumps keeps Windows Error Reporting from taking a dump of the process.
func forbidDumps() {
	windows.SetErrorMode(windows.SEM_NOGPFAULTERRORBOX | windows.SEM_FAILCRITICALERRORS)
}
