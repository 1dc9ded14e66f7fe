// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"fmt"
)

// What a person does in the window who moves to a new key on a protected
// carrier, after the current key was read.

// StartMove begins one from the extension's menu over a page, and waits for the
// window.
func StartMove(ctx context.Context, b Browser, extension string, over Page) (*Window, error) {
	m, err := OpenMenu(ctx, b, extension, over)
	if err != nil {
		return nil, err
	}
	if err := m.Move(ctx); err != nil {
		return nil, err
	}
	return FindWindow(ctx, b)
}

// AwaitPlaces waits until the window shows that many places for the new key.
func (w *Window) AwaitPlaces(ctx context.Context, shown int) error {
	if err := w.AwaitStep(ctx, "place"); err != nil {
		return err
	}
	return Wait(ctx, w, fmt.Sprintf(`document.querySelector('#places-sought').hidden && document.querySelectorAll('#places .token').length === %d`, shown))
}

// ChoosePlace chooses among several what is described with the text.
func (w *Window) ChoosePlace(ctx context.Context, text string) error {
	return w.chooseCard(ctx, "#places", text)
}

// Plan has the window say what would be done, and waits until that can be agreed
// to.
func (w *Window) Plan(ctx context.Context) error {
	if err := w.Click(ctx, "#plan"); err != nil {
		return err
	}
	return w.AwaitConsent(ctx)
}

// MakeUpPIN types a new PIN twice, for the new key.
func (w *Window) MakeUpPIN(ctx context.Context, pin string) error {
	if err := w.AwaitStep(ctx, "new-pin"); err != nil {
		return err
	}
	for _, field := range []string{"#new-pin", "#new-pin-again"} {
		if err := w.replace(ctx, field, pin); err != nil {
			return err
		}
	}
	return w.Click(ctx, "#new-pin-give")
}

// AwaitMoved waits until the move is over, as far as that goes today, and returns
// what the window says of it.
func (w *Window) AwaitMoved(ctx context.Context) (said string, err error) {
	if err := w.AwaitStep(ctx, "reissued"); err != nil {
		return "", err
	}
	err = w.Evaluate(ctx, "document.querySelector('#reissued-heading').textContent", &said)
	return said, err
}

// Again has what was stopped tried once more, up to the question for consent.
func (w *Window) Again(ctx context.Context) error {
	if err := w.Click(ctx, "#again"); err != nil {
		return err
	}
	return w.AwaitConsent(ctx)
}

// What one does about a move that has not ended, the only one or the newest. What
// it waits for comes first.
const (
	firstWay = "#unfinished article:first-child .ways .primary"
	lastWay  = "#unfinished article:first-child .ways .link"
)

// GoOn goes on with it, up to the question for consent or for the current key.
func (w *Window) GoOn(ctx context.Context) error {
	if err := w.AwaitStep(ctx, "unfinished"); err != nil {
		return err
	}
	return w.Click(ctx, firstWay)
}

// AddCertificate goes on with the certificate that the authority gave for a
// request that the person took there.
func (w *Window) AddCertificate(ctx context.Context, file string) error {
	if err := w.GoOn(ctx); err != nil {
		return err
	}
	return w.SetFiles(ctx, "#new-certificates", file)
}

// Abandon gives it up.
func (w *Window) Abandon(ctx context.Context) error {
	if err := w.AwaitStep(ctx, "unfinished"); err != nil {
		return err
	}
	if err := w.Click(ctx, lastWay); err != nil {
		return err
	}
	return w.Click(ctx, "#abandon-yes")
}
