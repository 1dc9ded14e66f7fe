// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"context"

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

// Open reads the file, and asks for the password only if it is a key file.
func (s *Source) Open(ctx context.Context, ref key.Ref, ask key.Asker) (key.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := s.read(ctx, ref)
	if err != nil {
		return nil, err
	}
	defer clear(data)
	if err := Check(data); err != nil {
		return nil, err
	}
	password, err := ask.Secret(ctx, key.Question{Kind: key.AskPassword, Ref: ref})
	if err != nil {
		return nil, err
	}
	defer clear(password)
	return Open(data, Passwords{File: password})
}
