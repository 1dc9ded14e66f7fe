// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"runtime"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

// onToken reports whether the name of a key is a reference to a token, RFC 7512,
// and not a file.
func onToken(name string) bool { return key.Ref(name).Scheme() == "pkcs11" }

// openToken opens a token, or those of its keys that ref names, and pairs the
// keys with certificates. The caller closes it.
func (c *call) openToken(ctx context.Context, ref key.Ref, flags keyFlags) (*opened, error) {
	if c.Tokens == nil {
		return nil, &key.DriverError{Trouble: noWorker}
	}
	given, err := certificateFiles(flags.certificates)
	if err != nil {
		return nil, err
	}
	store, err := c.Tokens.Open(ctx, ref, c.terminal(flags))
	if err != nil {
		return nil, err
	}
	keys, err := store.Keys(ctx)
	if err != nil {
		store.Close()
		return nil, err
	}
	o := &opened{Store: store, pairing: c.unfiled()}
	o.given = given
	o.candidates = o.pair(keys)
	return o, nil
}

// argument is a reference as one writes it in a command line, which its
// semicolons would end. A source took or made it, so that it shows as it is: it
// is not cut short as other text.
func argument(ref string) string {
	if runtime.GOOS == "windows" {
		return `"` + ref + `"`
	}
	return "'" + ref + "'"
}

// unfiled is a pairing for keys that lie in no file, so that nothing lies beside
// one.
func (c *call) unfiled() pairing { return pairing{call: c, looked: true} }

// carrierName is what a person can tell a carrier by, fit to show.
func carrierName(carrier *key.Carrier) string { return strings.Join(carrier.DisplayNames(), ", ") }

// triesWord is the word for a warning about the tries that are left; empty if
// there is none.
func triesWord(tries key.Tries) string {
	if tries == key.TriesUnknown {
		return ""
	}
	return "tries_" + string(tries)
}
