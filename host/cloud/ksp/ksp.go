// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package ksp is the client of two protocols of Ukrainian providers of keys:
// that of IIT's sign server, KSP type 4 of IIT's settings, and that of
// PrivatBank's SmartID, type 6. Both sign digests and answer with a CMS over
// each; neither tells a person's certificates beforehand.
//
//	GET get-certificates      the server's two certificates
//	POST acquire-sign         type 4: begins an operation
//	POST acquire-operation-id type 6: begins one, and
//	POST sign                         says what it is about
//	POST sign-status          how far it has come, and the signatures
//	POST release-operation-id type 4: ends it
//
// Requests and answers are JSON in an envelope: what is asked is encrypted for
// the server, what it answers is encrypted for this session and signed by the
// server. How the session encrypts was never published, so a [Cipher] is given
// from outside, and without one there is no provider. IIT's is not here.
//
// There is no public text of either protocol. Fields, states, codes and limits
// were learnt from clients whose source is public, and quotations from the bank's
// SmartID.pdf; where they are silent the comments say "unverified".
package ksp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// Kind is the number that IIT's settings give a protocol.
type Kind int

// The kinds.
const (
	SignServer Kind = 4 // IIT's sign server
	SmartID    Kind = 6 // PrivatBank's SmartID, and those like it
)

// maxDigests is how many digests one operation takes.
func (k Kind) maxDigests() int {
	if k == SignServer {
		return 250
	}
	return 40
}

// MaxAnswer bounds an answer, in octets. The longest is 250 signatures, in
// base64 three times over.
const MaxAnswer = 16 << 20

// A Config is what one provider is. Log and Name may be left out; Prefix and Link
// are the provider's to say.
type Config struct {
	// Provider is what people see. Its need of a user is not taken from here: the
	// protocol has it.
	Provider key.Provider
	Kind     Kind
	// Base is the URL that the endpoints stand under.
	Base string
	// Prefix stands before every user's id and names this program to the provider,
	// who issues it.
	Prefix string
	// Name says that user ids are login names, sent as they were typed. Else they
	// are put into capitals for a SignServer.
	Name bool
	// Link is the page that a phone's application opens, for which a QR code may
	// stand; empty where the provider finds the phone by the user's id. A SmartID
	// with a Link finds out by the scan who the user is, and asks for no id.
	// That a SignServer has one is unverified.
	Link string
	// Cipher encrypts sessions; without one New fails.
	Cipher Cipher
	// HTTP sends requests. It follows no redirects.
	HTTP http.RoundTripper
	// Trust is asked for the roots that the server's certificates must stand under.
	Trust func() *pki.Trust
	// Plain allows Base and Link to be http, as in tests.
	Plain bool
	Now   func() time.Time
	Log   *logrus.Logger
}

// ErrNoCipher says that nothing can encrypt a session with the provider.
var ErrNoCipher = errors.New("ksp: no session cipher")

// New is the provider that a configuration describes. The error is [ErrNoCipher]
// or says what is wrong with the configuration.
func New(c Config) (cloud.Provider, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	c.Base = strings.TrimSuffix(c.Base, "/")
	if c.Log == nil {
		c.Log = logrus.New()
		c.Log.SetOutput(io.Discard)
	}
	p := &provider{Config: c, scanned: c.Kind == SmartID && c.Link != ""}
	p.description = cloud.Description{
		Provider: c.Provider, Plain: c.Plain, Witnessed: true, Hash: pki.GOST34311, Max: c.Kind.maxDigests(),
	}
	p.description.User = key.UserRequired
	if p.scanned {
		p.description.User = key.UserNone
	}
	if page, _ := url.Parse(c.Link); page.Host != "" { // check has parsed it
		p.description.Hosts = []string{page.Host}
	}
	return p, nil
}

func (c *Config) check() error {
	switch {
	case c.Cipher == nil:
		return ErrNoCipher
	case c.Kind != SignServer && c.Kind != SmartID:
		return fmt.Errorf("ksp: unknown kind %d", c.Kind)
	case c.HTTP == nil || c.Trust == nil || c.Now == nil:
		return errors.New("ksp: no transport, trust or clock")
	case !c.leads(c.Base, ""):
		return fmt.Errorf("ksp: unfit address %q", c.Base)
	case c.Link != "" && !c.leads(c.Link, path):
		return fmt.Errorf("ksp: unfit link %q", c.Link)
	}
	return nil
}

// leads reports whether a URL leads to a host, as is allowed here. Of the query that
// will be there it may have the beginning.
func (c *Config) leads(text, query string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || c.Plain && u.Scheme == "http") &&
		u.Host != "" && u.User == nil && !strings.Contains(text, "#") &&
		strings.HasPrefix(query, u.RawQuery) && (query != "" || !u.ForceQuery)
}

type provider struct {
	Config
	description cloud.Description
	scanned     bool // the phone says who the user is
}

func (p *provider) Describe() cloud.Description { return p.description }

// Enter speaks to nobody yet.
func (p *provider) Enter(_ context.Context, user string, _ key.Asker) (cloud.Session, error) {
	client, err := p.clientID(user)
	if err != nil {
		return nil, err
	}
	return &session{provider: p, client: client, begun: map[string][]key.Digest{}}, nil
}

// fail is an error of this provider, with its own words if it said any.
func (p *provider) fail(err error, text string) error {
	return &key.ProviderError{Err: err, Provider: p.Provider.Title, Text: text}
}

// wrong says what is wrong with an answer.
func (p *provider) wrong(format string, detail ...any) error {
	return p.fail(fmt.Errorf("%w: "+format, append([]any{key.ErrAnswer}, detail...)...), "")
}

// log tells of an endpoint. Names of people and operations stay out of it.
func (p *provider) log(endpoint string) *logrus.Entry {
	return p.Log.WithFields(logrus.Fields{"provider": p.Provider.ID, "endpoint": endpoint})
}
