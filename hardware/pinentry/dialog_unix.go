// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !darwin

package pinentry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

func ask(ctx context.Context, d Dialog) ([]byte, error) { return system.answer(ctx, d, "GETPIN") }

func confirm(ctx context.Context, d Dialog) error {
	_, err := system.answer(ctx, d, "CONFIRM")
	return err
}

// answer shows a dialog by a command and returns what was typed.
func (f finder) answer(ctx context.Context, d Dialog, command string) ([]byte, error) {
	p, err := f.open(ctx)
	if err != nil {
		return nil, err
	}
	defer p.close()
	if err = p.show(d); err == nil {
		var secret []byte
		if secret, err = p.call(command, ""); err == nil && ctx.Err() == nil {
			return bytes.Clone(secret), nil
		}
	}
	refused, ok := errors.AsType[assuanError](err)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case ok && refused.declined():
		return nil, ErrCancelled
	}
	return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
}
