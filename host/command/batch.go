// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/key"
)

// A task is one file on its way to be signed.
type task struct {
	asked  key.Digest
	finish func(answer []byte) error // writes the file; nothing of it is left when it fails
	close  func()
}

// batches signs files with as few approvals as the key needs. What was done until
// one fails stays done; the others are [signing.left].
func (s *signing) batches(ctx context.Context, names, targets []string, begin func(ctx context.Context, name, target string) (*task, error)) error {
	most := s.atOnce()
	for len(names) > 0 {
		n := min(most, len(names))
		if err := s.batch(ctx, names[:n], targets[:n], begin); err != nil {
			return err
		}
		names, targets = names[n:], targets[n:]
	}
	return nil
}

// batch signs files by one approval: none if one of them cannot be, and then each
// whose answer came.
func (s *signing) batch(ctx context.Context, names, targets []string, begin func(ctx context.Context, name, target string) (*task, error)) error {
	asked := make([]key.Digest, len(names))
	tasks := make([]*task, len(names))
	for i, name := range names {
		t, err := begin(ctx, name, targets[i])
		if err != nil {
			return err
		}
		defer t.close()
		tasks[i], asked[i] = t, t.asked
	}
	results, err := s.ask(ctx, asked)
	if err != nil {
		return err
	}
	var failures []error
	for i, result := range results {
		answer, err := answer(result)
		if err == nil {
			err = tasks[i].finish(answer)
		}
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// left are those of the files that were not signed.
func (s *signing) left(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(s.done, func(d signed) bool { return d.Document == name })
	})
}

// atOnce is how many digests the key signs by one approval. One that nobody confirms
// elsewhere signs file by file.
func (s *signing) atOnce() int {
	if kept, ok := s.candidate.Key.(key.Confirmed); ok {
		return max(kept.MaxDigests(), 1)
	}
	return 1
}
