// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
)

// errNoBackup: nobody said that there is a copy of the key elsewhere.
var errNoBackup = errors.New("no backup of the key")

// seal: pidpys seal FILE [--label TEXT] [--password-file F]
// [--key-password-file F] [--cert FILE]… [--pin-file F] [--backup-made] [--json]
//
// A copy of the key file is protected by a password that the TPM alone knows, and
// tells for a PIN. The file itself is left as it is. Whoever seals has a backup,
// since a TPM that breaks takes with it what is sealed.
func (c *call) sealKey(ctx context.Context, args []string) int {
	f := c.flags("seal")
	var flags keyFlags
	flags.register(f)
	label, pin := f.String("label", "", ""), f.String("pin-file", "", "")
	backup := f.Bool("backup-made", false, "")
	name, code, ok := c.keyFileOperand(f, args)
	if !ok {
		return code
	}
	chip, err := c.tpmStatus(ctx)
	if err == nil {
		err = c.maySeal(ctx, chip, name, *backup)
	}
	if err != nil {
		return c.fail(err)
	}
	l, err := c.openLocker(ctx, name, flags)
	if err != nil {
		return c.fail(err)
	}
	defer l.Close()
	ref, err := c.TPM.Seal(ctx, tpm.Sealing{
		Label:        cmp.Or(*label, filepath.Base(l.name)),
		Certificates: l.found(),
		Protect: func(password []byte) ([]byte, error) {
			return container.ChangePassword(l.data, l.passwords, password)
		},
	}, c.terminal(keyFlags{password: *pin}))
	if err != nil {
		return c.fail(err)
	}
	if c.json {
		return c.writeJSON(map[string]any{"key": ref, "guarded": chip.Guarded()})
	}
	fmt.Fprintln(c.out, c.words.text("cli_sealed", l.name))
	fmt.Fprintln(c.out, "  --key "+argument(string(ref)))
	fmt.Fprintln(c.out, c.words.text("cli_seal_original", l.name))
	if slices.ContainsFunc(l.candidates, func(candidate key.Candidate) bool { return candidate.Certificate == nil }) {
		c.printSearch(string(ref))
	}
	return exitDone
}

// maySeal tells whether a key file may be sealed, before anybody types a password:
// there is a backup. It says what sealing to this TPM gives, and what it does not.
func (c *call) maySeal(ctx context.Context, chip tpm.Status, name string, backup bool) error {
	if _, err := os.Stat(keyFile(name)); err != nil {
		return err
	}
	if !c.json {
		fmt.Fprintln(c.err, c.words.text("cli_seal_about", c.guard(chip)))
	}
	if backup {
		return nil
	}
	err := c.agree(ctx, c.words.text("cli_seal_backup", keyFile(name)), errNoBackup)
	if errors.Is(err, key.ErrCancelled) && ctx.Err() == nil {
		err = errNoBackup
	}
	return err
}
