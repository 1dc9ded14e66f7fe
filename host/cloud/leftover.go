// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"context"

	"github.com/pidpys/pidpys/host/key"
)

// releaseLeftovers releases, beside whatever else is done, what processes that
// were killed had begun at a provider. What cannot be released now stays noted.
func (s *Source) releaseLeftovers(p Provider) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.living.Err() != nil {
		return
	}
	s.beside.Go(func() {
		for _, n := range s.journal.leftovers(p.Describe().ID) {
			if err := s.releaseLeftover(p, n); err != nil {
				s.log(p.Describe(), err).Warn("an operation is still left to be released")
				n.leave()
				continue
			}
			n.erase()
		}
	})
}

func (s *Source) releaseLeftover(p Provider, n *note) error {
	ctx, cancel := context.WithTimeout(s.living, releaseTime)
	defer cancel()
	session, err := p.Enter(ctx, n.User, nobody{})
	if err != nil {
		return err
	}
	defer session.Close()
	return session.Cancel(ctx, Operation{ID: n.Operation})
}

// nobody is who can be asked where no person is: they decline.
type nobody struct{}

func (nobody) Secret(context.Context, key.Question) ([]byte, error) { return nil, key.ErrCancelled }
func (nobody) Text(context.Context, key.Question) (string, error)   { return "", key.ErrCancelled }
func (nobody) Confirm(context.Context, key.Question) error          { return key.ErrCancelled }
func (nobody) Show(context.Context, key.Notice)                     {}
