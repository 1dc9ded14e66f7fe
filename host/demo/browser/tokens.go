// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"fmt"
)

// What a person with a token or card does in the window.

// OpenTokens turns to the tab of tokens.
func (w *Window) OpenTokens(ctx context.Context) error { return w.Click(ctx, "#token-tab") }

// AwaitTokens waits until the window shows that many tokens.
func (w *Window) AwaitTokens(ctx context.Context, shown int) error {
	return Wait(ctx, w, fmt.Sprintf(`document.querySelector('#tokens-sought').hidden && document.querySelectorAll('#tokens .token').length === %d`, shown))
}

// ChooseToken chooses among several tokens, or among the owners of one's keys,
// what is described with the text.
func (w *Window) ChooseToken(ctx context.Context, text string) error {
	return w.chooseCard(ctx, "#tokens", text)
}

func (w *Window) chooseCard(ctx context.Context, list, text string) error {
	labels := fmt.Sprintf(`[...document.querySelectorAll('%s label')].filter((label) => label.textContent.includes(%q))`, list, text)
	if err := Wait(ctx, w, labels+".length === 1"); err != nil {
		return err
	}
	var value string
	if err := w.Evaluate(ctx, labels+"[0].querySelector('input').value", &value); err != nil {
		return err
	}
	return w.Click(ctx, fmt.Sprintf("%s input[value=%q]", list, value))
}

// ReadToken types the PIN, in place of what was typed before, and has the token
// read. Where the PIN is typed elsewhere it is empty.
func (w *Window) ReadToken(ctx context.Context, pin string) error {
	if err := w.AwaitStep(ctx, "password"); err != nil {
		return err
	}
	if pin != "" {
		if err := w.replace(ctx, "#pin", pin); err != nil {
			return err
		}
	}
	return w.Click(ctx, "#read-token")
}

// GivePIN types the PIN after the consent, for a key that wants it before every
// signature, or for the carrier on which one is made.
func (w *Window) GivePIN(ctx context.Context, pin string) error {
	return w.give(ctx, "key-pin", pin, "#key-pin-give")
}

// AwaitLastTry waits until the window asks whether the last try is to be made
// and its button can be pressed.
func (w *Window) AwaitLastTry(ctx context.Context) error {
	return Wait(ctx, w, pressable("#last-try-yes"))
}

// AgreeToLastTry lets the PIN be tried, although it locks the token if it is
// wrong.
func (w *Window) AgreeToLastTry(ctx context.Context) error { return w.Click(ctx, "#last-try-yes") }

// DeclineLastTry does not.
func (w *Window) DeclineLastTry(ctx context.Context) error { return w.Click(ctx, "#last-try-no") }

// AwaitSharedTries waits until the window asks whether a try is to be made of
// which few are left for all keys of the TPM, and its button can be pressed.
func (w *Window) AwaitSharedTries(ctx context.Context) error {
	return Wait(ctx, w, pressable("#shared-tries-yes"))
}

// AgreeToSharedTry lets the PIN be tried, although it may lock all of them.
func (w *Window) AgreeToSharedTry(ctx context.Context) error {
	return w.Click(ctx, "#shared-tries-yes")
}

// DeclineSharedTry does not.
func (w *Window) DeclineSharedTry(ctx context.Context) error {
	return w.Click(ctx, "#shared-tries-no")
}

// Revive has a driver tried again that was set aside.
func (w *Window) Revive(ctx context.Context) error { return w.Click(ctx, "#token-troubles button") }
