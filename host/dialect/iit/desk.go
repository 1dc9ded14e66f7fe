// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/validation"
)

// A desk is what is used of [service.Desk].
type desk interface {
	Origin() string
	Language() string
	Hashes() bool
	TaxCabinet() bool
	Now() time.Time
	Log() *logrus.Entry
	Carriers(ctx context.Context) ([]key.Carrier, error)
	Open(ctx context.Context, w service.Wanted) (held, error)
	Sign(ctx context.Context, h held, o service.SignOrder) ([][]byte, error)
	Encrypt(ctx context.Context, h held, papers []service.Paper, recipients []*x509.Certificate, o service.EncryptOptions) ([][]byte, error)
	Decrypt(ctx context.Context, h held, p service.Paper, known []*x509.Certificate) (service.Decrypted, error)
	Verifier(extra []*x509.Certificate) *validation.Verifier
	Trust() *pki.Trust
	Directory() *registry.Directory
	Find(ctx context.Context, keys []lookup.Key, authority string) ([]*x509.Certificate, error)
}

// held is what is used of [service.Held].
type held interface {
	Keys() []key.Candidate
	Carrier() key.Ref
	Chain(c *x509.Certificate) []*x509.Certificate
	Closed() bool
	Close()
}

// counter is a desk of the service, whose keys go through its own hands only.
type counter struct{ *service.Desk }

func (c counter) Open(ctx context.Context, w service.Wanted) (held, error) {
	h, err := c.Desk.Open(ctx, w)
	if err != nil {
		return nil, err
	}
	return h, nil
}

func (c counter) Sign(ctx context.Context, h held, o service.SignOrder) ([][]byte, error) {
	return c.Desk.Sign(ctx, own(h), o)
}

func (c counter) Encrypt(ctx context.Context, h held, papers []service.Paper, recipients []*x509.Certificate, o service.EncryptOptions) ([][]byte, error) {
	return c.Desk.Encrypt(ctx, own(h), papers, recipients, o)
}

func (c counter) Decrypt(ctx context.Context, h held, p service.Paper, known []*x509.Certificate) (service.Decrypted, error) {
	return c.Desk.Decrypt(ctx, own(h), p, known)
}

// own is what Open handed out; nil: the person chooses.
func own(h held) *service.Held {
	k, _ := h.(*service.Held)
	return k
}
