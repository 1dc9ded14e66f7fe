// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import "time"

// Hurry makes a source of a test wait for less: for a call that hangs, for
// another program, between two looks.
func (s *Source) Hurry() {
	s.pace.load, s.pace.list, s.pace.use, s.pace.pad = 4*time.Second, time.Second, time.Second, time.Second
	s.pace.busy, s.pace.leave = 300*time.Millisecond, 300*time.Millisecond
	s.pace.poll, s.pace.repair, s.pace.retry = 20*time.Millisecond, 100*time.Millisecond, 10*time.Millisecond
}
