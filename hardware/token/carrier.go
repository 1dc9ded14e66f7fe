// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"slices"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// pinOf is what a token's flags say about its PIN: PKCS #11 3.1, section 3.2,
// CK_TOKEN_INFO.
func pinOf(t wire.Token) key.PIN {
	has := func(flag uint32) bool { return t.Flags&flag != 0 }
	pin := key.PIN{
		Pad:   has(cryptoki.TokenPINPad),
		Unset: has(cryptoki.TokenLoginRequired) && !has(cryptoki.TokenPINInitialized),
		Min:   t.MinPIN, Max: t.MaxPIN,
	}
	switch {
	case has(cryptoki.TokenPINLocked):
		pin.Tries = key.TriesNone
	case has(cryptoki.TokenPINFinalTry):
		pin.Tries = key.TriesLast
	case has(cryptoki.TokenPINCountLow):
		pin.Tries = key.TriesFew
	}
	return pin
}

// carrier is a token as people see it.
func carrier(m device.Module, t wire.Token, ref key.Ref, keys []key.Key) key.Carrier {
	c := key.Carrier{
		Ref: ref, Label: t.Label, Model: t.Model, Manufacturer: t.Manufacturer, Serial: t.Serial,
		Device: m.Name, Form: m.Form, PIN: pinOf(t), Keys: keys, Makes: kindsOf(t),
	}
	if m.Simulated {
		c.Form = key.FormSimulated
	}
	return c
}

// A shown key is one to choose by, of a token that is not open.
type shown struct{ *found }

// Sign answers [key.ErrClosed].
func (shown) Sign(context.Context, []key.Digest) ([]key.Result, error) { return nil, key.ErrClosed }

// show makes keys to choose by.
func show(keys []*found) []key.Key {
	all := make([]key.Key, len(keys))
	for i, k := range keys {
		all[i] = shown{k}
	}
	return all
}

// blank reports whether a slot holds no token but room for one, as those of
// software do.
func blank(t wire.Token) bool {
	return t.Flags&cryptoki.TokenInitialized == 0 && t.Label == "" && t.Serial == ""
}

// offers reports whether a list of mechanisms has one for a use.
func offers(all []wire.Mechanism, m cryptoki.Mechanism, flag uint32) bool {
	return slices.ContainsFunc(all, func(o wire.Mechanism) bool { return o.Type == m && o.Flags&flag != 0 })
}
