// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package token is the [key.Source] of USB tokens, smart cards and security
// modules: PKCS #11 (OASIS, 3.1), spoken by workers.
//
// Each module of a vendor is loaded by a process of its own, pidpys-token, which
// may crash, hang or print without harm to this one. [Source] starts and ends
// these workers, counts their crashes and sets aside a module that crashed
// twice. It asks for a driver when the system's card service sees a reader that
// the table of package device knows, or a driver needs no reader.
//
// A store is one login. While it is open, no other store of this user has the
// token, in whatever process: they take turns. A PIN is asked for after the
// token's flags were read, sent once, and never again by itself.
package token

import (
	"context"
	"fmt"
	"sync"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// Config is what a [Source] is made of.
type Config struct {
	Worker string // absolute path of pidpys-token
	// Worker32 is the path of the one that loads 32-bit modules. Empty, or nothing
	// there: they are refused.
	Worker32 string
	Modules  []device.Module // the first that shows a token has it
	// User admits modules that this user owns, beside the administrators'. Only
	// the demo and tests say so.
	User bool
	// Folder is this user's, and the same for all processes: it has the locks by
	// which they take turns and the count of crashes. It is made with the
	// first worker.
	Folder string
	Log    *logrus.Logger // names modules, functions and values; no token and no person
}

// A Source is the tokens of a machine. It is a [key.Hotplug].
type Source struct {
	config     Config
	drivers    []*driver
	quarantine quarantine
	pace       pace

	life context.Context // ends with Close
	end  context.CancelFunc

	mu      sync.Mutex
	watches map[*watch]bool
	latest  view // of a watch that goes on
}

// NewSource returns a source; nothing is started or made before it is asked.
func NewSource(config Config) *Source {
	s := &Source{config: config, quarantine: quarantine{config.Folder}, pace: usual, watches: map[*watch]bool{}}
	s.life, s.end = context.WithCancel(context.Background())
	for _, m := range config.Modules {
		s.drivers = append(s.drivers, newDriver(s, m))
	}
	return s
}

// Close ends the workers, and with them every session with a token. Stores, and
// whoever opens another, get [key.ErrClosed].
func (s *Source) Close() error {
	s.end()
	for _, d := range s.drivers {
		d.dismiss()
	}
	return nil
}

// Scheme is "pkcs11".
func (*Source) Scheme() string { return Scheme }

// List returns the tokens that are plugged in.
func (s *Source) List(ctx context.Context) ([]key.Info, error) {
	now, err := s.survey(ctx)
	if err != nil {
		return nil, err
	}
	var infos []key.Info
	for _, c := range s.plugged(now).Carriers {
		infos = append(infos, key.Info{Ref: c.Ref, Label: name(c)})
	}
	return infos, nil
}

// name is what tells a carrier from others, fit to show.
func name(c key.Carrier) string {
	for _, text := range []string{c.Label, c.Model, c.Device, c.Serial} {
		if text = pki.DisplayText(text); text != "" {
			return text
		}
	}
	return Scheme
}

// Revive lets a driver be tried again that was set aside; id is the Driver of its
// trouble.
func (s *Source) Revive(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, d := range s.drivers {
		if d.module.ID == id {
			defer s.nudge()
			return d.revive()
		}
	}
	return fmt.Errorf("token: %w", &key.DriverError{Trouble: key.Trouble{Kind: key.DriverMissing, Driver: id}})
}

// Open opens the token that ref names by a session that may not change it, as no
// driver refuses. It asks for its PIN, unless that is typed
// on a reader and the token shows its keys without: then it is typed for the first
// signature.
func (s *Source) Open(ctx context.Context, ref key.Ref, ask key.Asker) (key.Store, error) {
	st, err := s.open(ctx, ref, ask, false)
	if err != nil {
		return nil, err
	}
	return st, nil
}

// OpenGenerator opens the token that ref names by a session that may change it. Of
// one that makes no keys no PIN is asked for, and none is sent where no such session
// is to be had.
func (s *Source) OpenGenerator(ctx context.Context, ref key.Ref, ask key.Asker) (key.Generator, error) {
	st, err := s.open(ctx, ref, ask, true)
	if err != nil {
		return nil, err
	}
	return st, nil
}

func (s *Source) open(ctx context.Context, ref key.Ref, ask key.Asker, writes bool) (*store, error) {
	r, err := parse(ref)
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer context.AfterFunc(s.life, end)()
	p, err := s.find(ctx, r)
	if err == nil {
		st := newStore(p, ref, r.id, ask, writes)
		if err = st.open(ctx); err == nil {
			return st, nil
		}
		st.Close()
	}
	if s.life.Err() != nil {
		return nil, key.ErrClosed
	}
	return nil, err
}

// find finds the one token that a reference names, first among those that a
// watch saw.
func (s *Source) find(ctx context.Context, r reference) (place, error) {
	if known, ok := s.remembered(); ok {
		if p, err := r.pick(s.places(known)); err == nil && p.driver.shows(ctx, p.At) {
			return p, nil
		}
	}
	now, err := s.survey(ctx)
	if err != nil {
		return place{}, err
	}
	p, err := r.pick(s.places(now))
	if err == key.ErrNoToken {
		err = now.nobody()
	}
	return p, err
}

// pick is the place that a reference names. Of several tokens that say the same
// of themselves it is the one that shows a key of the reference's identifier.
func (r reference) pick(places []place) (place, error) {
	var named, showing []place
	for _, p := range places {
		if !r.names(p.Token) {
			continue
		}
		named = append(named, p)
		if r.id != nil && p.shows(r.id) {
			showing = append(showing, p)
		}
	}
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(showing) == 1:
		return showing[0], nil
	case len(named) == 0:
		return place{}, key.ErrNoToken
	}
	return place{}, fmt.Errorf("%w: %d tokens answer to it", key.ErrReference, len(named))
}

// nobody says why no token is there: the trouble, if every driver that was asked
// has one.
func (now survey) nobody() error {
	var first *key.Trouble
	for _, seen := range now.sights {
		if seen.trouble == nil {
			return key.ErrNoToken
		}
		if first == nil || seen.trouble.Kind != key.DriverMissing {
			first = seen.trouble
		}
	}
	switch {
	case first != nil:
		return &key.DriverError{Trouble: *first}
	case !now.view.worker:
		return &key.DriverError{Trouble: key.Trouble{Kind: key.NoWorker}}
	}
	return key.ErrNoToken
}
