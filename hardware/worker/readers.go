// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/json"
	"io"
	"reflect"
	"time"

	"github.com/pidpys/pidpys/hardware/wire"
)

// look is how often the readers are looked at while they are watched: services
// tell at once of cards in readers that are known, but not all of new readers.
const look = 500 * time.Millisecond

// A cardService is the system's service for smart cards (PC/SC).
type cardService interface {
	// Readers is what is there now.
	Readers() wire.Readers
	// Wait returns when something has changed since Readers, or after a while.
	Wait(time.Duration)
}

// printReaders prints one line.
func printReaders(out io.Writer) error {
	return json.NewEncoder(out).Encode(openCardService().Readers())
}

// watchReaders prints a line for what is there and after every change, until its
// input ends.
func watchReaders(in io.Reader, out io.Writer) error {
	done := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, in)
		close(done)
		expire() // the service may hang
	}()
	return watch(openCardService(), out, done)
}

func watch(service cardService, out io.Writer, done <-chan struct{}) error {
	lines := json.NewEncoder(out)
	for before, first := (wire.Readers{}), true; ; first = false {
		now := service.Readers()
		if first || !reflect.DeepEqual(now, before) {
			if err := lines.Encode(now); err != nil {
				return err
			}
			before = now
		}
		service.Wait(look)
		select {
		case <-done:
			return nil
		default:
		}
	}
}
