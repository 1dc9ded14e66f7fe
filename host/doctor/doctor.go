// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package doctor looks whether all is in place that a signature needs, from the
// browser's side to the reader's, and says of each thing that is not what it
// means for the person and what to do next. It changes nothing, uses no key, and
// leaves it to workers to load modules of vendors.
//
// What it tells has no personal data: people's folders are shown as "~", and
// names of users, owners of certificates, serial numbers of readers and addresses of
// sites are left out. Files of others, as browsers' profiles and policies, are read with limits
// and may have any content. A check that takes too long is given up, and said so.
package doctor

import (
	"context"
	"sync"
	"time"

	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/installer"
)

// A Bench is what is examined, and how it can be looked at. A look that is nil is
// not to be had: its check finds nothing.
type Bench struct {
	installer.Surroundings
	Machine string         // runtime.GOARCH
	Version string         // of this program
	Host    installer.Host // Path is this program
	Now     func() time.Time

	// Key has all values of a key of Windows' registry, and those below it, as
	// objects; numbers are uint64. PropertyList has a property list of macOS as JSON.
	Key          func(installer.Key) (map[string]any, error)
	PropertyList func(context.Context, string) ([]byte, error)

	// Extension is the folder of the unpacked extension that came with this program;
	// empty: none did.
	Extension string

	Settings config.Config
	LogFile  string // where the host writes its log; empty: nowhere

	// Worker is the path of pidpys-token, and Worker32 where the one for 32-bit
	// modules lies, if there is one; WorkerVersion has either tell its version.
	Worker, Worker32 string
	WorkerVersion    func(ctx context.Context, worker string) (string, error)
	// Readers are what the system's card service has; false of Service: it does not
	// answer.
	Readers func(context.Context) (wire.Readers, error)
	// Modules are the drivers that are known, as files. Plugged is what they show;
	// they are loaded by workers of their own for that.
	Modules func() []token.Module
	Plugged func(context.Context) (key.Plugged, error)
	TPM     func(context.Context) (tpm.Status, error)

	// Registry is the day from which the built-in list of authorities is; Bundle when the
	// authorities' certificates were fetched last, if ever.
	Registry time.Time
	Bundle   func() (fetched time.Time, ok bool)
	// Date is what a host of the registry takes for the present time. nil: nobody is
	// to be asked over the network.
	Date func(context.Context) (time.Time, error)

	sights func() []installer.Sight // what lies where browsers look
}

// A check looks at one thing.
type check struct {
	topic string // of what is said if it comes to no end
	limit time.Duration
	look  func(context.Context, *Bench) []Finding
}

// usual is the limit of a check that reads files, or asks one program.
const usual = 5 * time.Second

// patient is that of one that may start drivers; one card takes a second or two.
const patient = 10 * time.Second

// checks are all, in the order of what is told.
var checks = []check{
	{"program", usual, core},
	{"browsers", usual, manifests},
	{"browsers", usual, policies},
	{"browsers", usual, extensions},
	{"browsers", usual, packaging},
	{"settings", usual, settings},
	{"carriers", usual, worker},
	{"readers", usual, readers},
	{"carriers", usual, modules},
	{"carriers", patient, carriers},
	{"tpm", usual, chip},
	{"authorities", usual, authorities},
	{"clock", usual, clock},
	{"log", usual, log},
}

// Examine makes all checks, at the same time. None outlasts its limit: what is
// still looked at then goes on by itself, and nobody awaits it.
func Examine(ctx context.Context, b Bench) []Finding {
	b.sights = sync.OnceValue(func() []installer.Sight { return installer.Look(b.Host, b.Surroundings) })
	found := make([][]Finding, len(checks))
	var all sync.WaitGroup
	for i, c := range checks {
		all.Go(func() { found[i] = c.run(ctx, &b) })
	}
	all.Wait()
	var findings []Finding
	for _, some := range found {
		findings = append(findings, some...)
	}
	return findings
}

// run makes one check within its limit.
func (c check) run(ctx context.Context, b *Bench) []Finding {
	ctx, end := context.WithTimeout(ctx, c.limit)
	defer end()
	done := make(chan []Finding, 1)
	go func() { done <- c.look(ctx, b) }()
	select {
	case findings := <-done:
		return findings
	case <-ctx.Done():
		return []Finding{unfinished(c.topic)}
	}
}

// unfinished is a check that came to no end.
func unfinished(topic string) Finding {
	return Finding{Check: "unfinished", Severity: Warning, Topic: topic}
}
