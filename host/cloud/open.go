// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"context"
	"strings"
	"unicode"

	"github.com/pidpys/pidpys/host/key"
)

// maxUser bounds a name of a person at a provider, in octets.
const maxUser = 256

// An account is one person's session at one provider.
type account struct {
	source  *Source
	about   Description
	user    string
	ref     key.Ref
	ask     key.Asker
	session Session
}

// Open has the person confirm at the provider whose keys there are, and answers
// those. A provider that must be told who the person is has them asked, unless the
// reference says it; one that finds out by itself is told nothing.
//
// Errors are a *[key.ProviderError], [key.ErrReference] for a provider that is not
// among those of the source, the asker's own, or the context's.
func (s *Source) Open(ctx context.Context, ref key.Ref, ask key.Asker) (key.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	id, user, err := key.ProviderOf(ref)
	if err != nil {
		return nil, err
	}
	if p, ok := s.agreement(id); ok {
		return nil, &key.ProviderError{Err: key.ErrAgreement, Provider: p.Title}
	}
	p := s.provider(id)
	if p == nil || ref.Scheme() != Scheme {
		return nil, key.ErrReference
	}
	s.releaseLeftovers(p)
	a := &account{source: s, about: p.Describe(), user: user, ref: ref, ask: ask}
	store, err := a.enter(ctx, p)
	if err != nil {
		return nil, a.about.fault(ctx, err)
	}
	return store, nil
}

// enter begins the session, and ends it again if no keys come of it.
func (a *account) enter(ctx context.Context, p Provider) (*store, error) {
	err := a.nameUser(ctx)
	if err != nil {
		return nil, err
	}
	if a.session, err = p.Enter(ctx, a.user, a.ask); err != nil {
		return nil, err
	}
	store, err := a.open(ctx)
	if err != nil {
		a.close()
	}
	return store, err
}

func (a *account) open(ctx context.Context) (*store, error) {
	tell := a.identify
	if a.about.Witnessed {
		tell = a.witness
	}
	credentials, err := tell(ctx)
	if err != nil {
		return nil, err
	}
	return newStore(a, credentials)
}

// nameUser has the person say who they are, where the provider must know.
func (a *account) nameUser(ctx context.Context) error {
	switch {
	case a.about.User == key.UserNone:
		a.user = ""
	case a.about.User == key.UserRequired && a.user == "":
		user, err := a.ask.Text(ctx, key.Question{Kind: key.AskUser, Ref: a.ref, Provider: a.about.Title})
		if err != nil {
			return err
		}
		if a.user = strings.TrimSpace(user); a.user == "" {
			return key.ErrUnknownUser
		}
	}
	if !fitUser(a.user) {
		return key.ErrUnknownUser
	}
	return nil
}

// fitUser reports whether a text may be a person's name at a provider.
func fitUser(name string) bool {
	return len(name) <= maxUser && !strings.ContainsFunc(name, unicode.IsControl)
}

func (a *account) close() {
	if err := a.session.Close(); err != nil {
		a.source.log(a.about, err).Warn("the session did not end well")
	}
}
