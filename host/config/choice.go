// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import "fmt"

// PINEntry is where PINs and passwords are typed.
type PINEntry string

// The places. A reader's own keys go before either.
const (
	Window PINEntry = "window" // our window in the browser
	Native PINEntry = "native" // a window of the system
)

func (p PINEntry) check() error {
	switch p {
	case Window, Native:
		return nil
	}
	return fmt.Errorf("%q is none of %q, %q", p, Window, Native)
}

// LogLevel is how much is logged: what the level names, and what is graver.
type LogLevel string

// The levels.
const (
	Error   LogLevel = "error"
	Warning LogLevel = "warning"
	Info    LogLevel = "info" // where nothing is set
	Debug   LogLevel = "debug"
)

func (l LogLevel) check() error {
	switch l {
	case Error, Warning, Info, Debug:
		return nil
	}
	return fmt.Errorf("%q is none of %q, %q, %q, %q", l, Error, Warning, Info, Debug)
}
