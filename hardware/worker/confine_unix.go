// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !linux

package main

import "golang.org/x/sys/unix"

// confine sets the limit of core dumps to nothing.
func confine() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }
