// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"time"

	"github.com/pidpys/pidpys/host/key"
)

// Hurry makes a source of a test wait for less: between looks, for a TPM that
// does not answer.
func (s *Source) Hurry() {
	s.pace = pace{retry: time.Millisecond, poll: time.Millisecond, glance: time.Minute, limit: time.Minute, grace: 10 * time.Millisecond}
}

// Impatient makes a source of a test give a TPM up soon.
func (s *Source) Impatient() {
	const soon = 10 * time.Millisecond
	s.pace.glance, s.pace.limit, s.pace.grace = soon, soon, soon
}

// PINOf is what is said of a PIN when so many wrong ones were counted.
func PINOf(counter, most uint32, interval time.Duration, locked bool) key.PIN {
	return lockout{counter: counter, max: most, interval: interval, locked: locked}.pin()
}

// Normalize brings a PIN into the form that the TPM gets.
var Normalize = normalize

// Rewrite reads a key file and writes it again.
func Rewrite(text []byte) ([]byte, error) {
	k, err := parseKeyfile(text)
	if err != nil {
		return nil, err
	}
	if _, err := k.publicKey(); err != nil {
		return nil, err
	}
	return k.marshal(), nil
}

// Recall reads a record and writes it again.
func Recall(data []byte) ([]byte, error) {
	var e entry
	if err := e.recall(data); err != nil {
		return nil, err
	}
	return e.record()
}

// ReadEntry reads the two files of an entry.
func ReadEntry(text, record []byte) error {
	_, err := parseEntry("", text, record)
	return err
}

// ParseRef reads a reference.
var ParseRef = parse
