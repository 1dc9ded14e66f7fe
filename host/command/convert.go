// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// convert: pidpys convert FILE -o OUT.p12 [--password-file F]
// [--key-password-file F] [--cert FILE]… [--new-password-file F] [--force] [--json]
//
// A key is not copied onto a carrier: reissue makes a new one there.
//
// The new file has the keys, their certificates wherever they were found, and
// the old password unless it is given another, or had none.
func (c *call) convert(ctx context.Context, args []string) int {
	f := c.flags("convert")
	var flags keyFlags
	flags.register(f)
	newFile, out := f.String("new-password-file", "", ""), f.String("o", "", "")
	force := f.Bool("force", false, "")
	name, code, ok := c.keyFileOperand(f, args)
	if !ok {
		return code
	}
	switch {
	case *out == "":
		return c.misuse(f, c.words.text("cli_lacks_output"))
	case onCarrier(*out):
		return c.fail(protocol.Fail(protocol.KeyNotCopied))
	}
	read := append(flags.read(name), *newFile)
	if code, ok := c.mayWrite(*out, *force, read); !ok {
		return code
	}
	l, err := c.openLocker(ctx, name, flags)
	if err != nil {
		return c.fail(err)
	}
	defer l.Close()
	password, kept := l.passwords.File, true
	if *newFile != "" || len(password) == 0 {
		kept = false
		if password, err = c.newPassword(ctx, *newFile, *out); err != nil {
			return c.fail(err)
		}
		defer clear(password)
	}
	data, err := container.ToPKCS12(l.data, l.passwords, password, l.found())
	if err != nil {
		return c.fail(err)
	}
	defer clear(data)
	if err := c.keep(*out, nil, data, ctx.Err); err != nil {
		return c.fail(err)
	}
	if c.json {
		return c.writeJSON(map[string]string{"file": *out})
	}
	fmt.Fprintln(c.out, c.words.text("cli_written", *out))
	if kept {
		fmt.Fprintln(c.out, c.words.text("cli_same_password"))
	}
	if slices.ContainsFunc(l.candidates, func(candidate key.Candidate) bool { return candidate.Certificate == nil }) {
		fmt.Fprintln(c.out, c.words.text("cli_not_all_certificates", name))
	}
	return exitDone
}

// found lists the certificates that were chosen for the keys, and their chains.
func (o *opened) found() []*x509.Certificate {
	chains := o.chains()
	var all []*x509.Certificate
	for _, candidate := range o.candidates {
		if candidate.Certificate != nil {
			all = append(append(all, candidate.Certificate), chains.of(candidate.Certificate)...)
		}
	}
	slices.SortFunc(all, func(a, b *x509.Certificate) int { return slices.Compare(a.Raw, b.Raw) })
	return slices.CompactFunc(all, (*x509.Certificate).Equal)
}
