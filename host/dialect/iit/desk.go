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
	Open(ctx context.Context, w service.Wanted) (service.Held, error)
	Sign(ctx context.Context, h service.Held, o service.SignOrder) ([][]byte, error)
	Encrypt(ctx context.Context, h service.Held, papers []service.Paper, recipients []*x509.Certificate, o service.EncryptOptions) ([][]byte, error)
	Decrypt(ctx context.Context, h service.Held, p service.Paper, known []*x509.Certificate) (service.Decrypted, error)
	Verifier(extra []*x509.Certificate) *validation.Verifier
	Trust() *pki.Trust
	Directory() *registry.Directory
	Find(ctx context.Context, keys []lookup.Key, authority string) ([]*x509.Certificate, error)
}
