// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"io"
	"path/filepath"
)

// document signs one file, which the signature holds.
func (s *signing) document(ctx context.Context, name, target string) (*task, error) {
	return s.file(ctx, name, target, false)
}

// apart signs one file by a signature apart from it.
func (s *signing) apart(ctx context.Context, name, target string) (*task, error) {
	return s.file(ctx, name, target, true)
}

func (s *signing) file(ctx context.Context, name, target string, detached bool) (*task, error) {
	in, err := openDocument(ctx, name)
	if err != nil {
		return nil, err
	}
	signer := s.signer()
	signer.Detached = detached
	w, err := s.prepare(ctx, signer, in.digest, filepath.Base(name))
	if err != nil {
		in.Close()
		return nil, err
	}
	finish := func(answer []byte) error {
		message, err := s.finish(ctx, w, answer, in.digest)
		if err != nil {
			return err
		}
		prefix, suffix, err := message.Envelope(in.size)
		if err != nil {
			return err
		}
		err = s.replace(target, permissions(in.info), func(out io.Writer) error {
			if _, err := out.Write(prefix); err != nil || detached {
				return err
			}
			if err := in.copyTo(out); err != nil {
				return err
			}
			_, err := out.Write(suffix)
			return err
		})
		if err != nil {
			return err
		}
		digest, err := in.digest(w.asked.Hash)
		if err != nil {
			return err
		}
		s.note(name, target, w.asked.Hash, digest)
		return nil
	}
	return &task{w.asked, finish, func() { in.Close() }}, nil
}
