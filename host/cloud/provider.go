// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A Provider speaks the protocol of one service that keeps people's keys. It
// waits for nobody and checks no signature: [Source] does both, for all.
type Provider interface {
	// Describe tells what people and the Source need to know of it. It never
	// changes.
	Describe() Description

	// Enter begins one person's use of the provider; user is empty where nobody
	// said who that is. It may ask the person for leave through ask. The caller
	// closes the session. It may be called from several goroutines.
	Enter(ctx context.Context, user string, ask key.Asker) (Session, error)
}

// A Description is what a provider is.
type Description struct {
	key.Provider
	// Hosts are those that links for people may lead to, "host[:port]"; a link to
	// another is refused. Plain says that they may be http, as in tests.
	Hosts []string
	Plain bool
	// Witnessed says that the provider tells no certificates, so that the person
	// confirms a signature of nothing first, whose certificate it is then.
	Witnessed bool
	// Hash, of one that is Witnessed, is what nothing is hashed by; nil is GOST 34.311.
	Hash *pki.Hash
	// Max, of one that is Witnessed, is how many digests are signed by one
	// confirmation; less than 1 is 1.
	Max int
}

// Purpose is what an operation is for.
type Purpose string

// The purposes.
const (
	Identify Purpose = "identify" // whose keys there are
	Sign     Purpose = "sign"
)

// A Session is one person at one provider, from the choice of the provider until
// the store is closed. It is used by one goroutine at a time.
type Session interface {
	// Start begins an operation. It may ask the person through ask.
	Start(ctx context.Context, r Request, ask key.Asker) (Operation, error)

	// Poll looks how far it has come. A provider that was unreachable may be asked
	// again; every other error ends the operation, and it is released.
	Poll(ctx context.Context, o Operation) (Progress, error)

	// Cancel releases an operation that nobody waits for any more. One that has
	// ended already is no error.
	Cancel(ctx context.Context, o Operation) error

	// Close wipes what the session was given to authorize it.
	Close() error
}

// A Request is what an operation is about.
type Request struct {
	Purpose Purpose
	// Credential is, to sign, the ID of one that Identify told.
	Credential string
	// Digests are what is signed; to identify, of a provider that is Witnessed,
	// the one digest of nothing.
	Digests []key.Digest
	// Description is what the person is told on the phone about the whole, in
	// Ukrainian, at most [MaxDescription] characters.
	Description string
}

// MaxDescription bounds the text that a phone shows.
const MaxDescription = 200

// An Operation is one that was begun at a provider. It holds no secret.
type Operation struct {
	ID      string        // by which another process could release it; empty where none could
	Link    string        // where the person confirms it; empty: they do so by themselves, or have
	Expires time.Time     // zero: the Source decides
	Pause   time.Duration // between two polls; zero: the Source decides
}

// Progress is how far an operation has come.
type Progress struct {
	State State
	// Credentials, of an identification that is Done, are the person's keys, if
	// the provider tells them.
	Credentials []Credential
	// Results, of what is Done or Partly done, are in the order of the digests.
	Results []key.Result
}

// State is how far an operation has come.
type State string

// The states.
const (
	Registered State = "registered" // the person has not seen it yet
	Waiting    State = "waiting"    // for the person, or the provider's machines
	Done       State = "done"
	Partly     State = "partly"   // some results are errors
	Rejected   State = "rejected" // by the person
	Failed     State = "failed"   // at the provider
	Expired    State = "expired"
)

// A Credential is one key that a provider keeps.
type Credential struct {
	ID           string
	Certificates []*x509.Certificate // the key's own first, then those above it
	// CMS says that its results are CMS and not bare signatures.
	CMS bool
	// Max is how many digests it signs by one confirmation, at least 1.
	Max int
}
