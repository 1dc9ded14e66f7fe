// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// keeper is a provider of host/protocol/testdata/README.md.
type keeper struct {
	Sample    string
	Title     string
	App       string
	User      key.UserID
	Hint      string
	Agreement bool
	Asks      []string
	CMS       bool
	Max       int
	Waits     string // "identify" or "sign": nobody confirms that
	Fails     string // how it signs in vain
}

// faults are what providers fail with.
var faults = map[string]error{
	"declined": key.ErrDeclined, "unconfirmed": key.ErrUnconfirmed, "answer": key.ErrAnswer, "changed": key.ErrCertificateChanged, "otp": key.ErrWrongOTP,
}

// sky is a source of keys that providers keep, and that are programs.
type sky struct {
	providers map[string]*keeper

	mu       sync.Mutex
	open     int // stores
	waiting  int // for somebody who never comes
	released int // so many waits ended
	users    []string
	visited  []string // where visits of pages ended
	secrets  []string
}

func (*sky) Scheme() string { return "cloud" }

func (*sky) List(context.Context) ([]key.Info, error) { return nil, nil }

func (s *sky) Providers() []key.Provider {
	var all []key.Provider
	for _, id := range slices.Sorted(maps.Keys(s.providers)) {
		p := s.providers[id]
		all = append(all, key.Provider{ID: id, Title: p.Title, App: p.App, User: p.User, Hint: p.Hint, Agreement: p.Agreement})
	}
	return all
}

func (s *sky) Open(ctx context.Context, ref key.Ref, ask key.Asker) (key.Store, error) {
	id, user, err := key.ProviderOf(ref)
	if err != nil {
		return nil, err
	}
	p := s.providers[id]
	if p.Agreement {
		return nil, p.fault(key.ErrAgreement)
	}
	s.note(func() { s.users = append(s.users, user) })
	store := &skyStore{sky: s, keeper: p, ask: ask}
	if err := store.confirm(ctx, true); err != nil {
		return nil, err
	}
	s.note(func() { s.open++ })
	return store, nil
}

func (s *sky) note(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

func (p *keeper) fault(err error) error {
	return &key.ProviderError{Err: err, Provider: p.Title, Text: "Відмова\u202E", Limit: p.Max}
}

type skyStore struct {
	*sky
	*keeper
	ask    key.Asker
	closed sync.Once
}

func (s *skyStore) Close() error {
	s.closed.Do(func() { s.note(func() { s.open-- }) })
	return nil
}

// confirm has the person confirm that they are who they are, or a signature.
func (s *skyStore) confirm(ctx context.Context, identify bool) error {
	for _, what := range s.Asks {
		var err error
		switch what {
		case "link", "app":
			err = s.show(ctx, what, identify)
		case "page":
			err = s.visit(ctx)
		default:
			if !identify {
				err = s.typed(ctx, key.QuestionKind(what))
			}
		}
		if err != nil {
			return s.theirs(ctx, err)
		}
	}
	if err, fails := faults[s.Fails]; fails && !identify {
		return s.fault(err)
	}
	return nil
}

// theirs is what package cloud makes of the asker's errors: what it does not know
// is the provider's.
func (p *keeper) theirs(ctx context.Context, err error) error {
	var said *key.ProviderError
	if ctx.Err() != nil || errors.Is(err, key.ErrCancelled) || errors.As(err, &said) {
		return err
	}
	return p.fault(fmt.Errorf("%w: %w", key.ErrProvider, err))
}

// show tells of a link, or of the app, and waits.
func (s *skyStore) show(ctx context.Context, what string, identify bool) error {
	notice := key.Notice{Kind: key.NoticeLink, App: s.App, Expires: today.Add(5 * time.Minute), Identify: identify}
	if what == "link" {
		notice.Link = "https://provider.example/confirm?o=1"
	}
	s.ask.Show(ctx, notice)
	defer s.ask.Show(ctx, key.Notice{Kind: key.NoticeGoOn})
	if s.Waits != map[bool]string{true: "identify", false: "sign"}[identify] {
		return nil
	}
	s.note(func() { s.waiting++ })
	<-ctx.Done()
	s.note(func() { s.released++ })
	return ctx.Err()
}

// visit takes the person to the provider's page.
func (s *skyStore) visit(ctx context.Context) error {
	authorizer, able := s.ask.(key.Authorizer)
	if !able {
		return s.fault(key.ErrAuthorization)
	}
	authorization, err := authorizer.Authorize(ctx)
	if err != nil {
		return err
	}
	defer authorization.Close()
	if authorization.Exposed() {
		return s.fault(key.ErrAuthorization)
	}
	ended, err := authorization.Visit(ctx, "https://provider.example/oauth2/authorize?redirect_uri="+authorization.RedirectURI())
	if err != nil {
		return err
	}
	s.note(func() { s.visited = append(s.visited, ended) })
	return nil
}

// typed has the person type a secret, each of which is right.
func (s *skyStore) typed(ctx context.Context, kind key.QuestionKind) error {
	secret, err := s.ask.Secret(ctx, key.Question{Kind: kind, Provider: s.Title})
	defer clear(secret)
	s.note(func() { s.secrets = append(s.secrets, string(secret)) })
	return err
}

// Keys are those of the sample that sign, and what a provider says of its own.
func (s *skyStore) Keys(ctx context.Context) ([]key.Key, error) {
	var all []key.Key
	for _, file := range strings.Fields(s.Sample) {
		store, err := container.Open(sample(file), container.Passwords{File: []byte(testpki.Password)})
		if err != nil {
			return nil, err
		}
		keys, err := store.Keys(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, skyKey{keys[0], s})
	}
	return all, nil
}

type skyKey struct {
	key.Key
	s *skyStore
}

func (k skyKey) AsksToSign() bool    { return true }
func (k skyKey) ConfirmedAt() string { return k.s.Title }
func (k skyKey) MaxDigests() int     { return max(k.s.Max, 1) }
func (k skyKey) AnswersCMS() bool    { return k.s.CMS }

func (k skyKey) Sign(ctx context.Context, digests []key.Digest) ([]key.Result, error) {
	if err := k.s.confirm(ctx, false); err != nil {
		return nil, err
	}
	if !k.s.CMS {
		return k.Key.Sign(ctx, digests)
	}
	var results []key.Result
	for _, digest := range digests {
		message, err := k.whole(ctx, digest)
		if err != nil {
			return nil, err
		}
		results = append(results, key.Result{CMS: message})
	}
	return results, nil
}

// whole is a CMS over a digest, as providers make them.
func (k skyKey) whole(ctx context.Context, digest key.Digest) ([]byte, error) {
	var certificate = k.Certificates()[0]
	for _, c := range k.Certificates() {
		if pki.SamePublicKey(c, k.Public()) {
			certificate = c
		}
	}
	signer := cades.Signer{Certificate: certificate, Hash: digest.Hash, SigningTime: today, Detached: true}
	prepared, err := signer.Prepare(digest.Value)
	if err != nil {
		return nil, err
	}
	results, err := k.Key.Sign(ctx, []key.Digest{{Hash: prepared.Hash(), Value: prepared.Digest(), Label: digest.Label}})
	if err != nil {
		return nil, err
	}
	message, err := prepared.Finish(results[0].Raw)
	if err != nil {
		return nil, err
	}
	return message.Marshal(nil)
}
