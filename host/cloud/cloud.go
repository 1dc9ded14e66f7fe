// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cloud is the source of keys that providers keep («Хмарне сховище»). A
// provider is asked to begin something, the person confirms it there or on a
// phone, and the provider answers. The asking is a [Provider]'s, one protocol a
// package; what is the same for all stands here once: waiting, links, expiry,
// release, and every check of what comes back.
//
// NOTHING THAT A PROVIDER ANSWERS IS BELIEVED: digests are compared, signatures
// verified with the certificate that the person was shown, links must lead to
// the provider's own hosts.
package cloud

import (
	"context"
	"sync"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/key"
)

// Scheme names the source in key references: [key.ProviderRef].
const Scheme = "cloud"

// Config is what a [Source] is made of.
type Config struct {
	// Providers are those that keys can be used of, in the order to show them.
	Providers []Provider
	// Agreements come after them: providers that serve their partners only. They
	// are listed, and opening one gives [key.ErrAgreement].
	Agreements []key.Provider
	// Folder is for notes of what was begun and not ended, which outlive a process
	// that is killed; empty: none are made.
	Folder string
	Now    func() time.Time
	Log    *logrus.Logger
}

// A Source opens the keys that people keep at providers. It is a [key.Remote].
type Source struct {
	config  Config
	journal *journal

	mu     sync.Mutex // between stop and beside.Go
	living context.Context
	stop   context.CancelFunc
	beside sync.WaitGroup
}

// NewSource makes a source. Its owner closes it.
func NewSource(config Config) *Source {
	s := &Source{config: config, journal: newJournal(config)}
	s.living, s.stop = context.WithCancel(context.Background())
	return s
}

// Close ends what is done beside the stores, which it does not close: the release
// of what a killed process left. Closing twice is no error.
func (s *Source) Close() error {
	s.mu.Lock()
	s.stop()
	s.mu.Unlock()
	s.beside.Wait()
	return nil
}

// Scheme is [Scheme].
func (s *Source) Scheme() string { return Scheme }

// Providers lists those that keys can be used of before those that serve their
// partners only.
func (s *Source) Providers() []key.Provider {
	var all []key.Provider
	for _, p := range s.config.Providers {
		all = append(all, p.Describe().Provider)
	}
	return append(all, s.config.Agreements...)
}

// List is empty: what a person keeps at a provider is seen once they confirm it
// there. Whom they may choose is [Source.Providers].
func (s *Source) List(context.Context) ([]key.Info, error) { return nil, nil }

func (s *Source) provider(id string) Provider {
	for _, p := range s.config.Providers {
		if p.Describe().ID == id {
			return p
		}
	}
	return nil
}

// agreement is the provider of a name among those that serve their partners only.
func (s *Source) agreement(id string) (key.Provider, bool) {
	for _, p := range s.config.Agreements {
		if p.ID == id {
			return p, true
		}
	}
	return key.Provider{}, false
}
