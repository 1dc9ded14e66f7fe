// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/key"
)

// Scheme is that of references to key files: "file:" and whatever the function
// that reads them understands.
const Scheme = "file"

// A Source opens key files after asking for their password.
type Source struct {
	read func(ctx context.Context, ref key.Ref) ([]byte, error)
}

// NewSource returns a source of the files that read returns. A file is wiped
// after use, so read hands out a copy of its own; of a file over [MaxSize] it
// need not return more than one octet over.
func NewSource(read func(ctx context.Context, ref key.Ref) ([]byte, error)) *Source {
	return &Source{read: read}
}

// Scheme is "file".
func (*Source) Scheme() string { return Scheme }

// List returns nothing: files are chosen by the user.
func (*Source) List(ctx context.Context) ([]key.Info, error) { return nil, ctx.Err() }

// Open reads the file, and asks for the password only if it is a key file that
// has one. If the keys within turn out to have another, it asks once for that.
func (s *Source) Open(ctx context.Context, ref key.Ref, ask key.Asker) (key.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := s.read(ctx, ref)
	if err != nil {
		return nil, err
	}
	defer clear(data)
	locked, err := probe(data)
	if err != nil {
		return nil, err
	}
	if !locked {
		return Open(data, Passwords{})
	}
	file, err := ask.Secret(ctx, key.Question{Kind: key.AskPassword, Ref: ref})
	defer clear(file)
	if err != nil {
		return nil, err
	}
	store, err := Open(data, Passwords{File: file})
	if !errors.Is(err, key.ErrKeyPassword) {
		return store, err
	}
	keys, err := ask.Secret(ctx, key.Question{Kind: key.AskKeyPassword, Ref: ref})
	defer clear(keys)
	if err != nil {
		return nil, err
	}
	return Open(data, Passwords{File: file, Keys: keys})
}
