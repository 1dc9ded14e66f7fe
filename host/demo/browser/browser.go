// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package browser drives a real browser that holds the extension and knows the
// native host: Chromium over the DevTools protocol, Firefox over Marionette
// (the wire under WebDriver, https://www.w3.org/TR/webdriver2/). Every browser
// starts with a fresh profile of its own and leaves nothing behind.
//
// The extension's window accepts trusted events only, so clicks and keys are
// given as the browser's own input, never dispatched by a script.
package browser

import (
	"context"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/installer"
)

// Names of the browsers that Launch knows.
const (
	Chromium = "chromium"
	Firefox  = "firefox"
)

// The smallest screen that the interface is made for, in CSS pixels.
const (
	screenWidth  = 1366
	screenHeight = 768
)

// Downloads is a folder in Options.Dir.
const Downloads = "downloads"

// Options say what the browser starts with.
type Options struct {
	// Extensions are folders of unpacked extensions to load.
	Extensions []string
	// Hosts are the native hosts to register for this profile alone. Without
	// one the extension finds no host.
	Hosts []installer.Host
	// Visible shows the browser on the display; otherwise it is headless.
	Visible bool
	// Dir is an existing folder for the profile. Its owner removes it after
	// Close. In its folder Downloads a headless browser saves files.
	Dir string
	// AnyCertificate lets sites show any TLS certificate, their own make included.
	AnyCertificate bool
	// Env is added to the browser's environment, and so to its hosts'.
	Env []string
	// Output takes what the browser and its hosts say on their outputs; nil
	// where nobody listens.
	Output io.Writer
}

// Browser is a running browser. Its methods may be called from several
// goroutines, but its pages share one focus, as they do before a person.
type Browser interface {
	// Open opens url in a new tab and returns once it has loaded.
	Open(ctx context.Context, url string) (Page, error)
	// Find returns the tab or window whose address contains part, waiting for
	// one to appear.
	Find(ctx context.Context, part string) (Page, error)
	// Addresses lists the addresses of all tabs and windows.
	Addresses(ctx context.Context) ([]string, error)
	// Address is where a file of the extension in a folder is shown, one of those that the
	// browser started with: "…-extension://…/ui/help.html".
	Address(ctx context.Context, extension, file string) (string, error)
	// PressButton presses the toolbar's button of the extension in a folder, one
	// of those that the browser started with.
	PressButton(ctx context.Context, extension string) error
	// OpenMenu opens the menu that the button has, about the page.
	OpenMenu(ctx context.Context, extension string, over Page) (Page, error)
	// Agree agrees to what the browser itself asks about an extension, over the
	// page that wanted it. Chromium asks on a display only, so it must be visible
	// on one of X, and xdotool at hand.
	Agree(ctx context.Context, over Page) error
	// PID is the browser's main process, the ancestor of every native host.
	PID() int
	// Done is closed when the browser has gone, by Close or by the user.
	Done() <-chan struct{}
	// Close ends the browser and all it started.
	Close() error
}

// Page is one tab or window. Selectors are CSS selectors.
type Page interface {
	// Evaluate runs a JavaScript expression in the page, waits for it when it
	// is a promise, and decodes its JSON into result unless that is nil.
	Evaluate(ctx context.Context, expression string, result any) error
	// Click waits until the element can be pressed, then presses it once.
	Click(ctx context.Context, selector string) error
	// Poke presses the element's centre this instant, ready or not.
	Poke(ctx context.Context, selector string) error
	// Type focuses the element and types the text. A line feed is Enter.
	Type(ctx context.Context, selector, text string) error
	// Press presses a key wherever the focus is.
	Press(ctx context.Context, key Key) error
	// SetFiles chooses files in a file field, which may be hidden.
	SetFiles(ctx context.Context, selector string, paths ...string) error
	// Screenshot is what the page shows now, as PNG.
	Screenshot(ctx context.Context) ([]byte, error)
	// Front gives the page the focus, as a person does who turns back to it.
	Front(ctx context.Context) error
	// Close closes the tab or window.
	Close(ctx context.Context) error
}

// Launch starts the browser of that name. A *MissingError says which package
// to install, a *SnapError that the one found cannot start native hosts.
// Ending ctx ends the browser too, without grace.
func Launch(ctx context.Context, name string, o Options) (Browser, error) {
	program, err := Locate(name)
	if err != nil {
		return nil, err
	}
	switch name {
	case Chromium:
		return launchChromium(ctx, program, o)
	case Firefox:
		return launchFirefox(ctx, program, o)
	}
	return nil, fmt.Errorf("browser: no driver for %q", name)
}
