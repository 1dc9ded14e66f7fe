// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// A sight is what a driver showed at one moment.
type sight struct {
	tokens  []seen
	trouble *key.Trouble
}

// seen is a token and the keys that it shows without a PIN.
type seen struct {
	wire.Token
	keys   []*found
	listed bool // or it is to be asked for its keys at the next look
}

// look is what the driver shows now. One look serves all who ask meanwhile.
func (d *driver) look(ctx context.Context) (sight, error) {
	return d.looks.join(ctx, func() (sight, error) { return d.see(), nil })
}

// see asks the worker, unless it does something for a store: it does one thing
// after the other, and a look would wait for a person at a PIN pad.
func (d *driver) see() sight {
	p, err := d.running(d.source.life)
	if err != nil {
		return d.remember(nil, err)
	}
	if d.busy.Load() > 0 {
		return d.memory()
	}
	tokens, err := d.tokens(d.source.life, p)
	if err != nil {
		return d.blink(err)
	}
	before := d.memory()
	now := make([]seen, len(tokens))
	for i, t := range tokens {
		same := func(s seen) bool { return s.At == t.At && s.Label == t.Label && s.Model == t.Model }
		if j := slices.IndexFunc(before.tokens, same); j >= 0 {
			now[i] = before.tokens[j]
		}
		now[i].Token = t
		if !now[i].listed || d.isOutdated(t.At) {
			keys, listed, err := d.list(p, t.At)
			if err != nil {
				return d.blink(err)
			}
			if listed {
				now[i].keys, now[i].listed = keys, true
			}
		}
	}
	return d.remember(now, nil)
}

// blink is a look that failed. If the worker was merely let go meanwhile, what it
// showed before still stands.
func (d *driver) blink(err error) sight {
	if errors.Is(err, key.ErrSessionLost) {
		return d.memory()
	}
	return d.remember(nil, err)
}

// tokens asks which tokens are present, with their flags as they are now.
func (d *driver) tokens(ctx context.Context, p *process) ([]wire.Token, error) {
	var tokens []wire.Token
	_, err := p.ask(ctx, question{call: wire.CallTokens, limit: d.source.pace.list}, &tokens)
	if err != nil {
		return nil, d.explain(err)
	}
	return slices.DeleteFunc(tokens, blank), nil
}

// shows reports whether a token is still where it was.
func (d *driver) shows(ctx context.Context, at wire.At) bool {
	p, err := d.running(ctx)
	if err != nil {
		return false
	}
	_, err = d.token(ctx, p, at)
	return err == nil
}

// token is a token as it is now, or [key.ErrTokenRemoved].
func (d *driver) token(ctx context.Context, p *process, at wire.At) (wire.Token, error) {
	tokens, err := d.tokens(ctx, p)
	if err != nil {
		return wire.Token{}, err
	}
	i := slices.IndexFunc(tokens, func(t wire.Token) bool { return t.At == at })
	if i < 0 {
		return wire.Token{}, key.ErrTokenRemoved
	}
	return tokens[i], nil
}

// list asks for the keys that a token shows without a PIN, unless a store has it
// open. A token whose session another program has is asked again later. The
// error is one that ends the worker.
func (d *driver) list(p *process, at wire.At) (keys []*found, listed bool, err error) {
	d.listing <- struct{}{}
	defer func() { <-d.listing }()
	d.mu.Lock()
	held := d.held[at] > 0
	d.mu.Unlock()
	if held {
		return nil, false, nil
	}
	defer func() {
		if listed {
			d.outdate(at, false)
		}
	}()
	objects, err := d.objects(d.source.life, p, at)
	if err == nil {
		err = d.logout(d.source.life, p, at)
	}
	switch {
	case err == nil:
		return match(objects), true, nil
	case !p.running():
		return nil, false, err
	case errors.Is(err, key.ErrTokenBusy), errors.Is(err, key.ErrTokenRemoved), errors.Is(err, key.ErrSessionLost):
		return nil, false, nil
	}
	return nil, true, nil // the token tells nothing, but may yet open
}

func (d *driver) objects(ctx context.Context, p *process, at wire.At) (wire.Objects, error) {
	var objects wire.Objects
	_, err := p.ask(ctx, question{call: wire.CallObjects, params: at, limit: d.source.pace.read}, &objects)
	if err != nil {
		err = d.explain(err)
	}
	return objects, err
}

// logout ends the session with a token. That there was none is no error.
func (d *driver) logout(ctx context.Context, p *process, at wire.At) error {
	_, err := p.ask(ctx, question{call: wire.CallLogout, params: at, limit: d.source.pace.list}, nil)
	var answer *wire.Error
	if errors.As(err, &answer) && (answer.Kind == wire.Gone || answer.RV == cryptoki.UserNotLoggedIn) {
		return nil
	}
	if err != nil {
		err = d.explain(err)
	}
	return err
}

// hold keeps looks from listing a token, until release.
func (d *driver) hold(ctx context.Context, at wire.At) (release func(), err error) {
	select {
	case d.listing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-d.listing }()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held[at]++
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.held[at]--; d.held[at] == 0 {
			delete(d.held, at)
		}
	}, nil
}

// outdate says whether a token may show something else than is remembered of it.
func (d *driver) outdate(at wire.At, changed bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if changed {
		d.outdated[at] = true
	} else {
		delete(d.outdated, at)
	}
}

// outdateAll says that any token may.
func (d *driver) outdateAll() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.last.tokens {
		d.outdated[t.At] = true
	}
}

func (d *driver) isOutdated(at wire.At) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.outdated[at]
}

// shows reports whether one of the keys has an identifier.
func (t seen) shows(id []byte) bool {
	return slices.ContainsFunc(t.keys, func(k *found) bool { return bytes.Equal(k.id, id) })
}

// alone reports whether no other store has a token of this driver open.
func (d *driver) alone() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.held) == 0
}

func (d *driver) memory() sight {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}

func (d *driver) remember(tokens []seen, err error) sight {
	now := sight{tokens: tokens}
	if err != nil {
		now.trouble = troubleOf(err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = now
	return now
}

// troubleOf is the trouble in an error; of the end of the source there is none.
func troubleOf(err error) *key.Trouble {
	var failed *key.DriverError
	if errors.As(err, &failed) {
		return &failed.Trouble
	}
	return nil
}
