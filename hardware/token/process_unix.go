// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package token

import "syscall"

// attributes take the terminal from a program. The interrupt that somebody types
// there is for us: it would end a worker within a call, which counts as a crash.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
