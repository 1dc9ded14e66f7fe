// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !linux && !darwin

package pinentry

import "syscall"

// attributes take the terminal from a program.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
