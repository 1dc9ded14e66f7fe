// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !unix

package main

import "time"

var started = time.Now()

// cpuTime is the clock's, where this program does not know how to ask.
func cpuTime() time.Duration { return time.Since(started) }
