// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import "golang.org/x/sys/windows"

// confine keeps Windows Error Reporting from taking a dump of the process, and
// the system from asking somebody about a library that is missing.
func confine() {
	windows.SetErrorMode(windows.SEM_NOGPFAULTERRORBOX | windows.SEM_FAILCRITICALERRORS)
}
