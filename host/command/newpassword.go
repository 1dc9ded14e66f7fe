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
	errNewPasswordMissing = errors.New("the new password is empty")
)

// newPassword returns the UTF-8 octets of a password for a key file, from the
// file or, where none is named, typed twice. The caller wipes them.
func (c *call) newPassword(ctx context.Context, file, name string) ([]byte, error) {
	password, err := c.password(ctx, file, c.words.text("cli_new_password", name))
	if err != nil {
		return nil, err
	}
	if len(password) == 0 {
		return nil, errNewPasswordMissing
	}
	if file != "" {
		return password, nil
	}
	again, err := c.password(ctx, "", c.words.text("cli_new_password_again"))
	defer clear(again)
	if err == nil && !bytes.Equal(password, again) {
		err = errPasswordsDiffer
	}
	if err != nil {
		clear(password)
		return nil, err
	}
	return password, nil
}
