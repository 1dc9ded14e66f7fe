// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"cmp"
	"context"
	"crypto"
	"maps"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

// pin is that of all tokens in a [drawer].
const pin = "738194"

// tokenLabel stands on every token; no log may know it.
const tokenLabel = "Ключ бухгалтера"

// token is one of host/protocol/testdata/README.md: its keys are those of a
// sample, and those that were made on it.
type token struct {
	Sample string
	Makes  []key.Kind
	Form   key.Form
	Tries  key.Tries
	Pad    bool // its PIN is typed on the reader, where the person types it right
	Always bool // its keys want the PIN before every signature
	Bare   bool // it has no certificates
	Gone   bool // it is not plugged in
	Unset  bool

	// signing is called before a signature is made; nil: nothing happens.
	signing func()
	faults  map[string]error // by label: what is wrong with that signature alone
	red     bool             // whoever is to type the PIN on the reader presses the red key

	made []madeKey
}

// drawer is a source of tokens that are programs.
type drawer struct {
	mu       sync.Mutex
	tokens   map[string]*token
	troubles []key.Trouble
	changed  chan struct{} // closed at the next change
	watchers int
	open     int // sessions
	revived  []string
	broken   error // what Watch and Revive answer
	silent   bool  // Watch tells nothing until something changes
	partial  bool  // Watch tells that there may be more
}

func newDrawer(tokens map[string]*token, troubles ...key.Trouble) *drawer {
	return &drawer{tokens: tokens, troubles: troubles, changed: make(chan struct{})}
}

// change does something to the tokens, which whoever watches is told.
func (d *drawer) change(do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	do()
	close(d.changed)
	d.changed = make(chan struct{})
}

// plug puts a token in, or takes it out.
func (d *drawer) plug(name string, in bool) { d.change(func() { d.tokens[name].Gone = !in }) }

func (*drawer) Scheme() string { return "pkcs11" }

func (d *drawer) List(context.Context) ([]key.Info, error) { return nil, nil }

func (d *drawer) Watch(ctx context.Context, tell func(key.Plugged)) error {
	d.mu.Lock()
	d.watchers++
	broken := d.broken
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		d.watchers--
		d.mu.Unlock()
	}()
	if broken != nil {
		return broken
	}
	for {
		d.mu.Lock()
		plugged, changed, silent := d.plugged(), d.changed, d.silent
		d.mu.Unlock()
		if !silent {
			tell(plugged)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}

func (d *drawer) Revive(_ context.Context, id string) error {
	if d.broken != nil {
		return d.broken
	}
	d.change(func() {
		d.revived = append(d.revived, id)
		d.troubles = slices.DeleteFunc(d.troubles, func(t key.Trouble) bool { return t.Driver == id })
	})
	return nil
}

func (d *drawer) plugged() key.Plugged {
	plugged := key.Plugged{Troubles: slices.Clone(d.troubles), Partial: d.partial}
	for _, name := range slices.Sorted(maps.Keys(d.tokens)) {
		t := d.tokens[name]
		if t.Gone {
			continue
		}
		carrier := d.carrier(name)
		for _, k := range t.keys() {
			carrier.Keys = append(carrier.Keys, seenKey{k, t.Always || t.Pad})
		}
		plugged.Carriers = append(plugged.Carriers, *carrier)
	}
	return plugged
}

func (d *drawer) carrier(name string) *key.Carrier {
	t := d.tokens[name]
	return &key.Carrier{
		Ref: key.NewRef("pkcs11", "serial="+name), Label: tokenLabel + "\u202E", Model: "M", Manufacturer: "Виробник", Serial: name,
		Device: "Алмаз-1К", Form: cmp.Or(t.Form, key.FormToken), PIN: key.PIN{Tries: t.Tries, Pad: t.Pad, Unset: t.Unset, Min: 4, Max: 8},
		Makes: t.Makes, Blank: t.Form == key.FormTPM,
	}
}

// keys are those of the sample, as software has them.
func (t *token) keys() []key.Key {
	if t.Sample == "" {
		return t.madeKeys()
	}
	store, err := container.Open(sample(t.Sample), container.Passwords{File: []byte(testpki.Password)})
	if err != nil {
		panic(err)
	}
	keys, err := store.Keys(context.Background())
	if err != nil {
		panic(err)
	}
	if t.Bare {
		for i, k := range keys {
			keys[i] = key.New(key.Signer(context.Background(), k))
		}
	}
	return append(keys, t.madeKeys()...)
}

// seenKey is a key that a token shows before it is open.
type seenKey struct {
	key.Key
	asks bool
}

func (k seenKey) AsksToSign() bool { return k.asks }

func (seenKey) Sign(context.Context, []key.Digest) ([]key.Result, error) { return nil, key.ErrClosed }

func (d *drawer) Open(ctx context.Context, ref key.Ref, ask key.Asker) (key.Store, error) {
	d.mu.Lock()
	var name string
	for n := range d.tokens {
		if d.carrier(n).Ref == ref && !d.tokens[n].Gone {
			name = n
		}
	}
	d.mu.Unlock()
	if name == "" {
		return nil, key.ErrNoToken
	}
	s := &drawerStore{d: d, name: name, t: d.tokens[name], ask: ask}
	if !s.t.Pad && s.t.Form != key.FormTPM {
		if err := s.login(ctx, key.Question{Kind: key.AskPIN, Ref: ref}); err != nil {
			return nil, err
		}
	}
	d.mu.Lock()
	d.open++
	d.mu.Unlock()
	s.keys = s.t.keys()
	return s, nil
}

type drawerStore struct {
	d    *drawer
	name string
	t    *token
	ask  key.Asker
	keys []key.Key

	mu     sync.Mutex
	closed bool
	typed  bool // the PIN, on the reader
}

// login asks for the PIN and looks at it, as package token is to do.
func (s *drawerStore) login(ctx context.Context, q key.Question) error {
	s.d.mu.Lock()
	q.Carrier = s.d.carrier(s.name)
	s.d.mu.Unlock()
	switch {
	case q.Carrier.PIN.Unset:
		return &key.CarrierError{Err: key.ErrPINUnset, PIN: q.Carrier.PIN}
	case q.Carrier.PIN.Tries == key.TriesNone:
		return &key.CarrierError{Err: key.ErrPINLocked, PIN: q.Carrier.PIN}
	case q.Carrier.PIN.Tries == key.TriesLast:
		last := q
		last.Kind = key.AskLastTry
		if err := s.ask.Confirm(ctx, last); err != nil {
			return cmp.Or(map[error]error{key.ErrCancelled: key.ErrLastTry}[err], err)
		}
	}
	if s.t.Pad {
		s.ask.Show(ctx, key.Notice{Kind: key.NoticePINPad, Ref: q.Ref})
		s.ask.Show(ctx, key.Notice{Kind: key.NoticeGoOn, Ref: q.Ref})
		if s.t.red {
			return key.ErrCancelled
		}
		return nil
	}
	secret, err := s.ask.Secret(ctx, q)
	defer clear(secret)
	if err != nil {
		return err
	}
	s.d.change(func() {
		if string(secret) == pin {
			s.t.Tries = key.TriesUnknown
			return
		}
		s.t.Tries = map[key.Tries]key.Tries{"": key.TriesFew, key.TriesFew: key.TriesLast}[s.t.Tries]
		s.t.Tries = cmp.Or(s.t.Tries, key.TriesNone)
		err = &key.CarrierError{Err: key.ErrWrongPIN, PIN: key.PIN{Tries: s.t.Tries, Min: 4, Max: 8}}
	})
	return err
}

func (s *drawerStore) Keys(context.Context) ([]key.Key, error) {
	var all []key.Key
	for _, k := range s.keys {
		all = append(all, drawerKey{seenKey{k, s.t.Always || s.t.Pad}, s})
	}
	return all, nil
}

func (s *drawerStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.d.mu.Lock()
		s.d.open--
		s.d.mu.Unlock()
	}
	s.closed = true
	return nil
}

type drawerKey struct {
	seenKey
	s *drawerStore
}

func (k drawerKey) Sign(ctx context.Context, digests []key.Digest) ([]key.Result, error) {
	var results []key.Result
	for i, d := range digests {
		if err := k.s.use(ctx, i+1, len(digests)); err != nil {
			return nil, err
		}
		if fault := k.s.t.faults[d.Label]; fault != nil {
			results = append(results, key.Result{Err: fault})
			continue
		}
		signed, err := k.Key.Sign(ctx, []key.Digest{d})
		if err != nil {
			return nil, err
		}
		results = append(results, signed...)
	}
	return results, nil
}

func (k drawerKey) SharedSecret(ctx context.Context, peer crypto.PublicKey, cofactor bool) ([]byte, error) {
	if err := k.s.use(ctx, 1, 1); err != nil {
		return nil, err
	}
	return k.Key.(key.Decrypter).SharedSecret(ctx, peer, cofactor)
}

func (k drawerKey) Decrypt(context.Context, []byte, crypto.DecrypterOpts) ([]byte, error) {
	return nil, key.ErrNotDecrypter
}

// use is what comes before each use of a key.
func (s *drawerStore) use(ctx context.Context, number, of int) error {
	if s.t.signing != nil {
		s.t.signing()
	}
	s.mu.Lock()
	closed, typed := s.closed, s.typed
	s.typed = true
	s.mu.Unlock()
	s.d.mu.Lock()
	gone := s.t.Gone
	s.d.mu.Unlock()
	switch {
	case closed:
		return key.ErrClosed
	case gone:
		return key.ErrTokenRemoved
	case s.t.Always, s.t.Pad && !typed:
		return s.login(ctx, key.Question{Kind: key.AskKeyPIN, Number: number, Of: of})
	}
	return nil
}
