// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package pinentry asks for a secret in a window of the system, so that no
// browser sees it: by GnuPG's pinentry on Linux and BSD, with a client of the
// Assuan protocol of our own; by CredUIPromptForWindowsCredentialsW on Windows;
// by osascript's "display dialog" on macOS.
//
// The last two were never tried on their systems.
package pinentry

import (
	"context"
	"errors"
)

var (
	// ErrCancelled: the person closed the window, said no, or let it stand for
	// longer than ten minutes.
	ErrCancelled = errors.New("pinentry: cancelled")
	// ErrUnavailable: there is no such window here: no program for it, no
	// screen, or it failed.
	ErrUnavailable = errors.New("pinentry: the system shows no window")
)

// maxSecret bounds a secret, in octets.
const maxSecret = 2048

// A Dialog is what a window says. All of it is text, never markup, and must be
// free of hidden characters already, as [pki.DisplayText] makes it; only Text
// may have several lines. An empty member is left to the system.
type Dialog struct {
	Title  string
	Text   string // what it is about
	Prompt string // beside the field
	Error  string // what was wrong before
	OK     string // on the button that agrees
	Cancel string // on the one that does not
}

// Ask shows a window with a field that hides what is typed, and returns that in
// UTF-8; it may be empty. The caller wipes it. The error is [ErrCancelled],
// [ErrUnavailable] or the context's; when the context ends the window goes away,
// on Windows only once somebody closes it.
func Ask(ctx context.Context, d Dialog) ([]byte, error) { return ask(ctx, d) }

// Confirm shows a window with two buttons and returns nil if the person agrees.
// Errors are those of [Ask].
func Confirm(ctx context.Context, d Dialog) error { return confirm(ctx, d) }
