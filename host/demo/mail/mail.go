// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package mail is a post office of this computer alone: it takes letters by SMTP
// (RFC 5321), keeps them in memory and shows them on a page. Nothing leaves it. The
// demo's portal sends there what it would send to people.
package mail

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"time"
)

// Limits. Those of SMTP are the least that RFC 5321 section 4.5.3.1 allows, where it has one.
const (
	MaxLetter      = 256 << 10 // octets
	maxKept        = 200       // letters; the oldest go
	maxRecipients  = 100
	maxLine        = 1000 // octets with the line end, of text; commands are shorter
	maxCommand     = 512
	maxCommands    = 500 // in one conversation
	maxTogether    = 16  // conversations
	patience       = time.Minute
	maxConversing  = 5 * time.Minute
	maxAddressSize = 256
)

// A Letter is one that was delivered.
type Letter struct {
	Number int // from 1
	From   string
	To     []string // as the envelope has it
	At     time.Time
	Raw    []byte // header and body
}

// An Office takes letters for everybody at any address.
type Office struct {
	// Nobody tells of an address that there is nobody; nil: of none.
	Nobody func(address string) bool
	Now    func() time.Time // nil is time.Now

	mu      sync.Mutex
	letters []Letter
	number  int
	news    chan struct{} // closed when a letter comes

	talks sync.WaitGroup
	seats chan struct{}
	open  map[net.Conn]struct{}
	ended bool
}

// Serve takes letters at a listener until Close. The error is nil then.
func (o *Office) Serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return nil
		case err != nil:
			return err
		}
		if !o.enter(conn) {
			_, _ = io.WriteString(conn, "421 4.3.2 too many at a time\r\n")
			_ = conn.Close()
			continue
		}
		o.talks.Go(func() {
			defer o.leave(conn)
			o.converse(conn)
		})
	}
}

// enter reports whether there is room for another conversation.
func (o *Office) enter(conn net.Conn) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.open == nil {
		o.open, o.seats = map[net.Conn]struct{}{}, make(chan struct{}, maxTogether)
	}
	if o.ended {
		return false
	}
	select {
	case o.seats <- struct{}{}:
		o.open[conn] = struct{}{}
		return true
	default:
		return false
	}
}

func (o *Office) leave(conn net.Conn) {
	_ = conn.Close()
	o.mu.Lock()
	delete(o.open, conn)
	o.mu.Unlock()
	<-o.seats
}

// Close ends all conversations. Its listeners are closed by who has them, before.
func (o *Office) Close() {
	o.mu.Lock()
	o.ended = true
	for conn := range o.open {
		_ = conn.Close()
	}
	o.mu.Unlock()
	o.talks.Wait()
}

// deliver keeps a letter.
func (o *Office) deliver(l Letter) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.number++
	l.Number, l.At = o.number, o.now()
	o.letters = append(o.letters, l)
	if len(o.letters) > maxKept {
		o.letters = slices.Delete(o.letters, 0, 1)
	}
	if o.news != nil {
		close(o.news)
		o.news = nil
	}
}

// Letters are those that are kept, the newest first.
func (o *Office) Letters() []Letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	letters := slices.Clone(o.letters)
	slices.Reverse(letters)
	return letters
}

// Wait is the first letter after a number that is for an address, as soon as it comes.
func (o *Office) Wait(ctx context.Context, address string, after int) (Letter, error) {
	for {
		letter, news := o.find(address, after)
		if news == nil {
			return letter, nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return Letter{}, ctx.Err()
		}
	}
}

// find looks for a letter; without one news is closed when another comes.
func (o *Office) find(address string, after int) (l Letter, news chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range o.letters {
		if l.Number > after && slices.Contains(l.To, address) {
			return l, nil
		}
	}
	if o.news == nil {
		o.news = make(chan struct{})
	}
	return Letter{}, o.news
}

func (o *Office) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}
