// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import "time"

// A pace is how long things may take and how often they are done.
type pace struct {
	load    time.Duration // of a module; some look for devices on the network
	list    time.Duration // tokens, logout
	read    time.Duration // keys and certificates; cards give a few kilobytes a second
	use     time.Duration // a login, a signature
	make    time.Duration // a key pair; cards take minutes for RSA
	pad     time.Duration // a PIN typed on a reader
	busy    time.Duration // another program holds the token's only session
	leave   time.Duration // a store that is closed while its last call still runs
	poll    time.Duration // between two looks at what is plugged in
	repair  time.Duration // between two looks at what had a trouble
	retry   time.Duration // between two tries for what another holds
	patient time.Duration // before Watch tells what it has, though not all answered
	attend  time.Duration // between two looks, in a long call, whether the card is there
	alive   time.Duration // between two words to a worker that would end for want of any
	batch   time.Duration // that one call of several signatures should not exceed
}

var usual = pace{
	load: 20 * time.Second, list: 5 * time.Second, read: 20 * time.Second, use: 30 * time.Second, make: 180 * time.Second, pad: 60 * time.Second,
	busy: 10 * time.Second, leave: 2 * time.Second,
	poll: 700 * time.Millisecond, repair: 5 * time.Second, retry: 150 * time.Millisecond,
	patient: time.Second, attend: 2 * time.Second, alive: 2 * time.Minute, batch: time.Second,
}
