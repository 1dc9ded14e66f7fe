// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// Name is the dialect's, in hello.
const Name = "iit"

// Options are an edition's.
type Options struct {
	// SimulatedAs is the type of carriers, by its name, as which simulated ones are
	// offered. Empty, in a release: none is.
	SimulatedAs string
}

// A Dialect answers one page.
type Dialect struct {
	desk    desk
	session string // told to a page that names none; it opens nothing

	initialized  bool
	settings     settings
	media        media
	handles      *handles
	informed     map[string]string // handles of what was told of a carrier or a file
	hashed       memory            // contents that passed by
	classicHash  *hashContext      // of methods without a context
	pool         pool
	key          service.Held    // of methods without a handle; nil: none was read
	streams      map[int]*stream // of methods without a context, by their algorithm
	revealed     [][]byte        // in the answer, to be wiped
	agreed       agreed          // whom the person let the page see
	verification *verification   // of methods without a context
	verifying    int             // octets that wait to be verified
}

// New answers the page of a desk.
func New(d *service.Desk, o Options) service.Dialect { return newDialect(d, o) }

func newDialect(d desk, o Options) *Dialect {
	name := make([]byte, 16)
	rand.Read(name)
	dialect := &Dialect{
		desk: d, session: hex.EncodeToString(name), handles: newHandles(),
		media: media{desk: d, simulatedAs: o.SimulatedAs},
	}
	dialect.reset()
	return dialect
}

// Close implements [service.Dialect].
func (d *Dialect) Close() { d.reset() }

// reset forgets all that the page has set, opened and handed over.
func (d *Dialect) reset() {
	d.initialized = false
	d.settings = newSettings()
	d.media.forget()
	d.handles.clear()
	d.informed = map[string]string{}
	d.hashed = memory{}
	d.classicHash = nil
	d.pool = pool{}
	d.closeLast()
	d.streams = map[int]*stream{}
	d.agreed = agreed{}
	d.setVerification(nil)
}

// Answer implements [service.Dialect]. The page may name any session: what it
// opened belongs to this connection, whatever it calls it, and is told back
// what it said, else its library would give up.
func (d *Dialect) Answer(ctx context.Context, text []byte) []byte {
	call, fault := parse(text)
	answer := response{Version: "2.0", ID: call.id, Error: fault, Session: call.session}
	if answer.Session == "" {
		answer.Session = d.session
	}
	if fault == nil {
		if do, ok := lookUp(call.method); ok {
			result, err := do(d, ctx, &arguments{raw: call.params})
			answer.Result = d.outcome(call.method, result, err)
		} else {
			answer.Error = methodNotFound
		}
	}
	defer d.wipe()
	return d.encode(answer)
}

// outcome is never a null with code 0 for what was not done: pages wait for ever
// on that. Of an error the page gets the code and words, and the log the method. What
// fails here, and not at the desk, a page can repeat as it likes, so it is logged only
// where everything is: the log is short, and keeps what came last.
func (d *Dialect) outcome(method string, result any, err error) *outcome {
	if err == nil {
		return &outcome{Result: result}
	}
	e := asError(err)
	level := logrus.InfoLevel
	if _, here := err.(*Error); here {
		level = logrus.DebugLevel
	}
	d.desk.Log().WithField("method", method).WithField("code", int(e.Code)).Log(level, "in vain")
	return &outcome{Error: e.show(d.language())}
}

// encode writes an answer, or that it is too long.
func (d *Dialect) encode(answer response) []byte {
	text, err := json.Marshal(answer)
	if err == nil && len(text) <= protocol.MaxDialect {
		return text
	}
	if err != nil {
		d.desk.Log().WithError(err).Error("an answer cannot be written")
	}
	answer.Result = &outcome{Error: (&Error{Code: codeMemory}).show(d.language())}
	text, err = json.Marshal(answer)
	if err != nil {
		panic("internal error: " + err.Error()) // strings and numbers
	}
	return text
}

// language is that which the page chose, or the person's.
func (d *Dialect) language() string {
	if d.settings.language != "" {
		return d.settings.language
	}
	return d.desk.Language()
}
