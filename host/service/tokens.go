// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// tokens answers which tokens are plugged in, once that is not what the window
// knows already. It takes the place of an earlier call.
func (o *operation) tokens(r *protocol.Request) error {
	var params protocol.WatchTokens
	if err := r.Params(&params); err != nil {
		return err
	}
	if !o.choosing() || params.Seen < 0 {
		return protocol.Fail(protocol.InvalidParams)
	}
	if params.Seen == 0 { // a window that only goes on watching is no person
		o.heard()
	}
	o.board.watch.Do(o.watch)
	ctx, stop := o.board.take(o.ctx)
	looks := o.spawn(func() {
		defer stop(nil)
		if state, sees, err := o.board.look(ctx, params.Seen); err != nil {
			r.Fail(err)
		} else {
			r.Reply(o.shownTokens(state, sees))
		}
	})
	if !looks {
		return protocol.Fail(protocol.Cancelled)
	}
	return nil
}

// watch has the sources of tokens post what they see until the operation ends.
func (o *operation) watch() {
	sources := o.hotplugs()
	if len(sources) == 0 {
		o.board.post(0, key.Plugged{})
	}
	for i, source := range sources {
		o.spawn(func() { o.board.follow(o.ctx, o.Log.WithField("scheme", source.Scheme()), i, source) })
	}
}

// hotplugs are the sources of tokens, always in the same order.
func (s *session) hotplugs() []key.Hotplug {
	var all []key.Hotplug
	for _, source := range s.sources {
		if h, ok := source.(key.Hotplug); ok {
			all = append(all, h)
		}
	}
	return all
}

// shownTokens is the answer to the window, cut to the limits of PROTOCOL.md,
// section 11.
func (o *operation) shownTokens(state int64, sees []key.Plugged) protocol.Tokens {
	shown := protocol.Tokens{State: state, Tokens: []protocol.Token{}, Troubles: []protocol.Trouble{}}
	room := protocol.MaxTokenKeys
	for _, p := range sees {
		carriers := slices.DeleteFunc(slices.Clone(p.Carriers), func(c key.Carrier) bool { return c.Blank && o.purpose != toReissue })
		for _, c := range carriers[:min(len(carriers), protocol.MaxTokens-len(shown.Tokens))] {
			c.Keys = c.Keys[:min(len(c.Keys), room)]
			room -= len(c.Keys)
			shown.Tokens = append(shown.Tokens, o.shownToken(c))
		}
		for _, t := range p.Troubles[:min(len(p.Troubles), protocol.MaxTroubles-len(shown.Troubles))] {
			shown.Troubles = append(shown.Troubles, shownTrouble(t))
		}
	}
	return shown
}

func (o *operation) shownToken(c key.Carrier) protocol.Token {
	token := protocol.Token{
		Token:        o.board.names.name(c.Ref),
		Device:       pki.DisplayText(c.Device),
		Label:        pki.DisplayText(c.Label),
		Manufacturer: pki.DisplayText(c.Manufacturer),
		Model:        pki.DisplayText(c.Model),
		Serial:       pki.DisplayText(c.Serial),
		Form:         string(c.Form),
		Tries:        string(c.PIN.Tries),
		Wait:         seconds(c.PIN.Wait),
		PINPad:       c.PIN.Pad,
		PINUnset:     c.PIN.Unset,
		MinPIN:       c.PIN.Min,
		MaxPIN:       c.PIN.Max,
		Keys:         make([]protocol.Key, len(c.Keys)),
		Blank:        c.Blank,
	}
	for _, kind := range c.Makes {
		token.Makes = append(token.Makes, string(kind))
	}
	ring := o.newKeyring(c.Keys)
	o.remember(ring)
	_, cards := o.cards(ring, nil)
	for i, card := range cards {
		token.Keys[i] = card.seen()
	}
	return token
}

// seconds is a time to wait, never less than it is.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func shownTrouble(t key.Trouble) protocol.Trouble {
	return protocol.Trouble{
		Kind:   string(t.Kind),
		Device: pki.DisplayText(t.Device),
		Path:   pki.DisplayText(t.Path),
		Reason: string(t.Reason),
		Driver: t.Driver,
	}
}
