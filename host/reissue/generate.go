// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// open opens the carrier, once a run.
func (r *run) open(ctx context.Context) (err error) {
	if r.carrier == nil {
		r.carrier, err = r.hands.Open(ctx, r.journal.Onto.Ref)
	}
	return err
}

// generate makes the new key, or finds it made: its identifier was written down
// before.
func (r *run) generate(ctx context.Context) error {
	if err := r.check(ctx); err != nil {
		return err
	}
	r.tell(StepKey)
	if err := r.open(ctx); err != nil {
		return err
	}
	made, err := r.find(ctx)
	if errors.Is(err, key.ErrNoSuchKey) {
		made, err = r.make(ctx)
	}
	if err != nil {
		return err
	}
	switch public := made.Public(); {
	case pki.SamePublicKey(r.journal.Old.Certificate, public):
		return r.copied()
	case kindOf(public) != r.journal.Kind:
		return key.ErrNoGenerator
	}
	next := r.next(Generated)
	next.Public = publicKey{made.Public()}
	return r.enter(next)
}

// copied ends a re-issue whose carrier has the old key under the new one's
// identifier. Nobody can go on with it, and nobody may discard that key.
func (r *run) copied() error {
	next := r.next(Abandoned)
	next.KeyLeft = true
	if err := r.enter(next); err != nil {
		return err
	}
	return ErrCopied
}

// find looks for a key that was made and not heard of. One that a driver made
// otherwise than it was told to is none: it goes, for nobody certified it.
func (r *run) find(ctx context.Context) (key.Key, error) {
	made, err := r.carrier.Made(ctx, r.journal.keyID())
	if errors.Is(err, key.ErrNoGenerator) {
		if err = r.discard(ctx); err == nil {
			err = key.ErrNoSuchKey
		}
	}
	return made, err
}

func (r *run) discard(ctx context.Context) error {
	if err := r.note("discarding"); err != nil {
		return err
	}
	return r.carrier.Discard(ctx, r.journal.keyID())
}

// afterthought is how long a carrier is asked what it made, also by a run that was
// cancelled meanwhile.
const afterthought = 10 * time.Second

// make has the carrier make the key. If it says that it did not, nothing is left
// behind that anybody had to give up.
func (r *run) make(ctx context.Context) (key.Key, error) {
	if !slices.Contains(r.carrier.Kinds(), r.journal.Kind) {
		return nil, r.unmade(key.ErrNoGenerator)
	}
	if err := r.note("generating"); err != nil {
		return nil, err
	}
	order := key.Order{Kind: r.journal.Kind, ID: r.journal.keyID(), Label: r.journal.Label}
	made, failure := r.carrier.Generate(ctx, order)
	if errors.Is(failure, key.ErrKeyExists) { // half of one, from a driver that was killed
		if err := r.discard(ctx); err != nil {
			return nil, err
		}
		made, failure = r.carrier.Generate(ctx, order)
	}
	if failure == nil {
		return made, nil
	}
	ctx, end := context.WithTimeout(context.WithoutCancel(ctx), afterthought)
	defer end()
	if _, err := r.find(ctx); errors.Is(err, key.ErrNoSuchKey) {
		return nil, r.unmade(failure)
	}
	return nil, failure
}

// unmade forgets a re-issue of which there is no key: the plan may be tried again.
func (r *run) unmade(failure error) error {
	return errors.Join(failure, r.note("unmade"), r.folder.remove(journalName))
}

// made finds the new key on the carrier again.
func (r *run) made(ctx context.Context) (key.Key, error) {
	if err := r.open(ctx); err != nil {
		return nil, err
	}
	made, err := r.carrier.Made(ctx, r.journal.keyID())
	if err == nil && !pki.EqualPublicKeys(made.Public(), r.journal.Public.PublicKey) {
		err = key.ErrNoSuchKey
	}
	return made, err
}
