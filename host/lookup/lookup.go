// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package lookup finds the certificates of keys: among those remembered from
// an earlier time, then at the authority that a person chose, or, if they
// agreed to it, at all.
//
// An authority learns the identifiers of the keys it is asked about, and that
// somebody at this address holds them, so nobody is asked before a person has
// chosen. Answers are unsigned and travel over plain HTTP: a certificate
// counts only if it is for the very key and its chain reaches a pinned root.
// What is remembered must prove the same again.
package lookup

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
)

// Errors of a look-up, beside the types below and the cause of the caller's
// own context.
var (
	// ErrUnknownAuthority says that the directory has no such authority.
	ErrUnknownAuthority = errors.New("lookup: unknown authority")
	// ErrNoLookup says that the authority has no such service: its
	// certificates come with the keys.
	ErrNoLookup = errors.New("lookup: authority does not give out certificates")
	// ErrTooManyKeys says that more keys are asked about than one person has.
	ErrTooManyKeys = errors.New("lookup: too many keys")
)

// A NotFoundError says that nobody who answered has a certificate of the keys.
type NotFoundError struct {
	// Silent names the authorities that were asked, or should have been, and
	// gave no answer of the protocol. The certificate may be there.
	Silent []string
	// Asked is how many there were to ask.
	Asked int
}

// Unanswered reports whether nobody answered, so that nothing is known.
func (e *NotFoundError) Unanswered() bool { return e.Asked > 0 && len(e.Silent) == e.Asked }

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("lookup: no certificate found, %d authorities did not answer", len(e.Silent))
}

// An UnreachableError says that the authority that was asked did not answer, or
// with nothing of the protocol.
type UnreachableError struct {
	Authority string // its present name
	Err       error  // of package outbound or cmp
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("lookup: %s: %v", e.Authority, e.Err)
}

func (e *UnreachableError) Unwrap() error { return e.Err }

// Limits on a look-up.
const (
	maxKeys     = 16               // keys of one look-up
	maxParallel = 8                // authorities asked at a time
	timeLimit   = 30 * time.Second // for all that is asked
)

// A Finder finds certificates. It may be used from several goroutines, and
// beside others of the same folder in other processes.
type Finder struct {
	Directory *registry.Directory
	Client    *outbound.Client // for the directory's hosts
	// Trust holds the pinned roots. It is called when there is something to
	// prove, more than once, and answers the same.
	Trust func() *pki.Trust
	// Folder is where found certificates are kept. It is made when there is
	// something to keep, for this user alone. Empty: nothing is kept.
	Folder string
	Now    func() time.Time

	// testOnlyPost stands for Client.Post where time is a test's own.
	testOnlyPost func(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error)
}

// Ask asks one authority, by any of its names, for the certificates of keys.
// It returns those of the keys first, then those above them that came along, and
// remembers them. Certificates that have expired are found too.
func (f *Finder) Ask(ctx context.Context, authority string, keys ...Key) ([]*x509.Certificate, error) {
	a, known := f.Directory.Find(authority)
	switch {
	case !known:
		return nil, ErrUnknownAuthority
	case !a.Lookup():
		return nil, ErrNoLookup
	case len(keys) > maxKeys:
		return nil, ErrTooManyKeys
	}
	limited, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	s := &search{keys: keys}
	err := f.inquire(limited, a, s, func(bool) {})
	switch {
	case len(s.found) > 0:
		f.remember(s.found)
		return s.found.certificates(), nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("lookup: %w", context.Cause(ctx))
	case err != nil:
		return nil, &UnreachableError{a.Name(), err}
	}
	return nil, &NotFoundError{}
}
