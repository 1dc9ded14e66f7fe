// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package piv is a PIV card (NIST SP 800-73-4) that a program plays: with keys of
// P-256 or RSA 2048 and a PIN that locks, in the reader of package pcscd. OpenSC
// takes it for a card.
package piv

import (
	"crypto"
	"crypto/x509"
	"net"
	"sync"
	"testing"

	"github.com/pidpys/pidpys/hardware/simulator/pcscd"
)

// A Slot is a key reference (SP 800-73-4 part 1, table 4b).
type Slot byte

// The slots that hold keys of a person.
const (
	Authentication Slot = 0x9A
	Signature      Slot = 0x9C // wants the PIN before every signature
	Management     Slot = 0x9D // of keys: decrypts and agrees
)

// A Spec is a card and what is on it.
type Spec struct {
	PIN   string // 6 to 8 digits
	Tries int    // 0: 3
	Keys  map[Slot]Key
}

// A Key is a private key, *ecdsa.PrivateKey on P-256 or *rsa.PrivateKey of 2048
// bits, and its certificate.
type Key struct {
	Private     crypto.Signer
	Certificate *x509.Certificate
}

// A Card is in the reader or beside it.
type Card struct {
	t       testing.TB
	spec    Spec
	objects map[uint][]byte // by tag, as GET DATA answers

	inserted net.Conn // nil: the card is beside the reader
	served   chan struct{}

	mu        sync.Mutex
	tries     int
	verified  bool
	fresh     bool   // the PIN was verified by the command before
	collected []byte // of chained commands
	rest      []byte // of the answer
}

// Start runs the card service until the test ends, and puts a new card into its
// reader. It skips the test where [pcscd.Start] does.
func Start(t testing.TB, spec Spec) *Card {
	t.Helper()
	pcscd.Start(t)
	card := New(t, spec)
	card.Insert()
	return card
}

// New makes a card that is beside the reader.
func New(t testing.TB, spec Spec) *Card {
	if spec.Tries == 0 {
		spec.Tries = 3
	}
	card := &Card{t: t, spec: spec, tries: spec.Tries, objects: objects(spec)}
	t.Cleanup(card.Remove)
	return card
}

// Insert puts the card into the reader, unless it is there.
func (c *Card) Insert() {
	c.t.Helper()
	if c.inserted != nil {
		return
	}
	connection, err := net.Dial("tcp", pcscd.Address)
	if err != nil {
		c.t.Fatal(err)
	}
	c.inserted, c.served = connection, make(chan struct{})
	go func(served chan struct{}) {
		defer close(served)
		c.serve(connection)
	}(c.served)
}

// Remove pulls the card out.
func (c *Card) Remove() {
	if c.inserted == nil {
		return
	}
	_ = c.inserted.Close()
	<-c.served
	c.inserted = nil
}

// Tries is how many are left.
func (c *Card) Tries() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tries
}

// SetTries changes how many are left, as a person who mistyped elsewhere would.
func (c *Card) SetTries(left int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tries = left
}
