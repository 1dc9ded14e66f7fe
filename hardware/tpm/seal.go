// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/google/go-tpm/tpm2"

	"github.com/pidpys/pidpys/host/key"
)

// A Sealing is a key file that is to open on this computer alone.
type Sealing struct {
	Label string
	// Certificates are shown before the PIN is given, and stand beside the keys then;
	// a key without one is not shown.
	Certificates []*x509.Certificate
	// Protect puts the key file under a password of Seal's and answers the result. It
	// does not keep the password; that never leaves this package otherwise.
	Protect func(password []byte) ([]byte, error)
}

// passwordSize is how many octets of chance are in a sealed password.
const passwordSize = 32

// errProtected is a key file that its new password does not open.
var errProtected = errors.New("tpm: the protected key file does not open")

// Seal makes up a password, has the key file protected by it, and seals the
// password under a PIN for which it asks. Before the entry is written it was opened
// once, as it will be. Where the key file came from is left as it is; it is up to
// its owner what becomes of it.
func (s *Source) Seal(ctx context.Context, sealing Sealing, ask key.Asker) (key.Ref, error) {
	if _, err := s.count(ctx); err != nil {
		return "", err
	}
	password := makePassword()
	defer clear(password)
	container, err := sealing.Protect(password)
	if err != nil {
		return "", err
	}
	if len(container) > maxContainer {
		return "", key.ErrTooLarge
	}
	pin, err := s.askNewPIN(ctx, ask)
	if err != nil {
		return "", err
	}
	defer clear(pin)
	id := make([]byte, key.IDSize)
	_, _ = rand.Read(id) // never fails
	e := newEntry(hex.EncodeToString(id), sealing.Label)
	e.sealed = true
	e.certify(sealing.Certificates)
	if err := s.use(ctx, func(d *device) error { return d.fill(e, sealedData, pin, password) }); err != nil {
		return "", err
	}
	if err := s.prove(ctx, e, pin, container); err != nil {
		return "", err
	}
	if err := s.alone(ctx, func() error { return s.folder.write(e, container) }); err != nil {
		return "", err
	}
	return e.ref(), nil
}

// makePassword makes up a password that is text, for there are formats that take
// no other: 32 octets of chance in base64url.
func makePassword() []byte {
	chance := make([]byte, passwordSize)
	defer clear(chance)
	_, _ = rand.Read(chance) // never fails
	return base64.RawURLEncoding.AppendEncode(nil, chance)
}

// prove opens a sealed entry as it will be opened.
func (s *Source) prove(ctx context.Context, e *entry, pin, container []byte) error {
	var password []byte
	defer func() { clear(password) }()
	err := s.with(ctx, e, func(d *device, p *parent, o tpm2.NamedHandle) (err error) {
		password, err = unseal(d, p, o, pin)
		return err
	})
	if err != nil {
		return err
	}
	opened, err := s.config.Containers(container, password)
	if err != nil {
		return fmt.Errorf("%w: %w", errProtected, err)
	}
	return opened.Close()
}
