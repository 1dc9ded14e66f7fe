// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"slices"

	"golang.org/x/term"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// everyone is the name that means all authorities.
const everyone = "all"

var errNoFinder = errors.New("this program finds no certificates")

// certFind: pidpys cert find FILE [--authority NAME|all] [--password-file F]
// [--key-password-file F] [-o OUT] [--force] [--json]
//
// FILE is a key file, or a Key-11.dat, which has no password; nor is one asked
// for a Key-6.dat with its Key-11.dat beside it, unless it is given. Nobody is
// asked anything before an authority was named.
func (c *call) certFind(ctx context.Context, args []string) int {
	f := c.flags("cert_find")
	var flags keyFlags
	flags.registerPasswords(f)
	authority, out := f.String("authority", "", ""), f.String("o", "", "")
	force := f.Bool("force", false, "")
	name, code, ok := c.operand(f, args, "cli_lacks_key")
	if !ok {
		return code
	}
	if c.Finder == nil {
		return c.fail(errNoFinder)
	}
	c.warnOfSettings()
	var data []byte
	if inFile(name) {
		var err error
		if data, err = findable(keyFile(name)); err != nil {
			return c.fail(err)
		}
		defer clear(data)
	}
	if *authority == "" {
		return c.listAuthorities()
	}
	if *authority != everyone {
		one, code, ok := c.oneAuthority(*authority)
		switch {
		case !ok:
			return code
		case !one.Lookup():
			return c.fail(&protocol.Error{Code: protocol.AuthorityWithoutLookup, Params: &protocol.Params{Authority: one.Name()}})
		}
		*authority = one.Name()
	}
	if *out != "" {
		if code, ok := c.mayWrite(*out, *force, append(flags.files(), keyFile(name))); !ok {
			return code
		}
	}
	wanted, err := c.wanted(ctx, name, data, flags)
	if err != nil {
		return c.fail(err)
	}
	found, err := c.ask(ctx, *authority, wanted)
	if err != nil {
		return c.fail(err)
	}
	done := map[string]any{"certificates": c.shown(found)}
	if !c.json {
		c.printCertificates(slices.DeleteFunc(slices.Clone(found), pki.IsCA), found)
		if c.Finder.Folder != "" {
			fmt.Fprintln(c.out, c.words.text("cli_remembered"))
		}
	}
	if *out != "" {
		if err := c.writeCertificates(*out, name, found); err != nil {
			return c.failAfter(done, err)
		}
		done["file"] = *out
		if !c.json {
			fmt.Fprintln(c.out, c.words.text("cli_written", *out))
		}
	}
	if c.json {
		return c.writeJSON(done)
	}
	return exitDone
}

// findable reads a file that says which certificates to find, and refuses any
// other before somebody chooses an authority for it.
func findable(name string) ([]byte, error) {
	data, err := readFile(name, container.MaxSize)
	if err != nil {
		return nil, err
	}
	if _, ok := container.KeyIDs(data); ok {
		return data, nil
	}
	return data, container.Check(data)
}

// wanted lists the keys of a token, or of a file with these data.
func (c *call) wanted(ctx context.Context, name string, data []byte, flags keyFlags) (wanted []lookup.Key, err error) {
	if !inFile(name) {
		o, err := c.open(ctx, name, flags)
		if err != nil {
			return nil, err
		}
		defer o.Close()
		for _, candidate := range o.candidates {
			wanted = append(wanted, lookup.ByPublicKey(candidate.Key.Public()))
		}
		return wanted, nil
	}
	ids, known := container.KeyIDs(data)
	if !known && flags.password == "" && container.Detect(data) == container.IIT {
		var beside string
		if ids, beside = keyIDsBeside(keyFile(name)); len(ids) > 0 {
			fmt.Fprintln(c.err, c.words.text("cli_key_ids_from", beside))
			known = true
		}
	}
	if known {
		for _, id := range ids {
			wanted = append(wanted, lookup.ByID(id))
		}
		return wanted, nil
	}
	store, keys, err := c.unlock(ctx, name, slices.Clone(data), c.terminal(flags))
	if err != nil {
		return nil, err
	}
	defer store.Close()
	for _, k := range keys {
		wanted = append(wanted, lookup.ByPublicKey(k.Public()))
	}
	return wanted, nil
}

// ask asks one authority, or everyone, and tells how it goes.
func (c *call) ask(ctx context.Context, authority string, keys []lookup.Key) ([]*x509.Certificate, error) {
	if authority != everyone {
		fmt.Fprintln(c.err, c.words.text("cli_asking", authority))
		return c.Finder.Ask(ctx, authority, keys...)
	}
	progress, end := c.progress()
	defer end()
	return c.Finder.AskAll(ctx, progress, keys...)
}

// progress tells how many authorities have answered: on a terminal in one line
// that changes, elsewhere once.
func (c *call) progress() (show func(asked, answered int), end func()) {
	screen, ok := c.err.(*os.File)
	if !ok || !term.IsTerminal(int(screen.Fd())) {
		return func(asked, answered int) {
			if answered == 0 {
				fmt.Fprintln(c.err, c.words.text("cli_asking_everyone", fmt.Sprint(asked), "0"))
			}
		}, func() {}
	}
	return func(asked, answered int) {
		fmt.Fprint(screen, "\r"+c.words.text("cli_asking_everyone", fmt.Sprint(asked), fmt.Sprint(answered)))
	}, func() { fmt.Fprintln(screen) }
}
