// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package token

import "syscall"

// attributes are none in particular.
func attributes() *syscall.SysProcAttr { return nil }
