// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package prompt puts the questions of package key into words and asks them in
// a window of the system, for whoever does not want PINs and passwords typed in
// a browser.
package prompt

import (
	"context"
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
	secret, err := pinentry.Ask(ctx, n.dialog(q))
	return secret, answered(err)
}

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
