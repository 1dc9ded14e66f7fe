// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package prompt puts the questions of package key into words and asks them in
// a window of the system, for whoever does not want PINs and passwords typed in
// a browser.
package prompt

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/hardware/pinentry"
	"github.com/pidpys/pidpys/host/key"
)

// Native asks in a window of the system. A key file is named there by the name
// in the Ref of the question, which must be one that the person knows it by.
type Native struct {
	Language string // "uk" or "en"
	Site     string // on whose behalf: an origin; empty: nobody's but the person's
}

// Secret asks for a password or PIN. The caller wipes it. The error is
// [key.ErrCancelled], [key.ErrPINEntry] or the context's.
func (n Native) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	d := n.dialog(q)
	if q.Kind == key.AskNewPIN {
		return n.twice(ctx, d)
	}
	secret, err := testOnlyAsk(ctx, d)
	return secret, answered(err)
}

// twice asks until the same was typed two times in a row.
func (n Native) twice(ctx context.Context, d pinentry.Dialog) ([]byte, error) {
	again := d
	again.Text = n.say("prompt_new_pin_again")
	for {
		secret, err := testOnlyAsk(ctx, d)
		if err != nil {
			return nil, answered(err)
		}
		repeated, err := testOnlyAsk(ctx, again)
		same := subtle.ConstantTimeCompare(secret, repeated) == 1
		clear(repeated)
		if err == nil && same {
			return secret, nil
		}
		clear(secret)
		if err != nil {
			return nil, answered(err)
		}
		d.Error = n.say("prompt_pins_differ")
	}
}

var testOnlyAsk = pinentry.Ask

// Confirm asks whether to go on. Errors are those of [Native.Secret].
func (n Native) Confirm(ctx context.Context, q key.Question) error {
	return answered(pinentry.Confirm(ctx, n.dialog(q)))
}

func answered(err error) error {
	switch {
	case errors.Is(err, pinentry.ErrCancelled):
		return key.ErrCancelled
	case errors.Is(err, pinentry.ErrUnavailable):
		return fmt.Errorf("%w: %w", key.ErrPINEntry, err)
	}
	return err
}
