// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"errors"
)

var (
	errPasswordsDiffer    = errors.New("the new password was typed in two ways")
	errPINsDiffer         = errors.New("the new PIN was typed in two ways")
	errNewPasswordMissing = errors.New("the new password is empty")

	errTypedApart = errors.New("a new secret was typed in two ways")
)

// newPassword returns the UTF-8 octets of a password for a key file, from the
// file or, where none is named, typed twice. The caller wipes them.
func (c *call) newPassword(ctx context.Context, file, name string) ([]byte, error) {
	password, err := c.twice(ctx, file, c.words.text("cli_new_password", name), c.words.text("cli_new_password_again"))
	switch {
	case errors.Is(err, errTypedApart):
		return nil, errPasswordsDiffer
	case err == nil && len(password) == 0:
		return nil, errNewPasswordMissing
	}
	return password, err
}

// twice returns the octets of a new secret, from the file or, where none is named,
// typed twice; nothing is not typed again. The caller wipes them.
func (c *call) twice(ctx context.Context, file, prompt, again string) ([]byte, error) {
	secret, err := c.password(ctx, file, prompt)
	if err != nil || file != "" || len(secret) == 0 {
		return secret, err
	}
	second, err := c.password(ctx, "", again)
	defer clear(second)
	if err == nil && !bytes.Equal(secret, second) {
		err = errTypedApart
	}
	if err != nil {
		clear(secret)
		return nil, err
	}
	return secret, nil
}
