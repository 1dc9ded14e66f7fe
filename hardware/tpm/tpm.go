// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package tpm is the [key.Source] of this computer's TPM 2.0 (TCG, Trusted
// Platform Module Library, parts 1 to 3). It makes keys that never leave the
// chip, and seals key files: their password, which nobody knows, comes out of the
// chip for a PIN.
//
// A TPM is no qualified device and knows no DSTU 4145. What it gives is that a
// key is used on this computer alone, and that its PIN is guessed at the chip's
// pace and not at that of whoever copied the files.
//
// Nothing of ours stays in the chip. A key lies in the user's folder, wrapped
// under the chip's storage root key, whose name is kept beside it: a chip that
// does not have that key gets no PIN. Objects are loaded for one use and flushed,
// whatever happens. PINs and what was sealed cross the bus only within sessions
// that are salted to the storage root key, and encrypted. Whoever sits on the bus
// when an entry is made can pose as the chip, though: what would show it, the
// certificate of the chip's maker, is not looked at.
//
// The chip counts wrong PINs for all its users together and locks everybody
// out beyond its limit. So the count is read before a PIN is asked for; the last
// try is never spent, and the later half is not without asking. Nothing here
// resets the count.
package tpm

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/key"
)

// An Opener connects to a TPM. Its errors are [key.ErrNoTPM],
// [key.ErrTPMForbidden] and [key.ErrTPM]. A connection may be closed while a
// command is under way, which then ends if it can.
type Opener func() (transport.TPMCloser, error)

// Config is what a [Source] is made of.
type Config struct {
	// Folder is this user's, and the same for all processes: it has the entries,
	// and a lock by which processes take turns. It is made when first needed.
	Folder string
	Device Opener
	// Containers opens a key file by its password; it keeps neither.
	Containers func(data, password []byte) (key.Store, error)
	Log        *logrus.Logger // names entries by their identifiers; no label and no person
}

// A Source is the keys and sealed key files of this user that belong to the
// TPM. It is a [key.Hotplug].
type Source struct {
	config Config
	folder folder
	pace   pace
	warned sync.Map // errors that the log has, by their text
}

// pace is how long things take.
type pace struct {
	retry  time.Duration // between attempts to have a turn
	poll   time.Duration // between looks while somebody watches
	glance time.Duration // for a look, which a list of all that is plugged in awaits
	limit  time.Duration // for one use; to make an RSA key takes some chips a minute
	grace  time.Duration // for a command that nobody awaits any more, and to flush
}

var usual = pace{
	retry: 20 * time.Millisecond, poll: 2 * time.Second,
	glance: 10 * time.Second, limit: 5 * time.Minute, grace: 2 * time.Minute,
}

// NewSource returns a source; nothing is opened or made before it is asked.
func NewSource(config Config) *Source {
	return &Source{config: config, folder: folder{config.Folder}, pace: usual}
}

// Scheme is "tpm".
func (*Source) Scheme() string { return Scheme }

// List returns what can be opened now, and the place for new keys.
func (s *Source) List(ctx context.Context) ([]key.Info, error) {
	plugged, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	var infos []key.Info
	for _, c := range plugged.Carriers {
		infos = append(infos, key.Info{Ref: c.Ref, Label: name(c)})
	}
	return infos, nil
}

// Revive knows of nothing that was set aside.
func (*Source) Revive(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fmt.Errorf("tpm: %w", &key.DriverError{Trouble: key.Trouble{Kind: key.DriverMissing, Driver: id}})
}

// Open opens an entry after asking for its PIN, once. "tpm:new" is the place
// for new keys: a [key.Generator], opened without a question.
func (s *Source) Open(ctx context.Context, ref key.Ref, ask key.Asker) (key.Store, error) {
	id, err := parse(ref)
	if err != nil {
		return nil, err
	}
	if id == blank {
		return s.openBlank(ctx, ask)
	}
	e, err := s.folder.read(id)
	if err != nil {
		return nil, err
	}
	if e.sealed {
		return s.openSealed(ctx, e, ask)
	}
	return s.openKey(ctx, e, ask)
}

// Remove deletes an entry: a key is gone then for good, and so is a sealed key
// file, unless there is a copy of the file under a password that somebody knows.
// Of none the error is [key.ErrNoSuchKey].
func (s *Source) Remove(ctx context.Context, ref key.Ref) error {
	id, err := parse(ref)
	if err != nil {
		return err
	}
	if id == blank {
		return fmt.Errorf("%w: the place for new keys is no key", key.ErrReference)
	}
	return s.alone(ctx, func() error {
		if !s.folder.holds(id) {
			return key.ErrNoSuchKey
		}
		return s.folder.remove(id)
	})
}
