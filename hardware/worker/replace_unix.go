// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !linux

package main

import "golang.org/x/sys/unix"

// replace puts an open file in another's place.
func replace(with, fd int) error { return unix.Dup2(with, fd) }
