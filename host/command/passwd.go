// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"syscall"

	"github.com/pidpys/pidpys/host/container"
)

// passwd: pidpys passwd FILE [--password-file F] [--key-password-file F]
// [--new-password-file F] [-o OUT] [--force] [--json]
//
// Without -o the new file takes the place of the old one, once it was opened
// and compared with it.
func (c *call) passwd(ctx context.Context, args []string) int {
	f := c.flags("passwd")
	var flags keyFlags
	flags.registerPasswords(f)
	newFile, out := f.String("new-password-file", "", ""), f.String("o", "", "")
	force := f.Bool("force", false, "")
	name, code, ok := c.keyFileOperand(f, args)
	if !ok {
		return code
	}
	target := keyFile(name)
	switch {
	case *out != "":
		target = *out
		read := slices.Concat(flags.files(), []string{keyFile(name), *newFile})
		if code, ok := c.mayWrite(target, *force, read); !ok {
			return code
		}
	case folder(target):
		return c.fail(&fs.PathError{Op: "read", Path: target, Err: syscall.EISDIR})
	case irregular(target):
		return c.misuse(f, c.words.text("cli_lacks_output"))
	}
	l, err := c.openLocker(ctx, name, flags)
	if err != nil {
		return c.fail(err)
	}
	defer l.Close()
	password, err := c.newPassword(ctx, *newFile, name)
	if err != nil {
		return c.fail(err)
	}
	defer clear(password)
	data, err := container.ChangePassword(l.data, l.passwords, password)
	if err != nil {
		return c.fail(err)
	}
	defer clear(data)
	ready := ctx.Err
	if *out == "" {
		ready = func() error { return cmp.Or(ctx.Err(), l.unchanged()) }
	}
	if err := c.keep(target, l.info, data, ready); err != nil {
		return c.fail(err)
	}
	if c.json {
		return c.writeJSON(map[string]string{"file": target})
	}
	fmt.Fprintln(c.out, c.words.text("cli_password_changed", target))
	return exitDone
}
